"""Builders of periodic reports, and the scene most of their tests begin with."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import time_machine

from registry.core.clock import today
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.periodic import queries
from registry.periodic.contents import Content
from registry.periodic.expected import open_periods
from registry.periodic.forms import newest
from registry.periodic.periods import find_period
from registry.periodic.service import gathering, writing
from registry.units.states import PROVINCIAL, UnitKind

# A Monday on which October is late, November not open yet, and the yearly tables are open.
DAY = datetime(2026, 11, 23, 3, tzinfo=UTC)
FULL = {
    "effective": 0, "campaigns": 3, "participations": 120, "dialogues": 1, "opinions": 5, "answered": 100,
}  # fmt: skip


def at(year, month, day):
    """That day's morning, for `with`."""
    return time_machine.travel(datetime(year, month, day, 3, tzinfo=UTC), tick=False)


def content_of(figures=None, *, notes=None, prose=None, rows=None):
    """What somebody typed; figures as whole numbers or text."""
    said = {code: Decimal(str(value)) for code, value in (FULL if figures is None else figures).items()}
    return Content(said, notes or {}, prose or {}, rows or {})


class Reporting:
    """A province with two communes, their people, and the monthly report asked for since January."""

    def __init__(self, make, form="thang", since=date(2026, 1, 1)):
        self.make = make
        self.province = make.province(name="Tỉnh Mẫu")
        self.units = [make.unit(parent=self.province, name=f"Xã {name}") for name in ("An", "Bình")]
        self.members = [make.member(one) for one in self.units]
        self.leads = [make.lead(one) for one in self.units]
        self.staff = make.staff(self.province)
        self.demand = self.ask(form, since)

    def ask(self, form, since=date(2026, 1, 1)):
        return gathering.demand_report(self.staff, self.province, form, since=since, basis="12-CV/BTGDV")

    def asked(self, period="2026-10", which=0, *, form="", unit=None, actor=None):
        """The report that is asked of a unit."""
        unit = unit or self.units[which]
        person = actor or self.leads[which]
        return queries.get_expected(
            person, form or self.demand.form, period, unit.code, Permission.REPORT_DRAFT
        )

    def draft(self, period="2026-10", which=0, content=None, *, form="", **values):
        asked = self.asked(period, which, form=form)
        return writing.save_draft(self.members[which], asked, content or content_of(), **values)

    def filed(self, period="2026-10", which=0, content=None):
        """The report of a unit, drafted by its member and filed by its lead."""
        self.draft(period, which, content)
        writing.file_report(self.leads[which], self.asked(period, which))
        return queries.find_report(self.demand.form, period, self.units[which])

    def period(self, code):
        return find_period(code, newest(self.demand.form).span, *newest(self.demand.form).sums_to)


def report(make, case, staff):
    """The monthly report that the unit of a case filed lately; returns its period."""
    council = case.campaign.unit
    if council.kind not in PROVINCIAL:
        with transaction():
            council.kind = UnitKind.PROVINCE
    begins = today().replace(month=1, day=1) - timedelta(days=365)
    demand = gathering.demand_report(staff, council, "thang", since=begins, basis="12-CV/BTGDV")
    period = open_periods(demand)[1]
    asked = queries.get_expected(case.lead, "thang", period.code, case.unit.code, Permission.REPORT_DRAFT)
    writing.save_draft(case.member, asked, content_of())
    writing.file_report(case.lead, asked)
    return period


def signed_in(client, person):
    """Another browser, in which somebody is signed in."""
    other = client.application.test_client()
    other.sign_in(person)
    return other
