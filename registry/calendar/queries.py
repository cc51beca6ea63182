"""Reading the calendar: one day, the days of a year, and counting with all of them."""

from datetime import date

from sqlalchemy import extract, select

from registry.calendar.known_days import PROVISIONAL, TET
from registry.calendar.models import CalendarDay
from registry.calendar.workdays import Workdays
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _

_KNOWN = "calendar_workdays"
# The lunar new year falls between 21 January and 20 February; days off begin before and end after it.
EARLIEST_TET, LATEST_TET = (1, 19), (2, 26)


def workdays() -> Workdays:
    """The working days as they are recorded, read once in a database transaction."""
    session = db.session()
    known = session.info.get(_KNOWN)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        found = Workdays(db.session.scalars(select(CalendarDay.day)))
        known = session.info[_KNOWN] = (session.get_transaction(), found)
    counted: Workdays = known[1]
    return counted


def is_working_day(day: date) -> bool:
    """Whether offices work on a day."""
    return workdays().is_working_day(day)


def add_working_days(start: date, days: int) -> date:
    """The last of so many working days after a day."""
    return workdays().add(start, days)


def working_days_between(start: date, end: date) -> int:
    """The working days after `start` up to and including `end`; below zero when `end` is earlier."""
    return workdays().between(start, end)


def find_day(day: date) -> CalendarDay | None:
    """What is recorded of a day."""
    return db.session.get(CalendarDay, day)


def get_day(reference: str) -> CalendarDay:
    """What is recorded of the day written as 2026-02-16; raises NotFound."""
    try:
        found = find_day(date.fromisoformat(reference))
    except ValueError:
        found = None
    if found is None:
        raise NotFound(_("Nothing is recorded of this day."))
    return found


def list_days(year: int) -> list[CalendarDay]:
    """What is recorded of the days of a year, in their order."""
    query = select(CalendarDay).where(extract("year", CalendarDay.day) == year).order_by(CalendarDay.day)
    return list(db.session.scalars(query))


def lacks_tet(year: int) -> bool:
    """Whether nothing of a year is recorded as Tết: its days would be counted as if they were worked."""
    return not any(TET.casefold() in one.name.casefold() for one in list_days(year))


def is_provisional(year: int) -> bool:
    """Whether a day of a year is recorded before its official announcement."""
    return any(PROVISIONAL in one.name.casefold() for one in list_days(year))


def list_unsettled(first: date, last: date) -> list[int]:
    """The years in which days off at Tết lie between two days and are recorded only provisionally.

    Of a year of which nothing is recorded as Tết, the days on which it may fall count.
    """
    return [year for year in range(first.year, last.year + 1) if _meets_unsettled_tet(year, first, last)]


def _meets_unsettled_tet(year: int, first: date, last: date) -> bool:
    tet = [one for one in list_days(year) if TET.casefold() in one.name.casefold()]
    if not tet:
        return first <= date(year, *LATEST_TET) and last >= date(year, *EARLIEST_TET)
    is_settled = not any(PROVISIONAL in one.name.casefold() for one in tet)
    return not is_settled and first <= tet[-1].day and last >= tet[0].day


def list_years() -> list[int]:
    """The years of which something is recorded."""
    year = extract("year", CalendarDay.day)
    return [int(one) for one in db.session.scalars(select(year).distinct().order_by(year))]
