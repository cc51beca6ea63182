"""What the level above does: asks for reports, reminds of them, takes the consolidated figures."""

from collections.abc import Iterable
from datetime import date

from registry.audit import service as audit
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.periodic import notices, queries
from registry.periodic.consolidating import Table, consolidate
from registry.periodic.expected import Expected, open_periods
from registry.periodic.forms import form_for, newest
from registry.periodic.models import Consolidation, ReportDemand, ReportPause, ReportReminder
from registry.periodic.periods import ReportPeriod, period_at
from registry.units.models import Unit
from registry.units.states import PROVINCIAL

LONGEST_BASIS = 300


def demand_report(actor: User, unit: Unit, form: str, *, since: date, basis: str) -> ReportDemand:
    """Ask the units below for a report, from the period in which a day lies.

    What is asked for no longer can be asked for again: the same demand goes on after a pause, so that a year
    on both sides of it stays one table.
    """
    with transaction():
        require(actor, Permission.REPORT_GATHER, unit)
        asked, text = newest(form), clean_text(basis)
        if unit.kind not in PROVINCIAL:
            raise InvalidInput("unit", _("A province or a city asks for reports."))
        if len(text) > LONGEST_BASIS:
            raise InvalidInput("basis", _("At most %(n)s characters", n=LONGEST_BASIS))
        first = form_for(form, since).holds_from
        if not first <= since <= date(today().year + 1, 12, 31):
            raise InvalidInput("since", _("Choose a day between %(first)s and the end of next year.",
                                          first=f"{first:%d/%m/%Y}"))  # fmt: skip
        start = period_at(since, asked.span).first
        known = db.select(ReportDemand).where(ReportDemand.unit_id == unit.id, ReportDemand.form == form)
        demand = db.session.scalar(known)
        if demand is None:
            demand = ReportDemand(
                reference=next_reference("YC", today(), 4), unit=unit, form=form, starts_on=start
            )
            db.session.add(demand)
        else:
            _go_on(demand, start)
        demand.basis, demand.demanded_by_id = text or demand.basis, actor.id
        db.session.flush()
        audit.record(actor, "report.demanded", demand, form=form, unit=unit.code, since=start)
    return demand


def _go_on(demand: ReportDemand, start: date) -> None:
    """Ask again from a day on for what was asked for until another; raises InvalidInput."""
    if demand.ends_on is None:
        raise InvalidInput("form", _("This report is asked for already."))
    if demand.last_on is not None and start < demand.ends_on:
        raise InvalidInput("since", _("It is asked for until %(day)s already: choose a later day.",
                                      day=f"{demand.last_on:%d/%m/%Y}"))  # fmt: skip
    if demand.never_began:
        demand.starts_on = start
    elif start > demand.ends_on:
        demand.pauses.append(ReportPause(starts_on=demand.ends_on, ends_on=start))
    demand.ends_on = None


def end_demand(actor: User, demand: ReportDemand, *, version: int | None = None) -> ReportDemand:
    """Ask for the report no longer after the period that runs now, or never; what was filed stays."""
    with transaction():
        require(actor, Permission.REPORT_GATHER, demand)
        require_version(demand, version)
        if demand.ends_on is not None:
            raise InvalidTransition(_("This report is no longer asked for."))
        following = period_at(today(), newest(demand.form).span).after().first
        demand.ends_on = max(demand.starts_on, following)
        # Called off before it was asked for again: the pause goes on.
        while demand.pauses and demand.ends_on <= demand.pauses[-1].ends_on:
            demand.ends_on = demand.pauses.pop().starts_on
        audit.record(actor, "report.demand_ended", demand, form=demand.form, ends_on=demand.ends_on)
    return demand


def remind(actor: User, demand: ReportDemand, period: ReportPeriod, units: Iterable[Unit]) -> int:
    """Remind units that have not filed, each at most once a day; returns how many were reminded.

    Refused where nobody is left to remind: all have filed, were reminded today, or have nobody who writes.
    """
    with transaction():
        require(actor, Permission.REPORT_GATHER, demand)
        if period not in open_periods(demand):
            raise InvalidTransition(_("It is too early for this report."))
        wanted = {one.id for one in units}
        missing = [unit for _part, unit in consolidate(demand, period).missing if unit.id in wanted]
        reminded = _remind(actor, demand, period, missing)
        if not reminded:
            raise InvalidTransition(_("Nobody is left to remind today: all have filed or were reminded."))
        audit.record(
            actor, "report.reminded", demand, form=demand.form, period=period.code,
            units=[one.code for one in reminded],
        )  # fmt: skip
    return len(reminded)


def _remind(actor: User | None, demand: ReportDemand, period: ReportPeriod, units: list[Unit]) -> list[Unit]:
    last = queries.reminded_on(demand.form, period, {one.id for one in units})
    form, reminded, writers = form_for(demand.form, period.first), [], notices.writers_of(units)
    for unit in units:
        people = writers[unit.id] if last.get(unit.id) != today() else []
        if not people:
            continue
        db.session.add(
            ReportReminder(
                form=demand.form, period=period.code, unit_id=unit.id, reminded_on=today(),
                reminded_by_id=actor.id if actor else None,
            )
        )  # fmt: skip
        asked = Expected(demand, form, unit, period)
        notices.tell_due(asked, people, is_late=asked.due_on < today())
        reminded.append(unit)
    return reminded


def take_figures(actor: User, demand: ReportDemand, period: ReportPeriod) -> Consolidation:
    """Keep the consolidated figures as they are now: what is corrected later is seen against them."""
    with transaction():
        require(actor, Permission.REPORT_GATHER, demand)
        table = consolidate(demand, period)
        if not table.reports:
            raise InvalidTransition(_("Nobody has filed yet."))
        taken = Consolidation(
            demand=demand,
            period=period.code,
            counted=counted_in(table),
            totals={code: format(value, "f") for code, value in table.totals.items()},
            taken_by_id=actor.id,
        )
        db.session.add(taken)
        audit.record(
            actor, "report.consolidated", demand, form=demand.form, period=period.code,
            reports=len(taken.counted), missing=len(table.missing),
        )  # fmt: skip
    return taken


def counted_in(table: Table) -> dict[str, int]:
    """Which filing of each report a table counts, by the reference of the report."""
    return {one.reference: len(one.filings) for one in table.reports}


def follow_the_days() -> int:
    """Remind units by themselves: three days before the last day, and on the first day after it.

    Returns how many were reminded. It may run as often as it likes: reminders are noted.
    """
    reminded = 0
    for demand in db.session.scalars(db.select(ReportDemand)):
        for period in open_periods(demand, 2):
            with transaction():
                reminded += len(_remind(None, demand, period, _to_remind(demand, period)))
    return reminded


def _to_remind(demand: ReportDemand, period: ReportPeriod) -> list[Unit]:
    """Those that have not filed and were not reminded since the reminder fell due."""
    due, day = form_for(demand.form, period.first).due_on(period), today()
    first = reminder_day(due, day)
    if first is None:
        return []
    units = [unit for _part, unit in consolidate(demand, period).missing]
    last = queries.reminded_on(demand.form, period, {one.id for one in units})
    return [one for one in units if one.id not in last or last[one.id] < first]


def reminder_day(due: date, day: date) -> date | None:
    """The day from which a reminder is due on a day: none before, and none after two weeks of lateness."""
    late = (day - due).days
    if late > 14 or late < -3:
        return None
    return date.fromordinal(due.toordinal() + (1 if late > 0 else -3))
