"""Who drafts, files and reads periodic reports, and who puts them together."""

from collections.abc import Iterable
from typing import Any

from registry.core.permissions import Permission, Way
from registry.identity.models import Role, User
from registry.periodic.models import PeriodicReport, ReportDemand
from registry.periodic.queries import PROVINCE_WRITERS, READERS, WRITERS, committees_of
from registry.units.models import Unit
from registry.units.rules import role
from registry.units.states import PROVINCIAL

GATHERERS = (Role.REGISTRY_STAFF,)


def reporting_unit(subject: PeriodicReport | ReportDemand | Unit) -> Iterable[Unit]:
    """The unit a report is of, or that asks for reports; a unit stands for itself."""
    return [subject if isinstance(subject, Unit) else subject.unit]


def is_of_a_province(actor: User, subject: Any) -> bool:
    """Whether it is the report of a province itself."""
    return all(unit.kind in PROVINCIAL for unit in reporting_unit(subject))


def committees_told(subject: PeriodicReport | ReportDemand | Unit) -> Iterable[Unit]:
    """The Party committees that a filed report went to."""
    return committees_of(subject) if isinstance(subject, PeriodicReport) else []


GRANTS: dict[Permission, list[Way]] = {
    Permission.REPORT_DRAFT: [
        (role(*WRITERS, at=reporting_unit),),
        (role(*PROVINCE_WRITERS, at=reporting_unit), is_of_a_province),
    ],
    Permission.REPORT_FILE: [
        (role(Role.UNIT_LEAD, at=reporting_unit),),
        (role(Role.SIGNER, at=reporting_unit), is_of_a_province),
    ],
    # Of units below only what was filed, see `queries.get_report`.
    Permission.REPORT_READ: [
        (role(*WRITERS, *READERS, at=reporting_unit),),
        (role(*WRITERS, *READERS, at=committees_told),),
    ],
    Permission.REPORT_GATHER: [(role(*GATHERERS, at=reporting_unit),)],
}
