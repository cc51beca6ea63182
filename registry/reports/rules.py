"""Who may read figures of units, and remind units of what waits."""

from registry.core.permissions import Permission, Way
from registry.identity.models import Role
from registry.reports.states import READERS
from registry.units.rules import itself, role

GRANTS: dict[Permission, list[Way]] = {
    Permission.FIGURES_READ: [(role(*READERS, at=itself),)],
    Permission.UNIT_REMIND: [
        (role(Role.UNIT_LEAD, Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER, at=itself),)
    ],
}
