"""Reminding units of checkpoints: once before the day, and once after it."""

from datetime import date, timedelta

from sqlalchemy import select

from registry.core.clock import today
from registry.core.db import db
from registry.core.transaction import transaction
from registry.replication.models import Replication
from registry.replication.notices import tell_of_checkpoint
from registry.replication.plan_tables import Checkpoint
from registry.replication.waiting import is_due

BEFORE, AFTER = timedelta(days=3), timedelta(days=1)


def remind_of_checkpoints() -> int:
    """Remind of what is due soon or lately was; returns how many checkpoints. What was told once is noted."""
    ahead = _list_due(today() + BEFORE, Checkpoint.reminded_on)
    late = _list_due(today() - AFTER, Checkpoint.late_reminded_on)
    if not ahead and not late:
        return 0
    with transaction():
        for numbers, is_late in ((ahead, False), (late, True)):
            for number in numbers:
                _remind(number, is_late=is_late)
    return len(set(ahead) | set(late))


def _list_due(day: date, told: object) -> list[int]:
    query = select(Checkpoint.id).join(Replication, Checkpoint.replication_id == Replication.id)
    return list(db.session.scalars(query.where(is_due(day), told.is_(None)).order_by(Checkpoint.id)))  # type: ignore[attr-defined]


def _remind(number: int, *, is_late: bool) -> None:
    checkpoint = db.session.get_one(Checkpoint, number)
    replication = db.session.get_one(Replication, checkpoint.replication_id)
    # Of what is over already nobody is told that it comes near.
    checkpoint.reminded_on = checkpoint.reminded_on or today()
    if is_late:
        checkpoint.late_reminded_on = today()
    elif checkpoint.due_on < today():
        return
    tell_of_checkpoint(replication, checkpoint, is_late=is_late)
