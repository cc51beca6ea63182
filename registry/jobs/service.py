"""Asking for work inside the open transaction, so that it is stored with what caused it."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from registry.core.clock import now
from registry.core.db import db
from registry.jobs.models import Job, OutboxRow


def enqueue(kind: str, *, run_at: datetime | None = None, key: str | None = None, **payload: Any) -> None:
    """Have the worker do `kind` after the commit. The same `key` is queued once for all time."""
    if key is not None and db.session.scalar(select(Job.id).where(Job.key == key)):
        return
    db.session.add(Job(kind=kind, payload=payload, run_at=run_at or now(), key=key))


def announce(topic: str, key: str) -> None:
    """Tell the followers of `topic` that the object `key` changed."""
    db.session.add(OutboxRow(topic=topic, key=key))


def outbox_after(topic: str, position: int, limit: int = 500) -> list[tuple[int, str]]:
    """(id, key) of the outbox rows after `position`, oldest first."""
    rows = db.session.execute(
        select(OutboxRow.id, OutboxRow.key)
        .where(OutboxRow.topic == topic, OutboxRow.id > position)
        .order_by(OutboxRow.id)
        .limit(limit)
    )
    return [(row.id, row.key) for row in rows]


def outbox_head(topic: str) -> int:
    """The id of the newest outbox row of a topic; 0 when there is none."""
    return db.session.scalar(select(func.max(OutboxRow.id)).where(OutboxRow.topic == topic)) or 0
