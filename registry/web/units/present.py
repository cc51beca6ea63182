"""A unit shaped for its pages: names, places in both trees, what happened, recognised models."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from registry.catalogue.models import Exemplar
from registry.catalogue.queries import list_public_at
from registry.core.clock import today
from registry.core.i18n import _
from registry.core.paging import Page
from registry.discovery.documents import version_shown
from registry.discovery.searching import Found
from registry.identity.models import User
from registry.review.models import Decision
from registry.review.queries import count_recognised
from registry.review.queries.rewards import page_of_given_to
from registry.review.states import Outcome
from registry.units import queries
from registry.units.models import Unit, UnitChange
from registry.units.naming import at_start
from registry.units.states import PROVINCIAL, ChangeKind, Tree
from registry.web.search.cards import cards_of

MODELS_A_PAGE = 10


@dataclass(frozen=True)
class NameRow:
    """A name and the days it was borne, both included."""

    name: str
    start: date
    end: date | None


@dataclass(frozen=True)
class Place:
    """Where a unit stands in one tree: what is above it, the highest first."""

    tree: Tree
    above: list[Unit]
    is_past: bool


def places_of(unit: Unit) -> list[Place]:
    """The unit's place in each tree today; for a unit that is gone, the last one it had."""
    return [place for tree in Tree if (place := _place_of(unit, tree)).above]


def _place_of(unit: Unit, tree: Tree) -> Place:
    day = today() if unit.ended_on is None or unit.ended_on > today() else unit.ended_on - timedelta(days=1)
    known, above, one = queries.tree(), [], unit.id
    while parents := known.parents(one, day, tree):
        one = parents[0]
        above.append(one)
    units = {found.id: found for found in queries.list_by_ids(above)}
    return Place(tree, [units[number] for number in reversed(above)], day != today())


def names_of(unit: Unit) -> list[NameRow]:
    """Every name with its days, the present one first."""
    rows, until = [], unit.ended_on - timedelta(days=1) if unit.ended_on else None
    for name in reversed(unit.names):
        rows.append(NameRow(name.name, name.valid_from, until))
        until = name.valid_from - timedelta(days=1)
    return rows


def predecessors_of(unit: Unit) -> list[Unit]:
    """The units in whose place it stands, by name."""
    return queries.list_by_ids(queries.tree().predecessors(unit.id, today()) - {unit.id})


def successors_of(unit: Unit) -> list[Unit]:
    """The units that stand in its place today, by name; none while it exists."""
    return queries.list_by_ids(queries.tree().successors(unit.id, today()) - {unit.id})


def below(unit: Unit) -> list[Unit]:
    """The units directly below it today, by name, in either tree."""
    return queries.list_by_ids(queries.tree().children(unit.id, today()))


def events_of(unit: Unit) -> list[dict[str, Any]]:
    """What happened to the unit and to those that became part of it, the last first."""
    return [
        {"at": one.happened_on, "text": sentence_of(one, unit), "note": one.basis, "on": False}
        for one in queries.list_changes_of(unit)
    ]


def sentence_of(change: UnitChange, unit: Unit) -> str:
    """One change in words, as seen from a unit."""
    day, other = change.happened_on, change.successor
    before = change.unit.name_on(day - timedelta(days=1))
    name = at_start(before)
    if other is not None:
        into = other.name_on(day)
        if change.kind is ChangeKind.SPLIT:
            return _("%(unit)s was divided; %(into)s follows it", unit=name, into=into)
        return _("%(unit)s became part of %(into)s", unit=name, into=into)
    if change.kind is ChangeKind.RENAME:
        return _("Renamed from %(before)s to %(after)s", before=before, after=unit.name_on(day))
    if change.kind is ChangeKind.DISSOLVE:
        return _("Dissolved")
    return _("Placed below another unit")


def models_of(unit: Unit, number: int) -> Page[Exemplar]:
    """The public models made under the unit or under one it replaced; of a province, those made in it."""
    ids = queries.tree().predecessors(unit.id, today())
    return list_public_at(ids, number, MODELS_A_PAGE, in_province=unit.kind in PROVINCIAL)


def count_recognised_of(unit: Unit) -> int:
    """How many models of the unit, or of one it replaced, bear a recognition in force."""
    return count_recognised(queries.tree().predecessors(unit.id, today()))


def praised_of(reader: User | None, unit: Unit) -> Page[Decision]:
    """The praise that the unit, or one it replaced, was given instead of recognition; the latest of it."""
    ids = queries.tree().predecessors(unit.id, today())
    return page_of_given_to(reader, Outcome.PRAISED, 1, unit_ids=ids)


def cards_of_page(page: Page[Exemplar]) -> list[dict[str, Any]]:
    """The models as the search page shows them."""
    return cards_of([Found(one, version_shown(one), 0.0) for one in page.items])
