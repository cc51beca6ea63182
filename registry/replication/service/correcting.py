"""Correcting what was noted of a change on the way, and withdrawing it; what was said before is kept."""

from registry.audit import service as audit
from registry.core.clock import now, today
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.notices import tell_source_of_change, tell_source_of_retraction
from registry.replication.plan_tables import Adaptation, EarlierTelling
from registry.replication.service.adopting import text_of
from registry.replication.service.running import Change, require_running, told_in

TOLD = ("component", "changed_on", "what", "reason", "cause", "decided_by", "keeps_core", "effect")


def correct_change(
    actor: User, replication: Replication, entry: Adaptation, change: Change, *, version: int | None = None
) -> Adaptation:
    """Tell a change otherwise; the telling before is kept and dated. Says nothing new: nothing is stored.

    Raises InvalidInput, InvalidTransition for what is withdrawn, StaleVersion with what is stored.
    """
    with transaction():
        _require_open(actor, replication, entry, version)
        told = told_in(replication, change)
        before = {name: getattr(entry, name) for name in TOLD}
        if told == before:
            return entry
        entry.earlier.insert(0, EarlierTelling(**before))
        for name, value in told.items():
            setattr(entry, name, value)
        replication.updated_at = now()
        audit.record(
            actor, "replication.corrected", replication, on=entry.changed_on, cause=entry.cause,
            keeps_core=entry.keeps_core,
            personal={"before": before["what"], "what": entry.what, "decided_by": entry.decided_by},
        )  # fmt: skip
        tell_source_of_change(actor, replication, entry)
    return entry


def withdraw_change(
    actor: User, replication: Replication, entry: Adaptation, *, reason: str, version: int | None = None
) -> Adaptation:
    """Say that a change was noted in error, and why; both units still read it, nobody else does."""
    with transaction():
        _require_open(actor, replication, entry, version)
        text = text_of("reason", reason)
        if not text:
            raise InvalidInput("reason", _("Say why it is withdrawn"))
        entry.withdrawn_on, entry.withdraw_reason = today(), text
        replication.updated_at = now()
        audit.record(
            actor, "replication.retracted", replication, on=entry.changed_on,
            personal={"what": entry.what, "reason": text},
        )  # fmt: skip
        tell_source_of_retraction(actor, replication, entry)
    return entry


def stored_of(entry: Adaptation) -> dict[str, object]:
    """What is stored of the texts of a change, by field of its form."""
    return {name: getattr(entry, name) for name in ("what", "reason", "decided_by", "effect")}


def _require_open(actor: User, replication: Replication, entry: Adaptation, version: int | None) -> None:
    require_running(actor, replication, None)
    require_version(entry, version, stored_of(entry))
    if entry.withdrawn_on is not None:
        raise InvalidTransition(_("This change is withdrawn already."))
