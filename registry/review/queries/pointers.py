"""What a merged or repeated nomination points to, and what points to one."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from registry.catalogue.models import Exemplar
from registry.catalogue.queries import get_exemplar
from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.types import clean_text
from registry.identity.models import User
from registry.review.models import Decision, Nomination
from registry.review.queries.nominations import get_nomination
from registry.review.states import POINTING_STATES, NominationState


def find_other(actor: User, nomination: Nomination, code: str) -> Nomination | Exemplar:
    """What a code names, as far as the signer may read it; raises InvalidInput for what cannot be meant."""
    code = clean_text(code).upper()
    if not code:
        raise InvalidInput("other", _("Enter the code of the nomination or model that it goes on in."))
    try:
        other: Nomination | Exemplar = get_nomination(actor, code)
    except NotFound:
        try:
            other = get_exemplar(actor, code)
        except NotFound:
            missing = _("No nomination and no model has the code %(code)s.", code=code)
            raise InvalidInput("other", missing) from None
    if other in (nomination, nomination.exemplar):
        raise InvalidInput("other", _("It cannot point to itself. Name the other one."))
    if isinstance(other, Nomination):
        _check_stands(other)
    return other


def _check_stands(other: Nomination) -> None:
    """What is pointed to must stand itself, so that nobody follows pointers in a circle."""
    if other.state in POINTING_STATES and other.decision is not None:
        raise InvalidInput(
            "other",
            _(
                "%(code)s points to %(other)s itself. Name that one.",
                code=other.reference,
                other=find_pointed(other.decision),
            ),
        )
    if other.state is NominationState.WITHDRAWN:
        raise InvalidInput("other", _("%(code)s was withdrawn by its unit.", code=other.reference))


def find_pointed(decision: Decision) -> str | None:
    """The code of what a decision points to; None for one that points nowhere."""
    other = decision.other_nomination or decision.other_exemplar
    return other.reference if other is not None else None


def list_pointing_to(nomination: Nomination) -> list[Decision]:
    """The decisions that merged something into a nomination, or found that something repeats it."""
    query = (
        select(Decision)
        .join(Nomination, Nomination.id == Decision.nomination_id)
        .options(contains_eager(Decision.nomination))
        .where(Decision.other_nomination_id == nomination.id, Decision.lifted_at.is_(None))
        .order_by(Decision.id)
    )
    return list(db.session.scalars(query))
