"""What the passing days do to open reviews: a reminder near the last day, and silence after it."""

from datetime import date, timedelta

from sqlalchemy import select

from registry.audit import service as audit
from registry.catalogue.service.changes import note_change
from registry.core.clock import today
from registry.core.db import db
from registry.core.transaction import transaction
from registry.stock import notices
from registry.stock.models import StockEntry, StockReview
from registry.stock.queries import GRACE, entries_of
from registry.stock.states import EntryState, StockState

REMIND = timedelta(days=7)


def follow_the_days() -> int:
    """Remind units once in the last week, and note who was silent; returns how many models changed.

    It may run as often as it likes: what was done is noted on the entry.
    """
    reviews = db.session.scalars(select(StockReview).where(StockReview.state == StockState.OPEN)).all()
    return sum(_follow(one) for one in reviews)


def _follow(review: StockReview) -> int:
    day, last_week = today(), review.due_on - REMIND
    if day < last_week:
        return 0
    with transaction():
        waiting = [one for one in entries_of(review, EntryState.WAITING) if one.silent_on is None]
        if day > review.due_on + GRACE:
            return _note_silent(waiting, day)
        late = [one for one in waiting if one.reminded_on is None or one.reminded_on < last_week]
        for entry in late:
            entry.reminded_on = day
        if late:
            notices.tell_due(review, late)
    return len(late)


def _note_silent(entries: list[StockEntry], day: date) -> int:
    for entry in entries:
        entry.silent_on = day
        audit.record(None, "stock.silent", entry, model=entry.exemplar.reference, silent_on=day)
        note_change(entry.exemplar)
    notices.tell_silent(entries)
    return len(entries)
