"""Beginning the preparation of a copy, and asking the source unit to confirm it."""

from registry.audit import service as audit
from registry.catalogue.method import method_of
from registry.catalogue.models import Exemplar
from registry.catalogue.queries import version_for_others
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.notices import tell_source_of_copy
from registry.replication.plan_tables import PlanComponent
from registry.replication.progress import steps_left
from registry.replication.service.adopting import require_copyable, text_of
from registry.replication.service.lifecycle import move_replication, require_arrow
from registry.replication.states import ReplicationKind, ReplicationState
from registry.units.models import Unit

MOST_COMPONENTS = 20
LONGEST_NAME = 300


def prepare_copy(
    actor: User, unit: Unit, source: Exemplar, *, kind: ReplicationKind, reason: str
) -> Replication:
    """Begin to prepare a copy: nobody but the unit and those who look after it knows of it yet.

    Raises what `register_copy` raises.
    """
    with transaction():
        require_copyable(actor, unit, source)
        text = text_of("reason", reason)
        if not text:
            raise InvalidInput("reason", _("Say why your unit chooses this model"))
        replication = Replication(
            reference=next_reference("NR", today(), 4),
            source=source,
            unit=unit,
            unit_name=unit.name_on(today()),
            kind=kind,
            state=ReplicationState.PREPARING,
            started_on=today(),
            reason=text,
            registered_by_id=actor.id,
        )
        replication.components = components_of(source)
        db.session.add(replication)
        db.session.flush()
        audit.record(
            actor, "replication.prepared", replication, source=source.reference, unit=unit.code, kind=kind
        )
    return replication


def components_of(source: Exemplar) -> list[PlanComponent]:
    """The components of a model: the steps of how it is done, else its lines."""
    text = version_for_others(source).method
    method = method_of(text)
    names = [step.title or step.text for step in method.steps] or text.split("\n")
    found = [name.strip()[:LONGEST_NAME] for name in names if name.strip()][:MOST_COMPONENTS]
    return [PlanComponent(position=at, name=name) for at, name in enumerate(found)]


def propose(actor: User, replication: Replication, *, version: int | None = None) -> Replication:
    """Hand in the plan: the source unit is asked to confirm the link.

    Raises InvalidTransition while a step of the preparation lacks something.
    """
    with transaction():
        require_arrow(actor, replication, "propose", version=version)
        if steps_left(replication):
            raise InvalidTransition(_("Some steps are not complete yet. Complete them first."))
        replication.proposed_at = now()
        replication.adaptation = replication.adaptation or _adapted(replication)
        move_replication(actor, replication, "propose", personal={})
        tell_source_of_copy(actor, replication)
    return replication


def _adapted(replication: Replication) -> str:
    """What will be done otherwise, in a line for each component."""
    marked = [one for one in replication.components if one.reason]
    return "\n".join(f"{one.name}: {one.reason}" for one in marked)[:4000]
