"""Recording which days are not what their weekday says."""

from datetime import date

from registry.audit import service as audit
from registry.calendar.known_days import KNOWN_DAYS
from registry.calendar.models import CalendarDay
from registry.calendar.queries import find_day, list_years
from registry.calendar.workdays import is_weekend
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User

LONGEST_NAME = 200


def ensure_known_days() -> int:
    """Record the days that are known of years of which nothing is recorded; returns how many."""
    with transaction():
        begun = set(list_years())
        days = [CalendarDay(day=day, name=name) for day, name in KNOWN_DAYS.items() if day.year not in begun]
        db.session.add_all(days)
        audit.record_many(None, "calendar.day_added", [(one, {"name": one.name}) for one in days])
    return len(days)


def add_day(actor: User, day: date, *, is_free: bool, name: str) -> CalendarDay:
    """Say that a weekday is free, or that a Saturday or Sunday is worked instead of another day."""
    with transaction():
        require(actor, Permission.CALENDAR_ADMINISTER)
        if is_free == is_weekend(day):
            raise InvalidInput(
                "kind",
                _("It is a Saturday or a Sunday, which is free already.")
                if is_free
                else _("It is not a Saturday or a Sunday: it is worked already."),
            )
        if find_day(day) is not None:
            raise InvalidInput("day", _("This day is recorded already."))
        found = CalendarDay(day=day, name=_named(name))
        db.session.add(found)
        db.session.flush()
        audit.record(actor, "calendar.day_added", found, name=found.name)
    return found


def rename_day(actor: User, day: CalendarDay, *, name: str, version: int | None = None) -> CalendarDay:
    """Say anew what a day is free or worked for."""
    with transaction():
        require(actor, Permission.CALENDAR_ADMINISTER)
        require_version(day, version, {"name": day.name})
        before, day.name = day.name, _named(name)
        audit.record(actor, "calendar.day_renamed", day, before=before, after=day.name)
    return day


def remove_day(actor: User, day: CalendarDay, *, version: int | None = None) -> None:
    """Let a day be again what its weekday says. Dates that were counted before stay as they were told."""
    with transaction():
        require(actor, Permission.CALENDAR_ADMINISTER)
        require_version(day, version, {"name": day.name})
        audit.record(actor, "calendar.day_removed", day, name=day.name)
        db.session.delete(day)


def _named(name: str) -> str:
    text = " ".join(clean_text(name).split())
    if not text:
        raise InvalidInput("name", _("Say what the day is."))
    if len(text) > LONGEST_NAME:
        raise InvalidInput("name", _("Use at most %(most)s characters.", most=LONGEST_NAME))
    return text
