"""What the level above sees first: each report it asks for, and how many units have filed the latest ones."""

from typing import Any

from flask import url_for

from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.periodic import queries
from registry.periodic.expected import filers_of, open_periods
from registry.periodic.forms import newest
from registry.periodic.models import ReportDemand
from registry.periodic.periods import ReportPeriod
from registry.units.rules import scope_of
from registry.web.filters import as_date
from registry.web.periodic.present import when_due

SHOWN_PERIODS = 3


def bodies_of(actor: User) -> list[dict[str, Any]]:
    """The reports that are asked for where somebody holds an office, each with its latest periods."""
    reached = scope_of(actor, *queries.READERS)
    demands = [one for one in queries.list_demands(reached) if queries.reads_all(actor, one)]
    return [
        {
            "demand": demand,
            "title": newest(demand.form).title,
            "unit": demand.unit.name,
            "asked": _asked(demand),
            "periods": _periods(demand),
            "may_gather": allowed(actor, Permission.REPORT_GATHER, demand),
        }
        for demand in demands
    ]


def _asked(demand: ReportDemand) -> str:
    """What a reader has to know of the days for which it is asked; empty while it simply is."""
    if demand.never_began:
        return _("called off before it began")
    first, last = demand.spells[-1]
    if last is not None:
        return _("asked for until %(day)s", day=as_date(last))
    if first > today() and len(demand.spells) > 1 and (before := demand.spells[-2][1]) and before >= today():
        return _("asked for until %(end)s and again from %(day)s on", end=as_date(before), day=as_date(first))
    if first > today():
        return _("asked for from %(day)s on", day=as_date(first))
    return ""


def spells_of(demand: ReportDemand) -> str:
    """All the days for which it was and is asked."""
    if demand.never_began:
        return _("from %(day)s on, called off before it began", day=as_date(demand.starts_on))
    return "; ".join(
        _("from %(day)s until %(end)s", day=as_date(first), end=as_date(last))
        if last
        else _("from %(day)s on", day=as_date(first))
        for first, last in demand.spells
    )


def link_of_table(demand: ReportDemand, period: ReportPeriod, endpoint: str = "show_table") -> str:
    """The consolidated table of a period, or what is done with it."""
    return url_for(f"periodic.{endpoint}", reference=demand.reference, period=period.code)


def _periods(demand: ReportDemand) -> list[dict[str, Any]]:
    periods, form = open_periods(demand, SHOWN_PERIODS), newest(demand.form)
    filers = filers_of(demand, periods)
    ids = {unit.id for units in filers.values() for unit in units}
    filed = {(one.period, one.unit_id) for one in queries.filed_in(demand.form, periods, ids)}
    rows = []
    for period in periods:
        count = sum((period.code, unit.id) in filed for unit in filers[period])
        said, kind = when_due(form.due_on(period))
        rows.append(
            {
                "name": period.title, "href": link_of_table(demand, period), "due_on": form.due_on(period),
                "filed": count, "expected": len(filers[period]), "said": said, "kind": kind,
                "is_whole": count == len(filers[period]),
            }
        )  # fmt: skip
    return rows
