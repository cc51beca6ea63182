"""Who may do what with models and with the fields they belong to."""

from typing import Any

from registry.catalogue.models import Exemplar
from registry.catalogue.visibility import OWNERS, Standing, standing_of
from registry.core.clock import today
from registry.core.permissions import Permission, Way, without_subject
from registry.identity.models import Role, User
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.rules import itself, role, units_with_role
from registry.units.states import PROVINCIAL


def _lead_unit(exemplar: Exemplar) -> list[Unit | None]:
    return [exemplar.lead_unit]


@without_subject
def may_see(actor: Any, exemplar: Exemplar | None) -> bool:
    """The model is public, or somebody has to do with it; without a model: anybody may look for one."""
    if exemplar is None or exemplar.is_public:
        return True
    return isinstance(actor, User) and standing_of(actor, exemplar) is not Standing.OUTSIDE


@without_subject
def looks_after_the_whole(actor: Any, subject: Any) -> bool:
    """Administrators and staff of a province below no other unit: what they change holds everywhere."""
    if not isinstance(actor, User):
        return False
    tree, day = units.tree(), today()
    held = units_with_role(actor, Role.ADMINISTRATOR, Role.REGISTRY_STAFF)
    return any(
        unit.kind in PROVINCIAL and unit.exists_on(day) and not tree.parents(unit.id, day)
        for unit in units.list_by_ids(held)
    )


GRANTS: dict[Permission, list[Way]] = {
    Permission.EXEMPLAR_REGISTER: [(role(*OWNERS, at=itself),)],
    Permission.EXEMPLAR_READ: [(may_see,)],
    Permission.EXEMPLAR_EDIT: [(role(*OWNERS, at=_lead_unit),)],
    Permission.EXEMPLAR_CLOSE: [(role(Role.UNIT_LEAD, Role.REGISTRY_STAFF, at=_lead_unit),)],
    Permission.FIELD_ADMINISTER: [(looks_after_the_whole,)],
}
