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
PERIOD = re.compile(r"(20[0-9]{2})(?:-q([1-4]))?")


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
    """2026, or 2026-q3, whole; None where the code names no period."""
    found = PERIOD.fullmatch(code)
    if found is None:
        return None
    if not found[2]:
        return Period.of_year(int(found[1]))
    year, month = int(found[1]), 3 * int(found[2]) - 2
    last = date(year + (month == 10), (month + 3 - 1) % 12 + 1, 1).toordinal() - 1
    return Period(date(year, month, 1), date.fromordinal(last))


def period_of(code: str) -> tuple[Period, str]:
    """A year or a quarter, up to today at most, and its code; this year where the code names none that can
    be.
    """
    period, day = whole_period(code), today()
    if period is None or period.first > day:
        period, code = Period.of_year(day.year), str(day.year)
    return Period(period.first, min(period.last, day)), code
