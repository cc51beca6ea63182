"""A copy under way: what is told of its checkpoints, what is changed on the way, that it goes on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.audit import service as audit
from registry.core.clock import now, today
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.notices import tell_source_of_change, tell_source_of_checkpoint
from registry.replication.plan_tables import Adaptation, Checkpoint
from registry.replication.service.adopting import text_of
from registry.replication.service.lifecycle import move_replication, require_arrow
from registry.replication.service.planning import line_of
from registry.replication.states import COUNTED_STATES, Cause, Reached


@dataclass(frozen=True)
class Change:
    """One change on the way. `component` is the number of the component; none for the whole."""

    changed_on: date
    what: str
    cause: Cause
    decided_by: str
    keeps_core: bool
    reason: str = ""
    effect: str = ""
    component: int | None = None


def report_checkpoint(
    actor: User,
    replication: Replication,
    checkpoint: Checkpoint,
    *,
    reached: Reached,
    told: str,
    version: int | None = None,
) -> Checkpoint:
    """Tell what became of a checkpoint; what was missed is said as plainly as what was reached."""
    with transaction():
        require_running(actor, replication, version)
        text = text_of("told", told)
        if reached is not Reached.REACHED and not text:
            raise InvalidInput("told", _("Say what is missing, and until when"))
        checkpoint.reached, checkpoint.told, checkpoint.reported_on = reached, text, today()
        replication.updated_at = now()
        audit.record(
            actor, "replication.checked", replication, due=checkpoint.due_on, reached=reached,
            personal={"what": checkpoint.what, "told": text},
        )  # fmt: skip
        tell_source_of_checkpoint(actor, replication, checkpoint)
    return checkpoint


def log_change(
    actor: User, replication: Replication, change: Change, *, version: int | None = None
) -> Adaptation:
    """Note what was changed on the way, when, why and by whose decision."""
    with transaction():
        require_running(actor, replication, version)
        entry = Adaptation(**told_in(replication, change))
        replication.adaptations.append(entry)
        replication.updated_at = now()
        audit.record(
            actor, "replication.adjusted", replication, on=entry.changed_on, cause=entry.cause,
            keeps_core=entry.keeps_core, personal={"what": entry.what, "decided_by": entry.decided_by},
        )  # fmt: skip
        tell_source_of_change(actor, replication, entry)
    return entry


def told_in(replication: Replication, change: Change) -> dict[str, Any]:
    """What is stored of a change, by column. Raises InvalidInput for what is missing or cannot be."""
    known = {one.id: one for one in replication.components}
    if change.component is not None and change.component not in known:
        raise InvalidInput("component", _("The model has no such component."))
    if change.changed_on > today():
        raise InvalidInput("changed_on", _("This day is still to come"))
    if change.changed_on < replication.started_on:
        began = f"{replication.started_on:%d/%m/%Y}"
        raise InvalidInput(
            "changed_on", _("The copy began on %(day)s. Choose that day or a later one.", day=began)
        )
    told = {
        "component": known[change.component] if change.component is not None else None,
        "changed_on": change.changed_on,
        "what": text_of("what", change.what),
        "reason": text_of("reason", change.reason),
        "cause": change.cause,
        "decided_by": line_of(change.decided_by),
        "keeps_core": change.keeps_core,
        "effect": text_of("effect", change.effect),
    }
    if not told["what"]:
        raise InvalidInput("what", _("Say what was changed"))
    if not told["decided_by"]:
        raise InvalidInput("decided_by", _("Say who decided it"))
    return told


def sustain(actor: User, replication: Replication, *, note: str, version: int | None = None) -> Replication:
    """Say that the copy still goes on, and how one knows; it may be said again each year."""
    with transaction():
        require_arrow(actor, replication, "sustain", version=version)
        text = text_of("note", note)
        if not text:
            raise InvalidInput("note", _("Say how one can see that it goes on"))
        replication.sustained_on, replication.sustain_note = today(), text
        move_replication(actor, replication, "sustain", personal={"note": text})
    return replication


def require_running(actor: User, replication: Replication, version: int | None) -> None:
    """Raise unless the person reports on this copy and it is under way."""
    require(actor, Permission.REPLICATION_REPORT, replication)
    require_version(replication, version)
    if replication.state not in COUNTED_STATES:
        raise InvalidTransition(_("This can no longer be done: the state has changed in the meantime."))
