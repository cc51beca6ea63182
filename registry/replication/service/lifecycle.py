"""A replication's life: the only place that assigns its state."""

from typing import Any

from registry.audit import service as audit
from registry.catalogue.service.changes import note_change
from registry.core.permissions import require
from registry.core.types import require_version
from registry.identity.models import User
from registry.replication.measured import figures_in_words
from registry.replication.models import Replication
from registry.replication.states import REPLICATION_LIFE, ReplicationState

PAST = {
    "propose": "proposed", "confirm": "confirmed", "decline": "declined", "report": "reported",
    "sustain": "sustained", "stop": "stopped",
}  # fmt: skip


def require_arrow(actor: User, replication: Replication, action: str, *, version: int | None) -> None:
    """Raise unless the person may follow the arrow now, knowing what is stored."""
    arrow = REPLICATION_LIFE[action]
    require(actor, arrow.permission, replication)
    REPLICATION_LIFE.check(arrow, replication)
    require_version(replication, version, stored_of(replication))


def move_replication(
    actor: User, replication: Replication, action: str, *, personal: dict[str, str], **detail: Any
) -> None:
    """Follow one arrow of REPLICATION_LIFE inside the caller's transaction, which asked `require_arrow`."""
    arrow = REPLICATION_LIFE[action]
    REPLICATION_LIFE.check(arrow, replication)
    before, replication.state = replication.state, ReplicationState(arrow.target)
    written = {name: text for name, text in personal.items() if text}
    audit.record(
        actor, f"replication.{PAST[action]}", replication, before=before, after=replication.state,
        personal=written, **detail,
    )  # fmt: skip
    note_change(replication.source)


def stored_of(replication: Replication) -> dict[str, object]:
    """What is stored of the texts that both sides write, by field of their forms."""
    return {
        "adaptation": replication.adaptation,
        "result": replication.result,
        "reason": replication.stop_reason,
        "note": replication.sustain_note,
        "answer": replication.answer,
        "copy": replication.copy.reference if replication.copy else "",
        "figures": figures_in_words(replication.source, replication.outcomes),
    }
