"""What units filed, put together over months and up the tree of units: one row a unit, and the whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from registry.core.clock import today
from registry.periodic.expected import asks_for, filers_of
from registry.periodic.form import Indicator, ReportForm
from registry.periodic.forms import form_for
from registry.periodic.models import PeriodicReport, ReportDemand
from registry.periodic.periods import ReportPeriod
from registry.periodic.queries import filed_in
from registry.periodic.states import Summing
from registry.units.models import Unit
from registry.units.queries import tree

Figures = dict[str, Decimal]


@dataclass
class Line:
    """A unit as it stood at the end, with the reports that count for it.

    `missing` are the reports that nobody filed, each with the unit that should have: after a merger one of
    those in whose place this unit stands.
    """

    unit: Unit
    reports: list[tuple[ReportPeriod, PeriodicReport]] = field(default_factory=list)
    missing: list[tuple[ReportPeriod, Unit]] = field(default_factory=list)
    figures: Figures = field(default_factory=dict)

    @property
    def expected(self) -> int:
        return len(self.reports) + len(self.missing)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


@dataclass
class Table:
    """The consolidated table of a demand and a period."""

    demand: ReportDemand
    form: ReportForm
    period: ReportPeriod
    parts: list[ReportPeriod]
    lines: list[Line]
    totals: Figures

    @property
    def filed(self) -> int:
        """How many units filed all that was asked of them."""
        return sum(one.is_whole for one in self.lines)

    @property
    def reports(self) -> list[PeriodicReport]:
        return [report for line in self.lines for _period, report in line.reports]

    @property
    def missing(self) -> list[tuple[ReportPeriod, Unit]]:
        return [one for line in self.lines for one in line.missing]


def consolidate(demand: ReportDemand, period: ReportPeriod) -> Table:
    """Put together what was filed on a period, or on the months of a longer one.

    Months that cannot be filed yet are not waited for. Who had to file a month is asked of the tree on the
    month's last day. A report stays with the unit that filed it and counts for the one that stands in its
    place on the last day of the whole period; one of a unit that was divided, or moved elsewhere, keeps a
    line of its own.
    """
    form = form_for(demand.form, period.first)
    parts = [
        one for one in period.parts(form.span) if asks_for(demand, one) and form.opens_on(one) <= today()
    ]
    filers = filers_of(demand, parts)
    ids = {unit.id for units in filers.values() for unit in units}
    filed = {(one.period, one.unit_id): one for one in filed_in(form.code, parts, ids)}
    lines = _lines(period, parts, filers)
    for part in parts:
        for unit in filers[part]:
            line, report = lines[_heir(unit, period, lines)], filed.get((part.code, unit.id))
            if report is None:
                line.missing.append((part, unit))
            else:
                line.reports.append((part, report))
    for line in lines.values():
        line.figures = _of_line(form, line)
    ordered = list(lines.values())
    return Table(demand, form, period, parts, ordered, put_together(form, ordered))


def _lines(
    period: ReportPeriod, parts: list[ReportPeriod], filers: dict[ReportPeriod, list[Unit]]
) -> dict[int, Line]:
    """A line for each unit of the last part, and for each earlier one that has no heir among them."""
    lines = {unit.id: Line(unit) for unit in (filers[parts[-1]] if parts else [])}
    for part in parts:
        for unit in filers[part]:
            if _heir(unit, period, lines) not in lines:
                lines[unit.id] = Line(unit)
    return lines


def _heir(unit: Unit, period: ReportPeriod, lines: dict[int, Line]) -> int:
    """The unit for which a report counts: the only one in its place at the end, else itself."""
    heirs = tree().successors(unit.id, period.last)
    heir = next(iter(heirs)) if len(heirs) == 1 else unit.id
    return heir if heir in lines else unit.id


def _of_line(form: ReportForm, line: Line) -> Figures:
    found = {}
    for one in form.indicators:
        told = [
            (period, Decimal(report.last_filing.figures[one.code]))
            for period, report in line.reports
            if report.last_filing and one.code in report.last_filing.figures
        ]
        if told:
            found[one.code] = _over_time(one, told)
    return found


def _over_time(one: Indicator, told: list[tuple[ReportPeriod, Decimal]]) -> Decimal:
    if one.summing is Summing.MEAN:
        return mean(value for _period, value in told)
    if one.summing is Summing.LAST:
        last = max(period for period, _value in told)
        return sum((value for period, value in told if period == last), Decimal(0))
    return sum((value for _period, value in told), Decimal(0))


def put_together(form: ReportForm, lines: Iterable[Line]) -> Figures:
    """What units come to: sums, and of a share the mean of the units."""
    found, told = {}, [line.figures for line in lines]
    for one in form.indicators:
        values = [figures[one.code] for figures in told if one.code in figures]
        if values:
            found[one.code] = mean(values) if one.summing is Summing.MEAN else sum(values, Decimal(0))
    return found


def mean(values: Iterable[Decimal]) -> Decimal:
    """The mean with two decimals, halves rounded up as people do."""
    told = list(values)
    exact = sum(told, Decimal(0)) / len(told)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
