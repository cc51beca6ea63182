"""Which reports are expected: of whom, for which periods, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.core.clock import today
from registry.periodic.form import ReportForm
from registry.periodic.forms import form_for, newest
from registry.periodic.models import ReportDemand
from registry.periodic.periods import ReportPeriod, period_at
from registry.units.models import Unit
from registry.units.queries import list_by_ids, tree

# Periods that began longer ago than this are no longer waited for one by one.
MOST_PERIODS = 24


@dataclass(frozen=True)
class Expected:
    """One report that is asked for."""

    demand: ReportDemand
    form: ReportForm
    unit: Unit
    period: ReportPeriod

    @property
    def due_on(self) -> date:
        return self.form.due_on(self.period)

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells one report from another."""
        return self.form.code, self.period.code, self.unit.id


def asks_for(demand: ReportDemand, period: ReportPeriod) -> bool:
    """Whether a demand asks for the report of a period."""
    if period.first < demand.starts_on or (demand.ends_on is not None and period.first >= demand.ends_on):
        return False
    return not any(pause.starts_on <= period.first < pause.ends_on for pause in demand.pauses)


def open_periods(demand: ReportDemand, most: int = MOST_PERIODS) -> list[ReportPeriod]:
    """The periods a demand asks for that can be filled in by now, the latest first."""
    form, day, found = newest(demand.form), today(), list[ReportPeriod]()
    period = period_at(day, form.span)
    while period.last >= demand.starts_on and len(found) < most:
        if asks_for(demand, period) and form.opens_on(period) <= day:
            found.append(period)
        period = period.before()
    return found


def filers_of(demand: ReportDemand, periods: Iterable[ReportPeriod]) -> dict[ReportPeriod, list[Unit]]:
    """Who files the report of each period: the units of the right kinds that stood below on its last day."""
    wanted = list(periods)
    below = {one: tree().subtree(demand.unit_id, one.last) for one in wanted}
    units = list_by_ids(set().union(*below.values()))
    found = {}
    for period in wanted:
        form = form_for(demand.form, period.first)
        near = set(tree().children(demand.unit_id, period.last)) if form.filed_beside else set()
        found[period] = [
            one
            for one in units
            if one.exists_on(period.last)
            and (
                (one.kind in form.filed_by and one.id in below[period])
                or (one.kind in form.filed_beside and one.id in near)
            )
        ]
    return found


def expected_of(demand: ReportDemand, units: Iterable[Unit], most: int = MOST_PERIODS) -> list[Expected]:
    """What a demand expects of some units by now, the latest first."""
    own, periods = {one.id for one in units}, open_periods(demand, most)
    filers = filers_of(demand, periods)
    return [
        Expected(demand, form_for(demand.form, period.first), unit, period)
        for period in periods
        for unit in filers[period]
        if unit.id in own
    ]
