"""What a model is filtered by: the codes of its facets. Only what everybody may know of it counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.db import db
from registry.evidence.claims import ClaimLink
from registry.evidence.queries import list_public_of_versions
from registry.review.models import Recognition
from registry.units import queries as units
from registry.units.models import Unit

# Upper limits in dong; what costs more is in the band after the last.
COSTS = ((0, "free"), (50_000_000, "to-50m"), (200_000_000, "to-200m"), (1_000_000_000, "to-1b"))
MOST_COSTLY = "above-1b"
COST_BANDS = (*(code for _limit, code in COSTS), MOST_COSTLY)
# From the strongest: every result shown, some, evidence that is tied to no result, nothing.
PROOFS = ("every-result", "some-results", "attached", "none")
COPIED = ("yes", "no")
# Compared with the reader's own unit, never chosen as a filter.
UNIT_KIND = "unit_kind"
# In which of today's provinces: for the map, never chosen as a filter.
TODAY = "province_today"


@dataclass(frozen=True)
class Shown:
    """What the public sees of the evidence of a version: how many pieces, and which results they show."""

    items: int = 0
    results: frozenset[str] = frozenset()


def shown_of(versions: Iterable[int]) -> dict[int, Shown]:
    """The public evidence of versions, by version; those that have none are left out."""
    items = list_public_of_versions(versions)
    known = [item.id for of_version in items.values() for item in of_version]
    query = select(ClaimLink.version_id, ClaimLink.result_key).where(ClaimLink.item_id.in_(known))
    results: dict[int, set[str]] = {}
    for version, key in db.session.execute(query):
        results.setdefault(version, set()).add(key)
    return {
        version: Shown(len(found), frozenset(results.get(version, ()))) for version, found in items.items()
    }


def cost_band(amount: int | None) -> str:
    """The band of what a model cost; empty when nobody said."""
    if amount is None:
        return ""
    return next((code for limit, code in COSTS if amount <= limit), MOST_COSTLY)


def proof_of(version: ExemplarVersion, shown: Shown) -> str:
    """How far everybody can see for themselves what a version claims."""
    if not shown.items:
        return PROOFS[3]
    held = sum(result.key in shown.results for result in version.results)
    if not held:
        return PROOFS[2]
    return PROOFS[0] if held == len(version.results) else PROOFS[1]


def places_of(unit: Unit | None) -> list[Unit]:
    """A unit and what stands in its place today: who knows either name finds its models."""
    return _places(unit, units.current_successors_of([unit] if unit else []))


def _places(unit: Unit | None, standing: Mapping[int, list[Unit]]) -> list[Unit]:
    return [unit, *(one for one in standing[unit.id] if one is not unit)] if unit else []


def circumstances_of(exemplar: Exemplar, version: ExemplarVersion) -> Mapping[str, tuple[str, ...]]:
    """Where, by whom and for how much: the facets that are compared with the reader's own unit."""
    return circumstances_of_each([(exemplar, version)])[0]


def circumstances_of_each(
    models: Sequence[tuple[Exemplar, ExemplarVersion]],
) -> list[Mapping[str, tuple[str, ...]]]:
    """The circumstances of many models, in their order; what replaced their provinces is read at once."""
    standing = units.current_successors_of({one.province for one, _version in models if one.province})
    return [_circumstances(exemplar, version, standing) for exemplar, version in models]


def _circumstances(
    exemplar: Exemplar, version: ExemplarVersion, standing: Mapping[int, list[Unit]]
) -> Mapping[str, tuple[str, ...]]:
    cost = cost_band(version.budget_vnd)
    return {
        "field": (version.field.code,) if version.field else (),
        "province": tuple(unit.code for unit in _places(exemplar.province, standing)),
        UNIT_KIND: (exemplar.lead_unit.kind.value,) if exemplar.lead_unit else (),
        "area": tuple(version.areas),
        "cost": (cost,) if cost else (),
    }


def facets_of(
    exemplar: Exemplar,
    version: ExemplarVersion,
    recognitions: Iterable[Recognition],
    copies: int,
    shown: Shown,
) -> Mapping[str, tuple[str, ...]]:
    """The codes of every facet of a model."""
    provinces = places_of(exemplar.province)
    return {
        **circumstances_of(exemplar, version),
        TODAY: tuple(unit.code for unit in provinces if unit.ended_on is None),
        "unit": tuple(unit.code for unit in places_of(exemplar.lead_unit)),
        "year": (str(version.started_year),) if version.started_year else (),
        "level": tuple(sorted({recognition.level.value for recognition in recognitions})),
        "kind": (version.entry_kind.value,),
        "subject": (version.subject_kind.value,),
        "copied": (COPIED[0] if copies else COPIED[1],),
        "proof": (proof_of(version, shown),),
    }
