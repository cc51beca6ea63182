"""Units like ours: the reader's own circumstances, and in what a model agrees with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from registry.catalogue.models import Exemplar
from registry.catalogue.queries import visible_to
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.discovery.documents import version_shown
from registry.discovery.filters import UNIT_KIND, cost_band, places_of
from registry.identity.models import Role, User
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.rules import units_with_role

# Whoever works for a unit asks for that one; others for the unit they act at.
OF_A_UNIT = (Role.UNIT_LEAD, Role.UNIT_MEMBER)
OWN_MODELS = 50
# In fewer things than this a model is not like ours, whatever they are.
FEWEST_REASONS = 2


@dataclass(frozen=True)
class Context:
    """A unit and its circumstances by the codes of facets: `facets` is what search compares."""

    unit: Unit
    facets: Mapping[str, frozenset[str]]

    def reasons(self, facets: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
        """In what a model with these codes agrees: (facet, code), in the order of the table of weights."""
        return [
            (name, code)
            for name, own in self.facets.items()
            for code in facets.get(name, ())[: None if name == "area" else 1]
            if code in own
        ]

    @cached_property
    def knows_enough(self) -> bool:
        """Whether enough is known of the unit for any model to be called like it."""
        return sum(bool(codes) for codes in self.facets.values()) >= FEWEST_REASONS


def context_of(actor: User | None) -> Context | None:
    """The circumstances of the reader's unit; None for the public and for who acts nowhere.

    They come from no model that the reader may not know of: of a draft only the unit knows.
    """
    unit = _unit_of(actor)
    if unit is None:
        return None
    query = (
        visible_to(actor)
        .where(Exemplar.lead_unit_id == unit.id, Exemplar.state != ExemplarState.MERGED)
        .order_by(Exemplar.id.desc())
        .limit(OWN_MODELS)
    )
    own = [version_shown(exemplar) for exemplar in db.session.scalars(query)]
    province = units.province_of(unit, today())
    return Context(
        unit,
        {
            "area": frozenset(unit.areas) or frozenset(area for one in own for area in one.areas),
            UNIT_KIND: frozenset({unit.kind.value}),
            "field": frozenset(one.field.code for one in own if one.field),
            "province": frozenset(one.code for one in places_of(province)),
            "cost": frozenset(band for one in own if (band := cost_band(one.budget_vnd))),
        },
    )


def _unit_of(actor: User | None) -> Unit | None:
    if actor is None:
        return None
    held = units_with_role(actor, *OF_A_UNIT) or units_with_role(actor, *Role)
    found = sorted(units.list_by_ids(held), key=lambda unit: unit.id)
    return found[0] if found else None
