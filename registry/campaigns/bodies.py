"""Whose people act in a stage for a unit: found in the unit tree, by rule or as named for a place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from registry.campaigns.models import Stage
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.states import PROVINCIAL, Tree, UnitKind
from registry.units.tree import UnitTree

# The places at a level: what a nominated unit is, or stands below by territory.
PLACES: dict[Level, frozenset[UnitKind]] = {
    Level.COMMUNE: frozenset({UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE}),
    Level.PROVINCE: PROVINCIAL,
}
_KINDS = "kinds_of_units"


@dataclass(frozen=True)
class Rule:
    """Where the acting body of a stage is looked for; `exceptions` name it for whole places."""

    home: int
    level: Level | None = None
    body: UnitKind | None = None
    line: Tree = Tree.TERRITORIAL
    exceptions: Mapping[int, int] = field(default_factory=dict)


def resolve(rule: Rule, unit: int, *, tree: UnitTree, kinds: Mapping[int, UnitKind], on: date) -> set[int]:
    """The ids of the bodies that act for a unit on a day: one where the rule fits, none where nobody does.

    What was merged counts as what stands in its place. The nearest place with an exception goes before the
    rule. What stands in no place of the level, directly below the organising unit, is for that unit itself.
    Several only where the tree knows several of the kind at one place, none above the others.
    """
    found: set[int] = set()
    for standing in tree.successors(unit, on):
        named = _exception(rule, standing, tree, on)
        found |= {named} if named is not None else _by_rule(rule, standing, tree, kinds, on)
    return {one for body in found for one in tree.successors(body, on)}


def _exception(rule: Rule, unit: int, tree: UnitTree, on: date) -> int | None:
    """The body said for the unit or for the nearest place above it."""
    named = {now: body for place, body in rule.exceptions.items() for now in tree.successors(place, on)}
    level, seen = {unit}, {unit}
    while level:
        if hits := sorted(level & named.keys()):
            return named[hits[0]]
        level = {above for one in level for above in _above(tree, one, on)} - seen
        seen |= level
    return None


def _above(tree: UnitTree, unit: int, on: date) -> list[int]:
    """Directly above by territory; by Party line only for what stands nowhere else."""
    return tree.parents(unit, on, Tree.TERRITORIAL) or tree.parents(unit, on)


def _by_rule(rule: Rule, unit: int, tree: UnitTree, kinds: Mapping[int, UnitKind], on: date) -> set[int]:
    if rule.level is None:
        return {rule.home}
    places = _nearest(unit, PLACES.get(rule.level, frozenset()), tree, kinds, on)
    if not places:
        return {rule.home}
    if rule.line is Tree.PARTY:
        wanted = rule.body or UnitKind.PARTY_COMMITTEE
        line = {unit} | tree.ancestors(unit, on, Tree.PARTY)
        return _highest(
            {
                one
                for one in line
                if kinds.get(one) is wanted and _level_of(one, tree, kinds, on) is rule.level
            },
            tree,
            on,
        )
    if rule.body is None:
        return places
    below = {one for place in places for one in tree.children(place, on, Tree.TERRITORIAL)}
    return _highest({one for one in below if kinds.get(one) is rule.body}, tree, on)


def places_of(unit_id: int, level: Level) -> set[int]:
    """The place of a level that a unit is or belongs to today."""
    return _nearest(unit_id, PLACES[level], units.tree(), kinds_of_units(), today())


def _level_of(unit: int, tree: UnitTree, kinds: Mapping[int, UnitKind], on: date) -> Level | None:
    """The level of the nearest place a unit is or stands below by territory."""
    every = frozenset().union(*PLACES.values())
    near = {kinds[one] for one in _nearest(unit, every, tree, kinds, on)}
    return next((level for level, those in PLACES.items() if near & those), None)


def _nearest(
    unit: int, wanted: Iterable[UnitKind], tree: UnitTree, kinds: Mapping[int, UnitKind], on: date
) -> set[int]:
    """The unit itself, or the nearest above it, of one of the kinds."""
    level, seen, wanted = {unit}, {unit}, frozenset(wanted)
    while level:
        if hits := {one for one in level if kinds.get(one) in wanted}:
            return hits
        level = {above for one in level for above in _above(tree, one, on)} - seen
        seen |= level
    return set()


def _highest(found: set[int], tree: UnitTree, on: date) -> set[int]:
    """Without those that stand below another of them, in either tree."""
    return {one for one in found if not (tree.ancestors(one, on) & found)}


def rule_of(stage: Stage) -> Rule:
    """The rule a stage of a campaign keeps."""
    named = {one.locality_id: one.body_id for one in stage.exceptions}
    return Rule(stage.campaign.unit_id, stage.level, stage.body, stage.line, named)


def is_elsewhere(stage: Stage) -> bool:
    """Whether others than the campaign's own unit may act in a stage."""
    return stage.level is not None or bool(stage.exceptions)


def bodies_of(stage: Stage, unit_id: int) -> set[int]:
    """The ids of the bodies that act in a stage for what a unit nominates, today."""
    if not is_elsewhere(stage):
        return {stage.campaign.unit_id}
    return resolve(rule_of(stage), unit_id, tree=units.tree(), kinds=kinds_of_units(), on=today())


def kinds_of_units() -> Mapping[int, UnitKind]:
    """The kind of every unit by id, read once for each tree."""
    tree, info = units.tree(), db.session().info
    known = info.get(_KINDS)
    if known is None or known[0] is not tree:
        rows = db.session.execute(select(Unit.id, Unit.kind))
        known = info[_KINDS] = (tree, {unit: kind for unit, kind in rows})  # noqa: C416
    return known[1]
