"""For how long the file of a nomination is kept, and until when it goes into the archive.

The periods are a table with the day from which each holds, so that another circular adds rows and
changes none: by the State's leaders for good, by heads of provinces twenty years, by heads of bodies ten
(the group of emulation and commendation in the tables of retention periods after Circular
09/2011/TT-BNV). A closed file goes into the archive within a year (Decree 30/2020, art. 30).
"""

from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString

from registry.catalogue.states import Level
from registry.core.i18n import _l

_CIRCULAR = "09/2011/TT-BNV"


@dataclass(frozen=True)
class Period:
    """For how many years files of a level are kept that were closed on a day or later; None is for good."""

    level: Level
    years: int | None
    holds_from: date
    basis: str
    kind: LazyString


_LEADERS = _l("Recognised by leaders of the Party and the State")
_PROVINCE, _BODY = _l("Recognised by the head of a province"), _l("Recognised by the head of a body")
_BEGAN = date(2011, 7, 18)
PERIODS = (
    Period(Level.CENTRAL, None, _BEGAN, _CIRCULAR, _LEADERS),
    Period(Level.PROVINCE, 20, _BEGAN, _CIRCULAR, _PROVINCE),
    Period(Level.DISTRICT_LEGACY, 10, _BEGAN, _CIRCULAR, _BODY),
    Period(Level.COMMUNE, 10, _BEGAN, _CIRCULAR, _BODY),
    Period(Level.GRASSROOTS, 10, _BEGAN, _CIRCULAR, _BODY),
)


def period_of(level: Level, closed_on: date) -> Period:
    """The row that holds for a file: the latest of its level that had begun; the first for what is older."""
    rows = sorted((one for one in PERIODS if one.level is level), key=lambda one: one.holds_from)
    return next((one for one in reversed(rows) if one.holds_from <= closed_on), rows[0])


def kept_until(level: Level, closed_on: date) -> date | None:
    """The last day on which a file must still be there; None where it is kept for good."""
    years = period_of(level, closed_on).years
    return None if years is None else _years_later(closed_on, years)


def archived_by(closed_on: date) -> date:
    """The day until which a closed file goes into the archive."""
    return _years_later(closed_on, 1)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
