"""A model's own life: the only place that assigns its state."""

from collections.abc import Callable

from registry.audit import service as audit
from registry.catalogue import completeness
from registry.catalogue.models import Exemplar
from registry.catalogue.service.changes import note_change
from registry.catalogue.states import EXEMPLAR_LIFE, ExemplarState
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User

PAST = {"register": "registered", "pause": "paused", "resume": "resumed", "close": "closed"}
# Says why a draft cannot be registered yet, or nothing.
Hindrance = Callable[[Exemplar], str]
_hindrances: list[Hindrance] = []


def hinders_registering(hindrance: Hindrance) -> None:
    """Let a subject above the catalogue refuse that a draft is registered."""
    if hindrance not in _hindrances:
        _hindrances.append(hindrance)


def move_exemplar(
    actor: User, exemplar: Exemplar, action: str, *, reason: str = "", version: int | None = None
) -> Exemplar:
    """Follow one arrow of EXEMPLAR_LIFE. Registering needs the first contents, a pause or an end a reason."""
    with transaction():
        arrow = EXEMPLAR_LIFE[action]
        require(actor, arrow.permission, exemplar)
        require_version(exemplar, version, {"state": exemplar.state})
        EXEMPLAR_LIFE.check(arrow, exemplar)
        reason = clean_text(reason)
        if action in {"pause", "close"} and not reason:
            raise InvalidInput("reason", _("Give the reason."))
        if action == "register":
            _require_registrable(exemplar)
        before, exemplar.state = exemplar.state, ExemplarState(arrow.target)
        note_change(exemplar)
        audit.record(
            actor,
            f"exemplar.{PAST[action]}",
            exemplar,
            personal={"reason": reason} if reason else None,
            before=before,
            after=exemplar.state,
        )
    return exemplar


def _require_registrable(exemplar: Exemplar) -> None:
    for hindrance in _hindrances:
        if reason := hindrance(exemplar):
            raise InvalidTransition(reason)
    missing = completeness.missing_to_register(exemplar.latest)
    if missing:
        raise InvalidInput(missing[0].field, missing[0].sentence)
