"""Where a model comes from: stated by its unit in a sentence, judged otherwise by staff with a reason."""

from dataclasses import dataclass

from sqlalchemy import select

from registry.audit import service as audit
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.discovery.models import OriginStatement
from registry.discovery.origins import Origin
from registry.identity.models import User
from registry.review.models import Nomination

LONGEST_SENTENCE, LONGEST_REASON = 500, 2000


@dataclass(frozen=True)
class Statement:
    """New, built on a model, or alike and independent; `source` is that other model."""

    origin: Origin
    sentence: str
    source: Exemplar | None = None


def find_statement(exemplar: Exemplar) -> OriginStatement | None:
    """What was stated of a model, or None."""
    return db.session.scalar(select(OriginStatement).where(OriginStatement.exemplar_id == exemplar.id))


def find_source(actor: User, reference: str) -> Exemplar:
    """The model named as the other one; raises NotFound for one the person may not see, and for a draft."""
    found = db.session.scalar(select(Exemplar).where(Exemplar.reference == reference))
    if (
        found is None
        or found.state is ExemplarState.DRAFT
        or not allowed(actor, Permission.EXEMPLAR_READ, found)
    ):
        raise NotFound(_("There is no such model."))
    return found


def state_origin(
    actor: User, exemplar: Exemplar, told: Statement, *, version: int | None = None
) -> OriginStatement:
    """The unit says where its model comes from. What the staff judged stays beside it."""
    with transaction():
        require(actor, Permission.EXEMPLAR_EDIT, exemplar)
        stated = find_statement(exemplar)
        if stated is None:
            stated = OriginStatement(exemplar_id=exemplar.id)
        else:
            require_version(stated, version, stored_of(stated))
        source = _checked_source(exemplar, told)
        stated.origin, stated.stated_by_id = told.origin, actor.id
        stated.sentence = _text("sentence", told.sentence, LONGEST_SENTENCE)
        stated.source = source
        # Last: reading anything before would store a row that is not filled in yet.
        db.session.add(stated)
        db.session.flush()
        audit.record(
            actor, "origin.stated", exemplar, origin=told.origin, source=_code(stated.source),
            personal={"sentence": stated.sentence},
        )  # fmt: skip
    return stated


def judge_origin(
    actor: User, nomination: Nomination, told: Statement, *, version: int | None = None
) -> OriginStatement:
    """The staff judge otherwise than the unit and say why (`told.sentence`); the unit's words stay."""
    with transaction():
        require(actor, Permission.ORIGIN_JUDGE, nomination)
        exemplar = nomination.exemplar
        stated = find_statement(exemplar)
        if stated is None:
            raise NotFound(_("The unit has not said where its model comes from."))
        require_version(stated, version, judged_of(stated))
        stated.judged_source = _checked_source(exemplar, told)
        stated.judged, stated.judged_by_id, stated.judged_at = told.origin, actor.id, now()
        stated.reason = _text("sentence", told.sentence, LONGEST_REASON)
        db.session.flush()
        audit.record(
            actor, "origin.judged", exemplar, nomination=nomination.reference, before=stated.origin,
            after=told.origin, source=_code(stated.judged_source), personal={"reason": stated.reason},
        )  # fmt: skip
    return stated


def stored_of(stated: OriginStatement) -> dict[str, object]:
    """What is stored now, by field of the form."""
    return {
        "origin": stated.origin.value,
        "source": _code(stated.source),
        "sentence": stated.sentence,
    }


def judged_of(stated: OriginStatement) -> dict[str, object]:
    """What the staff judged so far, by field of their form; the unit's own words until they did."""
    return {
        "origin": (stated.judged or stated.origin).value,
        "source": _code(stated.judged_source if stated.judged else stated.source),
        "sentence": stated.reason,
    }


def _checked_source(exemplar: Exemplar, told: Statement) -> Exemplar | None:
    if told.origin is Origin.NEW:
        return None
    if told.source is None:
        raise InvalidInput("source", _("Choose the other model."))
    if told.source.id == exemplar.id:
        raise InvalidInput("source", _("A model cannot be compared with itself."))
    return told.source


def _text(field: str, text: str, most: int) -> str:
    cleaned = clean_text(text)
    if not cleaned:
        raise InvalidInput(field, _("Say why, in one sentence."))
    if len(cleaned) > most:
        raise InvalidInput(field, _("Use at most %(most)s characters.", most=most))
    return cleaned


def _code(exemplar: Exemplar | None) -> str:
    return exemplar.reference if exemplar else ""
