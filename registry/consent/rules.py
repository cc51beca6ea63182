"""Who records what people agreed to: the unit of the model, and the staff who look after it."""

from registry.catalogue.models import Exemplar
from registry.consent.models import NamedPerson
from registry.core.permissions import Permission, Way
from registry.identity.models import Role
from registry.units.models import Unit
from registry.units.rules import role


def _lead_unit(subject: Exemplar | NamedPerson) -> list[Unit | None]:
    exemplar = subject.exemplar if isinstance(subject, NamedPerson) else subject
    return [exemplar.lead_unit]


GRANTS: dict[Permission, list[Way]] = {
    Permission.CONSENT_RECORD: [
        (role(Role.UNIT_MEMBER, Role.UNIT_LEAD, Role.REGISTRY_STAFF, at=_lead_unit),)
    ],
}
