"""Pages of the level above: who has filed, reminders, the consolidated table, what is asked for."""

from datetime import date
from typing import cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.clock import today
from registry.core.errors import NotFound
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed, require
from registry.documents.printing import is_able
from registry.identity.models import Role
from registry.periodic import queries
from registry.periodic.consolidating import Table, consolidate
from registry.periodic.expected import open_periods
from registry.periodic.forms import newest
from registry.periodic.grouping import grouped
from registry.periodic.models import ReportDemand
from registry.periodic.periods import ReportPeriod, Span, find_period
from registry.periodic.quarterly import MONTHLY
from registry.periodic.service import gathering
from registry.units.models import Unit
from registry.units.queries import get_unit, list_by_ids
from registry.units.rules import units_with_role
from registry.units.states import PROVINCIAL
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.periodic import grouped as along
from registry.web.periodic import quarter
from registry.web.periodic import table as shaped
from registry.web.periodic.blueprint import bp
from registry.web.periodic.forms import DemandForm, FileForm
from registry.web.periodic.overview import link_of_table, spells_of
from registry.web.telling import tell

PAGE = "/tong-hop-bao-cao/<ref:reference>/<ref:period>"


@bp.get(PAGE)
@permission(Permission.REPORT_READ)
def show_table(reference: str, period: str) -> ResponseReturnValue:
    """Who has filed and who has not, and what it comes to."""
    table = table_at(reference, period, Permission.REPORT_READ)
    return _page(table, Form.from_request())


def table_at(reference: str, code: str, needed: Permission) -> Table:
    """The consolidated table an address names; raises NotFound."""
    demand = queries.get_demand(actor(), reference, needed)
    return consolidate(demand, period_at_address(demand, code))


def period_at_address(demand: ReportDemand, code: str) -> ReportPeriod:
    """The period of a demand, or a longer one of several, that an address names; raises NotFound."""
    form = newest(demand.form)
    period = find_period(code, form.span, *form.sums_to)
    if period is None or period.last < demand.starts_on or period.first > today():
        raise NotFound(_("There is no such report."))
    return period


def _page(table: Table, form: Form) -> ResponseReturnValue:
    taken = queries.last_consolidation(table.demand, table.period)
    is_open = table.period in open_periods(table.demand)
    whole = grouped(table)
    opened = along.opened_by(whole, request.args.get(along.OPENED))
    page = render_template(
        "periodic/show_table.html",
        form=form,
        table=table,
        title=table.form.title,
        sentence=shaped.sentence_of(table),
        told=shaped.told_of(table),
        heads=shaped.heads_of(table),
        rows=along.shown_rows(table, whole, opened, _opening),
        opener=along.opener_of(whole, opened, _opening),
        totals=shaped.totals_of(table),
        missing=shaped.missing_of(actor(), table),
        filed=shaped.filed_of(table, taken),
        taken=taken,
        changes=shaped.changes_of(table, taken),
        tabs=shaped.tabs_of(table),
        spans=shaped.spans_of(table),
        due_on=table.form.due_on(table.period) if table.period.span is table.form.span else None,
        may_gather=allowed(actor(), Permission.REPORT_GATHER, table.demand),
        prints=is_able(),
        quarters=quarter.offers_of(actor(), table.demand.unit, _quarters(table)),
        may_remind=is_open and bool(table.missing),
    )
    return page, form.status


def _opening(codes: str) -> str:
    """The same page with other rows open."""
    return f"?{along.OPENED}={codes}#tong-hop"


def _quarters(table: Table) -> list[ReportPeriod]:
    """The quarter whose report is made of this table."""
    return [table.period] if table.period.span is Span.QUARTER and table.form.code == MONTHLY else []


@bp.post(f"{PAGE}/nhac")
@permission(Permission.REPORT_GATHER)
def remind(reference: str, period: str) -> ResponseReturnValue:
    """Remind a unit that has not filed, or all of them; each once a day."""
    table, form = table_at(reference, period, Permission.REPORT_GATHER), Form.from_request()
    chosen = request.form.get("unit", "")
    units = [unit for _part, unit in table.missing if chosen in {"", unit.code}]
    if form.submitted() and (answer := form.done(lambda: _reminded(table, units))):
        return answer
    return _page(table, form)


def _reminded(table: Table, units: list[Unit]) -> str:
    count = gathering.remind(actor(), table.demand, table.period, units)
    tell(_n("%(num)s unit was reminded.", "%(num)s units were reminded.", count), "success")
    return link_of_table(table.demand, table.period)


@bp.post(f"{PAGE}/chot")
@permission(Permission.REPORT_GATHER)
def take_figures(reference: str, period: str) -> ResponseReturnValue:
    """Keep the consolidated figures as they are now."""
    table, form = table_at(reference, period, Permission.REPORT_GATHER), Form.from_request()
    if form.submitted() and (answer := form.done(lambda: _taken(table))):
        return answer
    return _page(table, form)


def _taken(table: Table) -> str:
    gathering.take_figures(actor(), table.demand, table.period)
    tell(_("The figures are taken. What is corrected later is shown against them."), "success")
    return link_of_table(table.demand, table.period)


@bp.route("/tong-hop-bao-cao/yeu-cau", methods=["GET", "POST"])
@permission(Permission.REPORT_GATHER)
def demand_report() -> ResponseReturnValue:
    """Ask the units below for a report."""
    form = DemandForm.from_request(unit=request.args.get("unit"), form=request.args.get("form"))
    units = [
        one for one in list_by_ids(units_with_role(actor(), Role.REGISTRY_STAFF)) if one.kind in PROVINCIAL
    ]
    form.offer(units)
    if form.submitted() and (answer := form.done(lambda: _demanded(form))):
        return answer
    page = render_template(
        "periodic/demand_report.html", form=form, asked=queries.list_demands({one.id for one in units}),
        title_of=lambda one: newest(one.form).title, spells_of=spells_of,
    )  # fmt: skip
    return page, form.status


def _demanded(form: DemandForm) -> str:
    demand = gathering.demand_report(
        actor(), get_unit(form.unit.data), form.form.data, since=cast(date, form.since.data),
        basis=form.basis.data or "",
    )  # fmt: skip
    tell(_("The units below are asked for: %(form)s.", form=newest(demand.form).short), "success")
    return url_for("periodic.list_reports")


@bp.route("/tong-hop-bao-cao/<ref:reference>/thoi", methods=["GET", "POST"])
@permission(Permission.REPORT_GATHER)
def end_demand(reference: str) -> ResponseReturnValue:
    """Ask for a report no longer."""
    demand = queries.get_demand(actor(), reference, Permission.REPORT_READ)
    require(actor(), Permission.REPORT_GATHER, demand)
    form = FileForm.from_request(version=str(demand.version))
    if form.submitted() and (answer := form.done(lambda: _ended(form, demand))):
        return answer
    if request.method == "GET" and demand.ends_on is not None:
        return redirect(url_for("periodic.list_reports"), 303)
    page = render_template(
        "periodic/end_demand.html", form=form, demand=demand, title=newest(demand.form).title,
        begins_on=next((first for first, _last in demand.spells if first > today()), None),
    )  # fmt: skip
    return page, form.status


def _ended(form: FileForm, demand: ReportDemand) -> str:
    gathering.end_demand(actor(), demand, version=form.seen_version)
    tell(_("It is no longer asked for. What was filed stays."), "success")
    return url_for("periodic.list_reports")
