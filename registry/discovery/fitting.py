"""Filters while the index is away: which of some models pass them, as the database tells."""

from collections.abc import Callable, Collection, Mapping, Sequence

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.clock import today
from registry.discovery.filters import COPIED, Shown, cost_band, proof_of, shown_of
from registry.replication.queries import count_confirmed_by_source
from registry.review.queries import list_in_force
from registry.search.base import told_apart
from registry.units import queries as units

Model = tuple[Exemplar, ExemplarVersion]
Filters = Mapping[str, Collection[str]]
# The codes of one model for a facet.
Codes = Callable[[Exemplar, ExemplarVersion], set[str]]
_OF_A_VERSION: dict[str, Codes] = {
    "field": lambda _exemplar, version: {version.field.code} if version.field else set(),
    "year": lambda _exemplar, version: {str(version.started_year or "")},
    "area": lambda _exemplar, version: set(version.areas),
    "cost": lambda _exemplar, version: {cost_band(version.budget_vnd)},
    "kind": lambda _exemplar, version: {version.entry_kind.value},
    "subject": lambda _exemplar, version: {version.subject_kind.value},
}


def fitting(models: Sequence[Model], filters: Filters) -> list[Model]:
    """Those of the models that pass every filter, in their order. What only some ask for is read for few."""
    left = list(models)
    for facet, wanted in filters.items():
        if facet in _OF_A_VERSION:
            left = [one for one in left if _passes(wanted, _OF_A_VERSION[facet](*one))]
    for facet, place in (("province", "province_id"), ("unit", "lead_unit_id")):
        if filters.get(facet):
            left = _standing_in(left, filters[facet], place)
    for facet, codes in (("level", _levels), ("copied", _copied), ("proof", _proofs)):
        if filters.get(facet):
            known = codes(left)
            left = [one for one in left if _passes(filters[facet], known[one[0].id])]
    return left


def _standing_in(models: Sequence[Model], wanted: Collection[str], place: str) -> list[Model]:
    named = units.list_by_codes(frozenset().union(*told_apart(wanted)))

    def codes_of(unit_id: int | None) -> set[str]:
        standing = {unit_id, *units.tree().successors(unit_id, today())} if unit_id is not None else set()
        return {unit.code for unit in named if unit.id in standing}

    return [one for one in models if _passes(wanted, codes_of(getattr(one[0], place)))]


def _levels(models: Sequence[Model]) -> dict[int, set[str]]:
    known = list_in_force(exemplar.id for exemplar, _version in models)
    return {one.id: {each.level.value for each in known.get(one.id, ())} for one, _version in models}


def _copied(models: Sequence[Model]) -> dict[int, set[str]]:
    known = count_confirmed_by_source(exemplar.id for exemplar, _version in models)
    return {one.id: {COPIED[0] if known.get(one.id) else COPIED[1]} for one, _version in models}


def _proofs(models: Sequence[Model]) -> dict[int, set[str]]:
    known = shown_of(version.id for _exemplar, version in models)
    return {one.id: {proof_of(version, known.get(version.id, Shown()))} for one, version in models}


def _passes(wanted: Collection[str], codes: set[str]) -> bool:
    """Whether what has these codes passes a filter."""
    some, none = told_apart(wanted)
    return (not some or bool(some & codes)) and not none & codes
