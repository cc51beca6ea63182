"""Who may do what with campaigns."""

from typing import Any

from registry.campaigns.models import Campaign
from registry.core.permissions import Permission, Way
from registry.identity.models import Role
from registry.units.models import Unit
from registry.units.rules import role


def _unit(subject: Campaign | Unit) -> list[Any]:
    return [subject.unit if isinstance(subject, Campaign) else subject]


GRANTS: dict[Permission, list[Way]] = {
    Permission.CAMPAIGN_ADMINISTER: [(role(Role.ADMINISTRATOR, Role.REGISTRY_STAFF, at=_unit),)],
}
