"""The consolidated table as its page and its files show it."""

from decimal import Decimal
from typing import Any

from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.periodic import queries
from registry.periodic.consolidating import Table
from registry.periodic.expected import open_periods
from registry.periodic.forms import newest
from registry.periodic.models import Consolidation
from registry.periodic.notices import writers_of
from registry.periodic.periods import ReportPeriod, Span, period_at
from registry.reports.facts import day_of
from registry.units.naming import at_start
from registry.web.periodic.overview import link_of_table
from registry.web.periodic.present import how_summed, link_of, shown


def heads_of(table: Table) -> list[dict[str, str]]:
    """The columns of figures: title, unit of measure, how they are put together."""
    return [
        {"title": str(one.title), "measure": str(one.measure), "how": how_summed(one)}
        for one in table.form.indicators
    ]


def totals_of(table: Table) -> list[str]:
    """The row of the whole."""
    return [shown(one, table.totals.get(one.code)) for one in table.form.indicators]


def told_of(table: Table) -> str:
    """How much of what was asked the sums hold, for beside every sum."""
    if len(table.parts) == 1:
        return _("%(filed)s of %(all)s units have filed", filed=table.filed, all=len(table.lines))
    expected = sum(line.expected for line in table.lines)
    return _("%(filed)s of %(all)s reports are filed", filed=len(table.reports), all=expected)


def missing_of(actor: User, table: Table) -> list[dict[str, Any]]:
    """Who has not filed, with when they were reminded and whether somebody could be."""
    last = queries.reminded_on(table.demand.form, table.period, {unit.id for _part, unit in table.missing})
    may = allowed(actor, Permission.REPORT_GATHER, table.demand)
    writers = writers_of([unit for _part, unit in table.missing])
    return [
        {
            "unit": at_start(unit.name_on(part.last)), "code": unit.code, "part": part.title,
            "reminded_on": last.get(unit.id), "is_today": last.get(unit.id) == today(),
            "may_remind": may and len(table.parts) == 1, "has_people": bool(writers[unit.id]),
        }
        for part, unit in table.missing
    ]  # fmt: skip


def filed_of(table: Table, taken: Consolidation | None) -> list[dict[str, Any]]:
    """Who has filed, when and by whom, and what changed since the figures were taken."""
    rows = []
    for line in table.lines:
        for part, report in line.reports:
            first, last = report.filings[0], report.filings[-1]
            counted = taken.counted.get(report.reference) if taken else None
            rows.append(
                {
                    "unit": at_start(report.unit.name_on(part.last)),
                    "part": part.title, "href": link_of(report),
                    "by": first.filed_by.name, "at": first.filed_at,
                    "is_late": day_of(first.filed_at) > report.due_on,
                    "corrected_at": last.filed_at if len(report.filings) > 1 else None,
                    "reason": last.reason, "since": _since(taken, counted, len(report.filings)),
                    "heir": line.unit.name if line.unit.id != report.unit_id else "",
                }
            )  # fmt: skip
    return rows


def _since(taken: Consolidation | None, counted: int | None, number: int) -> str:
    """What became of a report after the figures were taken."""
    if taken is None or counted == number:
        return ""
    return (
        _("filed after the figures were taken")
        if counted is None
        else _("corrected after the figures were taken")
    )


def changes_of(table: Table, taken: Consolidation | None) -> list[dict[str, str]]:
    """The sums that are others now than when they were taken."""
    if taken is None:
        return []
    found = []
    for one in table.form.indicators:
        before, after = taken.totals.get(one.code), table.totals.get(one.code)
        if (Decimal(before) if before is not None else None) != after:
            found.append({"label": str(one.title), "mine": shown(one, before), "theirs": shown(one, after)})
    return found


def tabs_of(table: Table) -> list[dict[str, Any]]:
    """Its own periods around, and the longer ones that are made of them."""
    demand, form = table.demand, newest(table.demand.form)
    periods = open_periods(demand, 12)
    longer = [period_at(one.first, span) for span in form.sums_to for one in periods]
    spans = [(_short(one), one) for one in dict.fromkeys([*periods, *longer])]
    return [
        {"label": name, "href": link_of_table(demand, one), "current": one == table.period}
        for name, one in spans
        if one.span is table.period.span
    ]


def _short(period: ReportPeriod) -> str:
    """A period among others: twelve months stand in one line."""
    return f"{period.first:%m/%Y}" if period.span is Span.MONTH else period.title


def spans_of(table: Table) -> list[dict[str, Any]]:
    """The lengths a table is made for: the month itself, its quarter, its year."""
    form, demand = newest(table.demand.form), table.demand
    names = {
        Span.MONTH: _("By month"), Span.QUARTER: _("By quarter"), Span.HALF: _("By half-year"),
        Span.YEAR: _("By year"), Span.FIVE_YEARS: _("Five years"),
    }  # fmt: skip
    latest = next(iter(open_periods(demand, 1)), table.period)
    return [
        {
            "label": names[span],
            "href": link_of_table(demand, _same(table.period, span, latest)),
            "current": span is table.period.span,
        }
        for span in (form.span, *form.sums_to)
    ]


def _same(period: ReportPeriod, span: Span, latest: ReportPeriod) -> ReportPeriod:
    """The period of another length that holds this one, or the latest in it that can be told of."""
    if period.last < latest.first:
        return period_at(period.last, span)
    return period_at(min(period.last, latest.first), span)


def sentence_of(table: Table) -> str:
    """The one sentence that matters: how many have filed, and who is missing."""
    told = told_of(table)
    if not table.missing:
        return told + ". " + _("Nothing is missing.")
    late = sorted({unit.name for _part, unit in table.missing})
    names = ", ".join(late[:3])
    more = len(late) - 3
    if more > 0:
        names += " " + _n("and %(num)s more", "and %(num)s more", more)
    return told + ". " + _("Missing: %(names)s.", names=names)
