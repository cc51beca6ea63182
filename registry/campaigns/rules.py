"""Who may do what with campaigns."""

from typing import Any

from registry.campaigns.models import Campaign
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.permissions import Permission, Way
from registry.identity.models import Role
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.rules import role
from registry.units.states import PROVINCIAL, UnitKind


def _unit(subject: Campaign | Unit) -> list[Any]:
    return [subject.unit if isinstance(subject, Campaign) else subject]


_COMMUNAL = frozenset({Level.COMMUNE, Level.GRASSROOTS})
_LEVELS: dict[UnitKind, frozenset[Level]] = {
    **dict.fromkeys(PROVINCIAL, frozenset({Level.PROVINCE})),
    UnitKind.DISTRICT_LEGACY: frozenset({Level.DISTRICT_LEGACY}),
    **dict.fromkeys((UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE), _COMMUNAL),
    **dict.fromkeys(
        (UnitKind.SCHOOL, UnitKind.RESIDENTIAL_AREA, UnitKind.PARTY_CELL), frozenset({Level.GRASSROOTS})
    ),
}


def levels_of(unit: Unit) -> frozenset[Level]:
    """The levels at which a unit may confer recognition: nobody confers what belongs to a level above.

    An office, an association or a committee confers at the level of the place it stands below; where it
    stands below none, it is one of the whole country.
    """
    if unit.kind in _LEVELS:
        return _LEVELS[unit.kind]
    above = units.list_by_ids(units.tree().last_ancestors(unit.id, today()))
    places = [_LEVELS[one.kind] for one in above if one.kind in _LEVELS]
    if not places:
        return frozenset({Level.CENTRAL, Level.GRASSROOTS})
    # The nearest place is the lowest one.
    ladder = list(Level)
    nearest = min(places, key=lambda levels: max(ladder.index(level) for level in levels))
    return nearest | {Level.GRASSROOTS}


GRANTS: dict[Permission, list[Way]] = {
    Permission.CAMPAIGN_ADMINISTER: [(role(Role.ADMINISTRATOR, Role.REGISTRY_STAFF, at=_unit),)],
}
