"""What the codes of an address name: a period, the unit whose figures are asked for."""

import re
from datetime import date

from registry.core.clock import today
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.identity.models import User
from registry.reports.scope import Period
from registry.reports.states import READERS
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.rules import units_with_role

EVERYWHERE = "tat-ca"
PERIOD = re.compile(r"(20[0-9]{2})(?:-q([1-4])|-(0[1-9]|1[0-2]))?")
# A day as people write it, or as programs do; of a month its last day is meant.
WRITTEN = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](20\d{2})")
PLAIN_DAY = re.compile(r"(20\d{2})-(\d{2})-(\d{2})")


def own_units(reader: User) -> list[Unit]:
    """The units whose figures somebody reads by a role there."""
    return units.list_by_ids(units_with_role(reader, *READERS))


def unit_of(code: str, own: list[Unit]) -> Unit | None:
    """The unit of a code, None for the whole country; without a code the first of one's own.

    Raises NotFound.
    """
    if code == EVERYWHERE:
        return None
    if not code:
        return min(own, key=lambda one: (one.kind.value not in {"province", "city"}, one.id), default=None)
    unit = units.find_unit(code)
    if unit is None:
        raise NotFound(_("There is no such unit."))
    return unit


def whole_period(code: str) -> Period | None:
    """2026, 2026-q3 or 2026-08, whole; None where the code names no period."""
    found = PERIOD.fullmatch(code)
    if found is None:
        return None
    year = int(found[1])
    if found[3]:
        return _months(year, int(found[3]), 1)
    return _months(year, 3 * int(found[2]) - 2, 3) if found[2] else Period.of_year(year)


def _months(year: int, month: int, number: int) -> Period:
    after = date(year + (month + number > 12), (month + number - 1) % 12 + 1, 1)
    return Period(date(year, month, 1), date.fromordinal(after.toordinal() - 1))


def period_before(period: Period, code: str) -> Period | None:
    """The quarter, or the month, before the one of a code; as many days of it as have gone by of this one
    while it goes on. None where the code names a year, or nothing: the one before is last year's.
    """
    whole = whole_period(code)
    if whole is None or "-" not in code:
        return None
    last = date.fromordinal(whole.first.toordinal() - 1)
    found = _months(last.year, last.month, 1) if "q" not in code else _quarter_until(last)
    if period.last >= whole.last:
        return found
    gone_by = period.last - period.first
    return Period(found.first, min(found.last, found.first + gone_by))


def _quarter_until(last: date) -> Period:
    return _months(last.year, last.month - 2, 3)


def named_period(text: str) -> Period | None:
    """A day or a month as people write it, 31/08/2026 or 08/2026, or any period by its code; None where the
    text names none.
    """
    text = text.strip()
    if (written := WRITTEN.fullmatch(text)) is not None:
        day, month, year = written.groups()
    elif (plain := PLAIN_DAY.fullmatch(text)) is not None:
        year, month, day = plain.groups()
    else:
        return whole_period(text)
    try:
        if day:
            return Period(date(int(year), int(month), int(day)), date(int(year), int(month), int(day)))
        return _months(int(year), int(month), 1)
    except ValueError:
        return None


def period_of(code: str) -> tuple[Period, str]:
    """A year, a quarter or a month, up to today at most, and its code; this year where the code names none
    that can be.
    """
    period, day = whole_period(code), today()
    if period is None or period.first > day:
        period, code = Period.of_year(day.year), str(day.year)
    return Period(period.first, min(period.last, day)), code
