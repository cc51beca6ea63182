"""Registering that a unit copies a model."""

from datetime import date, timedelta
from typing import TypedDict, Unpack

from registry.audit import service as audit
from registry.catalogue.models import Exemplar
from registry.catalogue.service.changes import note_change
from registry.catalogue.states import ExemplarState
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, allowed, require
from registry.core.transaction import transaction
from registry.core.types import clean_text
from registry.identity.models import User
from registry.replication import queries
from registry.replication.models import Replication
from registry.replication.notices import tell_source_of_copy
from registry.replication.states import ReplicationKind
from registry.units import queries as units
from registry.units.models import Unit

LONGEST_TEXT = 4000
YEARS_BACK, DAYS_AHEAD = 30, 366


class CopyPlan(TypedDict):
    """What a unit says when it registers a copy."""

    kind: ReplicationKind
    started_on: date
    reason: str
    adaptation: str


def register_copy(actor: User, unit: Unit, source: Exemplar, **plan: Unpack[CopyPlan]) -> Replication:
    """Register that a unit copies a model of the register; the source unit is asked to confirm.

    Raises InvalidTransition for a draft, the unit's own, one it copies already, or one
    that comes from a model of the unit itself.
    """
    with transaction():
        require_copyable(actor, unit, source)
        check_start(plan["started_on"])
        replication = Replication(
            reference=next_reference("NR", today(), 4),
            source=source,
            unit=unit,
            unit_name=unit.name_on(today()),
            kind=plan["kind"],
            started_on=plan["started_on"],
            reason=text_of("reason", plan["reason"]),
            adaptation=text_of("adaptation", plan["adaptation"]),
            registered_by_id=actor.id,
            proposed_at=now(),
        )
        db.session.add(replication)
        db.session.flush()
        audit.record(
            actor, "replication.registered", replication, source=source.reference, unit=unit.code,
            kind=replication.kind, started_on=replication.started_on,
        )  # fmt: skip
        tell_source_of_copy(actor, replication)
        note_change(source)
    return replication


def require_copyable(actor: User, unit: Unit, source: Exemplar) -> None:
    """Raise unless the person may register for the unit that it copies the model, and it can."""
    require(actor, Permission.REPLICATION_REGISTER, unit)
    if not allowed(actor, Permission.EXEMPLAR_READ, source):
        raise NotFound(_("There is no such model."))
    _check_source(unit, source)
    if not unit.exists_on(today()):
        raise InvalidInput("unit", _("This unit exists no more. Choose the unit that replaced it."))


def text_of(field: str, value: str | None) -> str:
    """A text as it is stored. Raises InvalidInput when it is too long."""
    text = clean_text(value)
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(field, _("At most %(n)s characters", n=LONGEST_TEXT))
    return text


def _check_source(unit: Unit, source: Exemplar) -> None:
    ours = units.tree().predecessors(unit.id, today()) | units.tree().successors(unit.id, today())
    if source.state in {ExemplarState.DRAFT, ExemplarState.MERGED}:
        raise InvalidTransition(_("Only a model in the register can be replicated."))
    if source.lead_unit_id in ours:
        raise InvalidTransition(_("This is your unit's own model."))
    known = queries.find_active_copy(ours, source)
    if known is not None:
        raise InvalidTransition(_("Your unit already copies this model: %(ref)s.", ref=known.reference))
    if any(one.lead_unit_id in ours for one in queries.list_ancestors(source)):
        raise InvalidTransition(_("This model is itself a copy of your unit's model."))


def check_start(day: date) -> None:
    """Raise InvalidInput for a start that is hardly meant."""
    now_on = today()
    if not now_on - timedelta(days=366 * YEARS_BACK) <= day <= now_on + timedelta(days=DAYS_AHEAD):
        raise InvalidInput("started_on", _("Check the year of the start"))
