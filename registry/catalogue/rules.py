"""Who may do what with models and with the fields they belong to."""

from typing import Any

from registry.catalogue.models import Exemplar
from registry.catalogue.visibility import OWNERS, Standing, standing_of
from registry.core.permissions import Permission, Way, without_subject
from registry.identity.models import Role, User
from registry.units.models import Unit
from registry.units.rules import itself, looks_after_the_whole, role


def _lead_unit(exemplar: Exemplar) -> list[Unit | None]:
    return [exemplar.lead_unit]


@without_subject
def may_see(actor: Any, exemplar: Exemplar | None) -> bool:
    """The model is public, or somebody has to do with it; without a model: anybody may look for one."""
    if exemplar is None or exemplar.is_public:
        return True
    return isinstance(actor, User) and standing_of(actor, exemplar) is not Standing.OUTSIDE


GRANTS: dict[Permission, list[Way]] = {
    Permission.EXEMPLAR_REGISTER: [(role(*OWNERS, at=itself),)],
    Permission.EXEMPLAR_READ: [(may_see,)],
    Permission.EXEMPLAR_EDIT: [(role(*OWNERS, at=_lead_unit),)],
    Permission.EXEMPLAR_CLOSE: [(role(Role.UNIT_LEAD, Role.REGISTRY_STAFF, at=_lead_unit),)],
    Permission.FIELD_ADMINISTER: [(looks_after_the_whole,)],
    Permission.VOCABULARY_ADMINISTER: [(looks_after_the_whole,)],
}
