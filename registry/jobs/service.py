"""Asking for work inside the open transaction, so that it is stored with what caused it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import func, select

from registry.core.clock import now
from registry.core.db import db
from registry.core.prepared import Prepared
from registry.jobs import bell
from registry.jobs.models import Job, OutboxRow

# The newest rows of a topic as (id, key, time), newest first.
OutboxRows = tuple[tuple[int, str, datetime], ...]


def enqueue(kind: str, *, run_at: datetime | None = None, key: str | None = None, **payload: Any) -> None:
    """Have the worker do `kind` after the commit. The same `key` is queued once while its job is kept."""
    if key is not None and db.session.scalar(select(Job.id).where(Job.key == key)):
        return
    db.session.add(Job(kind=kind, payload=payload, run_at=run_at or now(), key=key))
    if run_at is None:
        bell.ring_after_commit()


def announce(topic: str, key: str) -> None:
    """Tell the followers of `topic` that the object `key` changed."""
    db.session.add(OutboxRow(topic=topic, key=key))
    bell.ring_after_commit()


def outbox_after(topics: Sequence[str], position: int, limit: int = 500) -> list[tuple[int, str, str]]:
    """(id, topic, key) of the outbox rows of these topics after `position`, oldest first."""
    rows = db.session.execute(
        select(OutboxRow.id, OutboxRow.topic, OutboxRow.key)
        .where(OutboxRow.topic.in_(topics), OutboxRow.id > position)
        .order_by(OutboxRow.id)
        .limit(limit)
    )
    return [(row.id, row.topic, row.key) for row in rows]


def outbox_newest(topic: str, limit: int) -> OutboxRows:
    """(id, key, time) of the newest outbox rows of a topic, newest first."""
    rows = db.session.execute(
        select(OutboxRow.id, OutboxRow.key, OutboxRow.made_at)
        .where(OutboxRow.topic == topic)
        .order_by(OutboxRow.id.desc())
        .limit(limit)
    )
    return tuple((row.id, row.key, row.made_at) for row in rows)


def outbox_state(topic: str, limit: int) -> tuple[object, ...]:
    """Differs as soon as the newest rows of a topic do, and costs less than to read them."""
    return tuple(_state(topic, limit).one())


@cache
def _state(topic: str, limit: int) -> Prepared:
    """The statement, made once: every page of a search asks it."""
    newest = (
        select(OutboxRow.id, OutboxRow.made_at)
        .where(OutboxRow.topic == topic)
        .order_by(OutboxRow.id.desc())
        .limit(limit)
        .subquery()
    )
    return Prepared(
        select(func.count(), func.max(newest.c.id), func.sum(newest.c.id), func.max(newest.c.made_at))
    )


def outbox_changed(known: OutboxRows | None, newest: OutboxRows) -> frozenset[str] | None:
    """What rows tell of that were not among the newest before; None where that may be anything.

    A row may come to light behind a newer one, when its transaction took longer.
    """
    if not known or known[0] not in newest:
        return None
    return frozenset(row[1] for row in set(newest).difference(known))


def outbox_head(topics: Sequence[str]) -> int:
    """The id of the newest outbox row of these topics; 0 when there is none."""
    return db.session.scalar(select(func.max(OutboxRow.id)).where(OutboxRow.topic.in_(topics))) or 0


def outbox_count_after(topics: Sequence[str], position: int) -> int:
    """How many outbox rows of these topics stand after `position`."""
    query = select(func.count()).where(OutboxRow.topic.in_(topics), OutboxRow.id > position)
    return db.session.scalar(query) or 0
