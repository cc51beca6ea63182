"""One's account shaped for its page."""

from dataclasses import dataclass
from datetime import date, datetime

from registry.core.clock import today
from registry.identity import queries
from registry.identity.models import Role, RoleGrant, User
from registry.units import queries as units
from registry.web.identity import devices


@dataclass(frozen=True)
class RoleRow:
    """A role with the unit it is held at and its days."""

    role: Role
    unit: str
    code: str
    start: date
    end: date | None
    in_force: bool


@dataclass(frozen=True)
class DeviceRow:
    """A signed-in device."""

    reference: str
    name: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


def roles_of(person: User) -> list[RoleRow]:
    """Every role, those in force first, then the newest."""
    known = {unit.id: unit for unit in units.list_by_ids(grant.unit_id for grant in person.grants)}
    rows = [_role_row(grant, known[grant.unit_id].name, known[grant.unit_id].code) for grant in person.grants]
    return sorted(rows, key=lambda row: (not row.in_force, -row.start.toordinal(), row.unit))


def devices_of(person: User, token: str) -> list[DeviceRow]:
    """Where the person is signed in, this device first."""
    mine = queries.token_hash(token)
    rows = [
        DeviceRow(
            one.reference, devices.name_of(one.device), one.started_at, one.seen_at, one.token_hash == mine
        )
        for one in queries.list_sessions(person)
    ]
    return sorted(rows, key=lambda row: not row.is_this)


def _role_row(grant: RoleGrant, unit: str, code: str) -> RoleRow:
    return RoleRow(grant.role, unit, code, grant.valid_from, grant.valid_to, grant.holds_on(today()))
