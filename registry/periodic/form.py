"""What a form of a report is: its period, who files it until when, its indicators and its texts, as data."""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import LazyString

from registry.calendar.queries import is_working_day
from registry.periodic.periods import ReportPeriod, Span
from registry.periodic.states import Summing
from registry.reports.scope import Scope
from registry.units.states import UnitKind

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Indicator:
    """A figure that is reported.

    `known` counts it from the books of figures; without it people type it in. `part_of` names a figure that
    it cannot exceed. What is `optional` may be left out: it then counts as not known, never as none.
    """

    code: str
    title: LazyString
    measure: LazyString
    summing: Summing = Summing.SUM
    known: Callable[[Scope], int] | None = None
    part_of: str = ""
    optional: bool = False
    help: LazyString | str = ""

    @property
    def is_share(self) -> bool:
        """Whether it is a per cent, with decimals."""
        return self.summing is Summing.MEAN


@dataclass(frozen=True)
class Section:
    """Indicators under one heading."""

    title: LazyString
    indicators: tuple[Indicator, ...]
    help: LazyString | str = ""


@dataclass(frozen=True)
class Prose:
    """A text of a report."""

    code: str
    title: LazyString
    help: LazyString | str = ""
    optional: bool = False


@dataclass(frozen=True)
class Due:
    """Until when: a day so many months after the period's last month, or the next working day after it.

    It can be filled in so many days before.
    """

    months: int
    day: int
    opens: int


@dataclass(frozen=True)
class ReportForm:
    """A form in one of its versions; `holds_from` is the first day of the first period it is used for."""

    code: str
    version: int
    holds_from: date
    title: LazyString
    short: LazyString
    span: Span
    # Which kinds of units file it; the body that asks for it stands above them, or is one of them.
    filed_by: frozenset[UnitKind]
    due: Due
    sections: tuple[Section, ...]
    prose: tuple[Prose, ...] = ()
    # Which kinds file it besides where they stand directly below that body: its offices and organisations.
    filed_beside: frozenset[UnitKind] = frozenset()
    # Whether the Party committee of the unit itself gets it too (RULES 5, item 2).
    to_committee: bool = False
    # Whether it has the table of models of RULES 4.2.
    has_models: bool = False
    # What is said beneath it: where its figures come from, what is not known here.
    note: LazyString | str = ""
    # What the registry counts that is none of its figures, but helps whoever looks for them.
    aside: tuple[tuple[LazyString, Callable[[Scope], int]], ...] = ()
    # What it is put together into, besides its own period.
    sums_to: tuple[Span, ...] = ()

    @property
    def indicators(self) -> Iterator[Indicator]:
        """All figures in their order."""
        return (one for section in self.sections for one in section.indicators)

    def due_on(self, period: ReportPeriod) -> date:
        """The last day on which the report of a period is filed in time."""
        month = period.last.year * 12 + period.last.month - 1 + self.due.months
        year, month = month // 12, month % 12 + 1
        day = date(year, month, min(self.due.day, calendar.monthrange(year, month)[1]))
        while not is_working_day(day):
            day += ONE_DAY
        return day

    def opens_on(self, period: ReportPeriod) -> date:
        """The first day on which it can be filled in."""
        return self.due_on(period) - timedelta(days=self.due.opens)
