"""What there is now: how fresh what is known of running models is, and in which places a field has none."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, or_, select

from registry.core.db import db
from registry.reports.closing import closing_day
from registry.reports.figures.counting import By, count_standing, standing_ids
from registry.reports.models import FigureEntry
from registry.reports.scope import Scope
from registry.reports.states import Booked
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.states import PROVINCIAL, UnitKind

FRESH = timedelta(days=365)
PLACES = (UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE)
row = FigureEntry


@dataclass(frozen=True)
class Freshness:
    """Of so many running models, of how many evidence and results tell of the last twelve months."""

    running: int
    evidence: int
    results: int


def freshness_of(scope: Scope) -> Freshness:
    """Of the models that ran on the last day of the period, those with news of the twelve months before it.

    What became known after its year was closed says nothing of it, nor what tells of a later day.
    """
    running = standing_ids(scope, Booked.RUNNING)
    since, end = scope.period.end - FRESH, scope.period.end

    def fresh(kind: Booked) -> Any:
        told = (
            select(row.exemplar_id)
            .where(row.kind == kind, row.happened_on > since, row.happened_on <= end)
            .where(or_(row.known_on <= closing_day(end.year), row.counted_on <= end))
            .group_by(row.exemplar_id, row.happened_on)
            .having(func.sum(row.amount) > 0)
        )
        return func.count(case((running.c.exemplar_id.in_(told), 1)))

    query = select(func.count(), fresh(Booked.EVIDENCE), fresh(Booked.RESULT)).select_from(running)
    return Freshness(*db.session.execute(query).one())


@dataclass(frozen=True)
class Blank:
    """A place and the fields of which it has no running model, by id."""

    place: Unit
    fields: tuple[int, ...]


def blanks_of(scope: Scope, fields: Mapping[int, str]) -> tuple[int, list[Blank]]:
    """How many places there are, and those without a running model of some field, the emptiest first."""
    places, standing = _standing_in_places(scope)
    found = [
        Blank(place, tuple(one for one in fields if standing.get((place.id, one), 0) <= 0))
        for place in places
    ]
    blanks = [one for one in found if one.fields]
    return len(places), sorted(blanks, key=lambda one: -len(one.fields))


def _standing_in_places(scope: Scope) -> tuple[list[Unit], dict[tuple[int, int], int]]:
    """The places of the scope today, and the running models of each by field: a copy fills a blank too."""
    tree, day = units.tree(), scope.period.end
    if scope.unit is None or scope.unit.kind not in PROVINCIAL:
        by = By.PROVINCE
        places = [one for one in units.list_provinces() if one.exists_on(day)] if scope.unit is None else []
        within = {one.id: tree.predecessors(one.id, day) for one in places}
    else:
        by = By.UNIT
        below = units.list_by_ids(tree.subtree(scope.unit.id, day))
        places = [one for one in below if one.kind in PLACES and one.exists_on(day)]
        within = {one.id: tree.governed_by(one.id, day) for one in places}
    holder = {unit: place for place, ids in within.items() for unit in ids}
    found: dict[tuple[int, int], int] = defaultdict(int)
    for kind in (Booked.RUNNING, Booked.COPY_RUNNING):
        for (unit, field_id), count in count_standing(scope, kind, by, By.FIELD).items():
            if unit in holder:
                found[holder[unit], field_id] += count
    return places, found
