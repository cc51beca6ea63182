"""Periodic reports as the pages show them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for

from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.periodic import queries
from registry.periodic.contents import differences
from registry.periodic.expected import Expected
from registry.periodic.form import Indicator, ReportForm
from registry.periodic.forms import newest
from registry.periodic.models import PeriodicReport, ReportFiling, Told
from registry.periodic.periods import ReportPeriod, find_period
from registry.periodic.states import ReportState, Summing
from registry.reports.facts import day_of
from registry.web.filters import as_date, as_number
from registry.web.words import Words, words_of_state

SHOWN_FILED = 24


def link_of(report: PeriodicReport, endpoint: str = "show_report", **values: str) -> str:
    """A page of a report."""
    where = {"form": report.form, "period": report.period, "unit": report.unit.code}
    return url_for(f"periodic.{endpoint}", **where, **values)  # type: ignore[arg-type]


def link_of_asked(asked: Expected, endpoint: str) -> str:
    """A page of a report that is asked for, begun or not."""
    where = {"form": asked.form.code, "period": asked.period.code, "unit": asked.unit.code}
    return url_for(f"periodic.{endpoint}", **where)  # type: ignore[arg-type]


def period_of(report: PeriodicReport) -> ReportPeriod:
    """The period of a report."""
    found = find_period(report.period, newest(report.form).span)
    if found is None:
        raise ValueError(report.period)
    return found


def when_due(due_on: date) -> tuple[str, str]:
    """How far off the last day is, in words, and how loudly to say it: "", warn or err."""
    days = (due_on - today()).days
    if days < 0:
        return _n("late by %(num)s day", "late by %(num)s days", -days), "err"
    if days == 0:
        return _("due today"), "warn"
    kind = "warn" if days <= 3 else ""
    return _n("%(num)s day left", "%(num)s days left", days), kind


def shown(one: Indicator, value: str | Decimal | None) -> str:
    """A figure as people read it; a dash where nobody knows it."""
    if value is None:
        return "–"
    number = Decimal(value)
    return as_number(number.normalize() if one.is_share else number)


def due_of(actor: User) -> list[dict[str, Any]]:
    """What the person's units were asked for and have not filed: late first, then by its last day."""
    units = queries.own_units(actor)
    begun = queries.reports_by_key(units) if units else {}
    rows = []
    for one in queries.unfiled_of(actor):
        report = begun.get(one.key)
        said, kind = when_due(one.due_on)
        rows.append(
            {
                "title": one.form.short, "period": one.period.name, "unit": one.unit.name,
                "due_on": one.due_on,
                "said": said, "kind": kind, "is_begun": report is not None,
                "edited": report.updated_at if report else None,
                "by": report.edited_by.name if report and report.edited_by else "",
                "href": link_of_asked(one, "edit_report"),
                "may_file": allowed(actor, Permission.REPORT_FILE, one.unit),
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: row["due_on"])


def filed_of(actor: User) -> list[dict[str, Any]]:
    """What the person's units filed lately, the last first."""
    units = queries.own_units(actor)
    found = (
        [one for one in queries.reports_by_key(units).values() if one.state is ReportState.FILED]
        if units
        else []
    )
    found.sort(key=lambda one: one.filings[-1].filed_at, reverse=True)
    return [row_of(one) for one in found[:SHOWN_FILED]]


def received_of(actor: User) -> list[dict[str, Any]]:
    """What was filed with the Party committees for which the person works."""
    return [row_of(one) for one in queries.received_by(actor)[:SHOWN_FILED]]


def recipients_of(report: PeriodicReport) -> str:
    """To whom a filed report went."""
    asking = [one.unit for one in queries.demands_on(report.unit, report.form, period_of(report))]
    return "; ".join(one.name for one in dict.fromkeys([*queries.committees_of(report), *asking]))


def row_of(report: PeriodicReport) -> dict[str, Any]:
    """One filed report in a list."""
    first, last = report.filings[0], report.filings[-1]
    return {
        "title": queries.form_of_report(report).short, "period": period_of(report).name,
        "unit": report.unit.name,
        "href": link_of(report), "filed_at": first.filed_at, "by": first.filed_by.name,
        "is_late": day_of(first.filed_at) > report.due_on, "corrections": len(report.filings) - 1,
        "corrected_at": last.filed_at if len(report.filings) > 1 else None,
    }  # fmt: skip


def tag_of(report: PeriodicReport) -> Words:
    """How far a report is: a draft, filed, or filed again."""
    if len(report.filings) > 1:
        return _("Corrected"), "warn", "edit"
    return words_of_state(report.state)


def sections_of(
    form: ReportForm, figures: Mapping[str, str], known: Mapping[str, str], notes: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The figures of a report by their sections, each with where it is from."""
    return [
        {
            "title": section.title,
            "rows": [_line(one, figures, known, notes) for one in section.indicators],
        }
        for section in form.sections
    ]


def _line(
    one: Indicator, figures: Mapping[str, str], known: Mapping[str, str], notes: Mapping[str, str]
) -> dict[str, Any]:
    said, knows = figures.get(one.code), known.get(one.code)
    differs = said is not None and knows is not None and Decimal(said) != Decimal(knows)
    return {
        "code": one.code, "title": one.title, "measure": one.measure, "is_part": bool(one.part_of),
        "value": shown(one, said), "is_missing": said is None, "is_known": knows is not None and not differs,
        "differs": differs, "known": shown(one, knows) if knows is not None else "",
        "note": notes.get(one.code, "") if differs else "",
    }  # fmt: skip


def prose_of(form: ReportForm, told: Told) -> list[tuple[str, str]]:
    """The texts of a report with their headings; what was left out is left out."""
    return [(str(one.title), told.prose[one.code]) for one in form.prose if told.prose.get(one.code)]


def history_of(report: PeriodicReport) -> list[dict[str, Any]]:
    """Every correction, the last first: who, when, why, and the old beside the new."""
    form, found = queries.form_of_report(report), []
    indicators = {one.code: one for one in form.indicators}
    for old, new in zip(report.filings, report.filings[1:], strict=False):
        rows = []
        for one in differences(form, old, new):
            label, before, after = str(one["title"]), one["old"], one["new"]
            if one["kind"] == "figure":
                figure = indicators[one["code"]]
                before, after = shown(figure, before), shown(figure, after)
            elif one["kind"] == "note":
                label = _("%(title)s: note", title=label)
            rows.append(
                {
                    "label": label,
                    "mine": before or "–",
                    "theirs": after or "–",
                    "is_figure": one["kind"] == "figure",
                }
            )
        found.append({"filing": new, "rows": rows})
    return found[::-1]


def head_of(filing: ReportFiling, report: PeriodicReport) -> dict[str, Any]:
    """Who filed a report and when, and whether that was in time."""
    return {
        "by": filing.filed_by.name, "job": filing.filed_by.job_title, "at": filing.filed_at,
        "is_late": day_of(report.filings[0].filed_at) > report.due_on, "due_on": as_date(report.due_on),
    }  # fmt: skip


def how_summed(one: Indicator) -> str:
    """How an indicator is put together, for the head of its column."""
    return {
        Summing.SUM: _("sum"), Summing.MEAN: _("mean"), Summing.LAST: _("at the end"),
    }[one.summing]  # fmt: skip
