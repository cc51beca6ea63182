"""People shaped for the administration's pages."""

from dataclasses import dataclass
from datetime import date

from registry.core.clock import today
from registry.identity.models import Role, User
from registry.units.queries import list_by_ids
from registry.web.admin.reach import grants_within


@dataclass(frozen=True)
class RoleRow:
    """A role as a line of a table; `id` names it in addresses."""

    id: int
    role: Role
    unit: str
    code: str
    start: date
    end: date | None
    reason: str

    @property
    def in_force(self) -> bool:
        return self.start <= today() and not self.is_over

    @property
    def is_over(self) -> bool:
        return self.end is not None and self.end < today()


def roles_of(actor: User, person: User) -> list[RoleRow]:
    """The person's roles in the actor's scope, those in force first."""
    grants = grants_within(actor, person)
    units = {unit.id: unit for unit in list_by_ids(grant.unit_id for grant in grants)}
    rows = [
        RoleRow(
            grant.id,
            grant.role,
            units[grant.unit_id].name,
            units[grant.unit_id].code,
            grant.valid_from,
            grant.valid_to,
            grant.reason,
        )
        for grant in grants
    ]
    return sorted(rows, key=lambda row: (not row.in_force, row.is_over, -row.start.toordinal()))
