"""Messages of periodic reports: what is due, what is late, what was corrected."""

from collections.abc import Collection

from flask_babel import force_locale

from registry.core.i18n import _
from registry.identity.models import User
from registry.identity.queries import holders_by_unit, list_holders
from registry.notifications.service import notify
from registry.periodic.expected import Expected
from registry.periodic.models import Consolidation, PeriodicReport, ReportDemand
from registry.periodic.periods import ReportPeriod
from registry.periodic.queries import PROVINCE_WRITERS, READERS, WRITERS
from registry.periodic.rules import GATHERERS
from registry.units.models import Unit
from registry.units.naming import at_start
from registry.units.queries import current_successors_of
from registry.units.states import PROVINCIAL

ADDRESS = "/bao-cao-dinh-ky"


def writers_of(units: Collection[Unit]) -> dict[int, list[User]]:
    """Who writes the reports of units today, or of what stands in their place, by unit."""
    heirs = current_successors_of(units)
    ids = {one.id for standing in heirs.values() for one in standing}
    held = holders_by_unit(ids, *WRITERS)
    if any(unit.kind in PROVINCIAL for unit in units):
        for unit_id, people in holders_by_unit(ids, *PROVINCE_WRITERS).items():
            held[unit_id] = [*held.get(unit_id, []), *people]
    return {
        unit.id: list(
            {person.id: person for one in heirs[unit.id] for person in held.get(one.id, [])}.values()
        )
        for unit in units
    }


def tell_due(one: Expected, people: list[User], *, is_late: bool) -> None:
    """The report is due, or late."""
    day = f"{one.due_on:%d/%m/%Y}"
    for person in people:
        with force_locale(person.language):
            words = {"form": one.form.short, "period": one.period.name, "day": day}
            if is_late:
                subject = _("%(form)s, %(period)s: late since %(day)s", **words)
            else:
                subject = _("%(form)s, %(period)s: due by %(day)s", **words)
            body = _("%(unit)s has not filed it yet.", unit=at_start(one.unit.name))
            path = f"{ADDRESS}/{one.form.code}/{one.period.code}/{one.unit.code}/soan"
            notify(person, "report.late" if is_late else "report.due", subject, body, path)


def tell_filed(report: PeriodicReport, title: str, period: ReportPeriod, committees: list[Unit]) -> None:
    """The Party committee of the unit has its report to read."""
    for person in list_holders([one.id for one in committees], *WRITERS, *READERS):
        with force_locale(person.language):
            words = {"unit": at_start(report.unit.name), "form": title, "period": period.name}
            subject = _("%(unit)s filed its report: %(form)s, %(period)s", **words)
            body = _("It went to the Party committee and to the level above.")
            path = f"{ADDRESS}/{report.form}/{report.period}/{report.unit.code}"
            notify(person, "report.received", subject, body, path)


def tell_corrected(
    demand: ReportDemand, report: PeriodicReport, title: str, period: ReportPeriod, taken: list[Consolidation]
) -> None:
    """A report that was consolidated already says something else now: whoever took the figures must know."""
    people = {one.id: one for one in list_holders([demand.unit_id], *GATHERERS)}
    people |= {one.taken_by_id: one.taken_by for one in taken}
    for person in people.values():
        with force_locale(person.language):
            words = {"unit": at_start(report.unit.name), "form": title, "period": period.name}
            subject = _("%(unit)s corrected its report: %(form)s, %(period)s", **words)
            body = _("Reason: %(reason)s", reason=report.filings[-1].reason)
            if taken:
                body += "\n" + _("It was consolidated before: take the figures anew.")
            path = f"{ADDRESS}/{report.form}/{report.period}/{report.unit.code}"
            notify(person, "report.corrected", subject, body, path)
