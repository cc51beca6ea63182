"""Reading periodic reports: one, those of a unit, what is asked for, who was reminded."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registry.core.clock import today
from registry.core.db import db, is_one_of
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.periodic.expected import Expected, asks_for, expected_of, filers_of
from registry.periodic.form import ReportForm
from registry.periodic.forms import form_for, form_of, newest, period_of
from registry.periodic.models import Consolidation, PeriodicReport, ReportDemand, ReportFiling, ReportReminder
from registry.periodic.periods import ReportPeriod, find_period
from registry.periodic.states import ReportState
from registry.stock.queries import Waiting
from registry.units.models import Unit
from registry.units.queries import get_unit, list_by_ids, tree
from registry.units.rules import units_with_role
from registry.units.states import PROVINCIAL, Tree, UnitKind

# Who writes for a unit; who writes and signs for a province; who reads what units filed.
WRITERS = (Role.UNIT_MEMBER, Role.UNIT_LEAD)
PROVINCE_WRITERS = (Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER)
READERS = (Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER, Role.ADMINISTRATOR)
# How many periods back somebody is told of in the list of things to do.
RECENT = 6


def _whole() -> Any:
    filings = selectinload(PeriodicReport.filings).joinedload(ReportFiling.filed_by)
    return [filings, joinedload(PeriodicReport.unit), joinedload(PeriodicReport.edited_by)]


def find_report(form: str, period: str, unit: Unit) -> PeriodicReport | None:
    """The report of a unit on a period, if it was begun."""
    query = select(PeriodicReport).where(
        PeriodicReport.form == form, PeriodicReport.period == period, PeriodicReport.unit_id == unit.id
    )
    return db.session.scalar(query)


def get_expected(actor: User, form: str, period: str, code: str, needed: Permission) -> Expected:
    """The report that a unit is asked for; raises NotFound, also for who may not do `needed` there."""
    unit = get_unit(code)
    span = period_of(newest(form), period)
    held = form_for(form, span.first)
    demand = next((one for one in demands_on(unit, form, span) if asks_for(one, span)), None)
    if demand is None or not allowed(actor, needed, unit) or unit not in filers_of(demand, [span])[span]:
        raise NotFound(_("There is no such report."))
    return Expected(demand, held, unit, span)


def get_report(actor: User, form: str, period: str, code: str) -> PeriodicReport:
    """The report with what was filed; a draft exists only for who may write it. Raises NotFound."""
    unit = get_unit(code)
    found = db.session.scalar(
        select(PeriodicReport)
        .where(PeriodicReport.form == form, PeriodicReport.period == period, PeriodicReport.unit == unit)
        .options(*_whole())
    )
    if found is None or not allowed(actor, Permission.REPORT_READ, found):
        raise NotFound(_("There is no such report."))
    if found.state is ReportState.DRAFT and not allowed(actor, Permission.REPORT_DRAFT, found):
        raise NotFound(_("There is no such report."))
    return found


def demands_on(unit: Unit, form: str, period: ReportPeriod) -> list[ReportDemand]:
    """Who asks a unit for a form on a period: a body above it on the last day, or itself."""
    above = tree().ancestors(unit.id, period.last) | {unit.id}
    query = select(ReportDemand).where(ReportDemand.form == form, ReportDemand.unit_id.in_(above))
    return list(db.session.scalars(query.order_by(ReportDemand.id)))


def list_demands(units: Collection[int]) -> list[ReportDemand]:
    """What these units ask for."""
    query = select(ReportDemand).where(is_one_of(ReportDemand.unit_id, units))
    return list(db.session.scalars(query.options(joinedload(ReportDemand.unit)).order_by(ReportDemand.id)))


def get_report_called(actor: User, reference: str) -> PeriodicReport:
    """The report with a reference; raises NotFound as `get_report`."""
    found = db.session.scalar(select(PeriodicReport).where(PeriodicReport.reference == reference))
    if found is None:
        raise NotFound(_("There is no such report."))
    return get_report(actor, found.form, found.period, found.unit.code)


def get_demand(actor: User, reference: str, needed: Permission) -> ReportDemand:
    """A demand by its reference; raises NotFound, also for who may not do `needed` with it."""
    found = db.session.scalar(select(ReportDemand).where(ReportDemand.reference == reference))
    # Whoever writes for a unit below reads its own reports, not those of all.
    if found is None or not reads_all(actor, found) or not allowed(actor, needed, found):
        raise NotFound(_("There is no such report."))
    return found


def reads_all(actor: User, demand: ReportDemand) -> bool:
    """Whether somebody reads what all units filed: who holds an office there, or above."""
    held = units_with_role(actor, *READERS)
    return not held.isdisjoint(tree().answerable_for(demand.unit_id, today()) | {demand.unit_id})


def form_of_report(report: PeriodicReport) -> ReportForm:
    """The version a report was filed under; a draft follows the one that holds for its period by now."""
    if report.filings:
        return form_of(report.form, report.form_version)
    period = period_of(newest(report.form), report.period)
    return form_for(report.form, period.first)


def committees_of(report: PeriodicReport) -> list[Unit]:
    """The Party committees of a commune to which its report goes as well; none of a draft."""
    form = form_of_report(report)
    if not form.to_committee or report.state is not ReportState.FILED:
        return []
    near = list_by_ids(tree().children(report.unit_id, today(), Tree.TERRITORIAL))
    return [one for one in near if one.kind is UnitKind.PARTY_COMMITTEE]


def received_by(actor: User) -> list[PeriodicReport]:
    """What was filed with the Party committees for which somebody works, the last first."""
    held = list_by_ids(units_with_role(actor, *WRITERS, *READERS))
    committees = [one for one in held if one.kind is UnitKind.PARTY_COMMITTEE]
    above = set[int]().union(*(tree().parents(one.id, today(), Tree.TERRITORIAL) for one in committees))
    query = select(PeriodicReport).where(
        is_one_of(PeriodicReport.unit_id, above), PeriodicReport.state == ReportState.FILED
    )
    found = db.session.scalars(query.options(*_whole()).order_by(PeriodicReport.id.desc()))
    ids = {one.id for one in committees}
    return [one for one in found if ids.intersection(committee.id for committee in committees_of(one))]


def own_units(actor: User) -> list[Unit]:
    """The units for which somebody writes reports: their own, and those it stands for."""
    held = units_with_role(actor, *WRITERS)
    held = held.union(*(tree().predecessors(one, today()) for one in held))
    offices = list_by_ids(units_with_role(actor, *PROVINCE_WRITERS))
    provinces = [one for one in offices if one.kind in PROVINCIAL]
    return list({one.id: one for one in (*list_by_ids(held), *provinces)}.values())


def asked_of(units: Collection[Unit], most: int) -> list[Expected]:
    """What is asked of some units by now, the latest first."""
    above = {one.id for one in units}.union(*(tree().last_ancestors(one.id, today()) for one in units))
    asked = [one for demand in list_demands(above) for one in expected_of(demand, units, most)]
    return sorted({one.key: one for one in asked}.values(), key=lambda one: one.period, reverse=True)


def reports_by_key(units: Collection[Unit]) -> dict[tuple[str, str, int], PeriodicReport]:
    """Every report of some units that was begun, by form, period and unit."""
    query = select(PeriodicReport).where(is_one_of(PeriodicReport.unit_id, {one.id for one in units}))
    return {(one.form, one.period, one.unit_id): one for one in db.session.scalars(query.options(*_whole()))}


def filed_in(form: str, periods: Iterable[ReportPeriod], units: Collection[int]) -> list[PeriodicReport]:
    """The reports of some units on some periods that were filed."""
    query = select(PeriodicReport).where(
        PeriodicReport.form == form,
        PeriodicReport.period.in_({one.code for one in periods}),
        PeriodicReport.state == ReportState.FILED,
        is_one_of(PeriodicReport.unit_id, units),
    )
    return list(db.session.scalars(query.options(*_whole()).order_by(PeriodicReport.id)))


def reminded_on(form: str, period: ReportPeriod, units: Collection[int]) -> dict[int, date]:
    """When units were last reminded of a report, by id."""
    row = ReportReminder
    query = select(row.unit_id, row.reminded_on).where(
        row.form == form, row.period == period.code, is_one_of(row.unit_id, units)
    )
    return dict(db.session.execute(query.order_by(row.reminded_on)).all())  # type: ignore[arg-type]


def last_consolidation(demand: ReportDemand, period: ReportPeriod) -> Consolidation | None:
    """The consolidated figures of a period as they were last taken."""
    query = select(Consolidation).where(
        Consolidation.demand_id == demand.id, Consolidation.period == period.code
    )
    return db.session.scalar(query.order_by(Consolidation.id.desc()).limit(1))


def consolidations_with(demand: ReportDemand, reference: str, period: ReportPeriod) -> list[Consolidation]:
    """Those that counted a report; of longer periods those that hold its own."""
    query = select(Consolidation).where(Consolidation.demand_id == demand.id).order_by(Consolidation.id)
    spans = (newest(demand.form).span, *newest(demand.form).sums_to)
    found = []
    for one in db.session.scalars(query):
        whole = find_period(one.period, *spans)
        if whole and whole.first <= period.first and period.last <= whole.last and reference in one.counted:
            found.append(one)
    return found


def waiting_for(actor: User) -> list[Waiting]:
    """Reports that are due from the person's units, and were not filed."""
    return [
        Waiting(
            "report.due", str(one.form.short), f"{one.period.name}, {one.unit.name}", "periodic.edit_report",
            {"form": one.form.code, "period": one.period.code, "unit": one.unit.code},
            one.form.opens_on(one.period), one.due_on,
        )
        for one in unfiled_of(actor)
    ]  # fmt: skip


def references_waiting(actor: User) -> list[str]:
    """The references of all that, and nothing more: every page counts them."""
    return [f"{one.form.code}.{one.period.code}.{one.unit.code}" for one in unfiled_of(actor)]


def unfiled_of(actor: User) -> list[Expected]:
    """What the person's units were asked for lately and have not filed."""
    units = own_units(actor)
    if not units:
        return []
    asked = asked_of(units, RECENT)
    filed = _filed_keys(units) if asked else set()
    return [one for one in asked if one.key not in filed]


def _filed_keys(units: Collection[Unit]) -> set[tuple[str, str, int]]:
    row = PeriodicReport
    query = select(row.form, row.period, row.unit_id).where(
        row.state == ReportState.FILED, is_one_of(row.unit_id, {one.id for one in units})
    )
    return {(form, period, unit) for form, period, unit in db.session.execute(query)}
