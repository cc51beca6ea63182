"""Reminding people of what waits for them: one message for a due day before it, and one after it."""

from collections import defaultdict
from datetime import date

from flask_babel import force_locale
from sqlalchemy import select

from registry.calendar.queries import working_days_between
from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _, _n
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.identity.queries import list_with_roles
from registry.notifications.service import notify
from registry.review.deadlines import Reminder
from registry.review.queries.waiting import Waiting, waiting_for

# Working days before a due day, and days after it: a worker that rested reminds within them, not later.
BEFORE, AFTER = 3, 7
INBOX = "/viec-can-lam"


def remind_all() -> int:
    """Remind everybody of what is due soon or lately was; returns how many messages went out.

    What somebody is reminded of is what their inbox lists at that moment. Whatever was told once is noted, so
    that it may run as often as it likes.
    """
    return sum(_remind(person) for person in list_with_roles())


def _remind(person: User) -> int:
    by_day: dict[date, list[Waiting]] = defaultdict(list)
    with force_locale(person.language):
        for one in waiting_for(person):
            if one.due is not None and _is_near(one.due):
                by_day[one.due].append(one)
        return sum(_tell(person, due, things) for due, things in sorted(by_day.items()))


def _is_near(due: date) -> bool:
    if due < today():
        return (today() - due).days <= AFTER
    return working_days_between(today(), due) <= BEFORE


def _tell(person: User, due: date, things: list[Waiting]) -> bool:
    is_late = due < today()
    with transaction():
        known = select(Reminder.id).where(
            Reminder.person_id == person.id, Reminder.due_on == due, Reminder.is_late == is_late
        )
        if db.session.scalar(known) is not None:
            return False
        db.session.add(Reminder(person_id=person.id, due_on=due, is_late=is_late))
        day, count = f"{due:%d/%m/%Y}", len(things)
        line = (
            _n(
                "Overdue since %(day)s: %(num)s thing",
                "Overdue since %(day)s: %(num)s things",
                count,
                day=day,
            )
            if is_late
            else _n("Due by %(day)s: %(num)s thing", "Due by %(day)s: %(num)s things", count, day=day)
        )
        unnamed = _("Model without a name")
        told = "\n".join(f"– {one.title or unnamed} ({one.detail})" for one in things)
        notify(person, "reminder.late" if is_late else "reminder.due", line, told, INBOX)
    return True
