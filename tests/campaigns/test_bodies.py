"""Who acts in a stage for a unit: by level and line, as said for a place, and after mergers."""

from datetime import date

import pytest

from registry.campaigns.bodies import Rule, resolve
from registry.catalogue.states import Level
from registry.units.states import Tree, UnitKind
from registry.units.tree import Placement, Succession, UnitTree

K, DAY, LONG_AGO = UnitKind, date(2026, 6, 1), date(2000, 1, 1)
(PROVINCE, PROVINCIAL, OFFICE, COMMUNE, COMMITTEE, FRONT, WOMEN, HAMLET, OTHER, OLD) = range(1, 11)
KINDS = {
    PROVINCE: K.PROVINCE, PROVINCIAL: K.PARTY_COMMITTEE, OFFICE: K.PARTY_COMMITTEE, COMMUNE: K.COMMUNE,
    COMMITTEE: K.PARTY_COMMITTEE, FRONT: K.FRONT, WOMEN: K.MASS_ORGANISATION, HAMLET: K.RESIDENTIAL_AREA,
    OTHER: K.COMMUNE, OLD: K.COMMUNE,
}  # fmt: skip
TERRITORY = {
    PROVINCIAL: PROVINCE, OFFICE: PROVINCE, COMMUNE: PROVINCE, COMMITTEE: COMMUNE, FRONT: COMMUNE,
    WOMEN: COMMUNE, HAMLET: COMMUNE, OTHER: PROVINCE,
}  # fmt: skip
PARTY = {OFFICE: PROVINCIAL, COMMITTEE: PROVINCIAL, FRONT: COMMITTEE, WOMEN: COMMITTEE}
TREE = UnitTree(
    [Placement(one, above, Tree.TERRITORIAL, LONG_AGO, None) for one, above in TERRITORY.items()]
    + [Placement(one, above, Tree.PARTY, LONG_AGO, None) for one, above in PARTY.items()]
    + [Placement(OLD, PROVINCE, Tree.TERRITORIAL, LONG_AGO, date(2025, 7, 1))],
    [Succession(OLD, COMMUNE, date(2025, 7, 1))],
)


def acting(unit, **rule):
    return resolve(Rule(PROVINCE, **rule), unit, tree=TREE, kinds=KINDS, on=DAY)


@pytest.mark.parametrize(
    ("unit", "rule", "found"),
    [
        (HAMLET, {}, {PROVINCE}),
        (HAMLET, {"level": Level.COMMUNE}, {COMMUNE}),
        (WOMEN, {"level": Level.COMMUNE}, {COMMUNE}),
        (COMMUNE, {"level": Level.COMMUNE}, {COMMUNE}),
        (HAMLET, {"level": Level.PROVINCE}, {PROVINCE}),
        (HAMLET, {"level": Level.COMMUNE, "body": K.FRONT}, {FRONT}),
        (HAMLET, {"level": Level.COMMUNE, "body": K.PARTY_COMMITTEE}, {COMMITTEE}),
        (WOMEN, {"level": Level.COMMUNE, "line": Tree.PARTY}, {COMMITTEE}),
        (WOMEN, {"level": Level.PROVINCE, "line": Tree.PARTY}, {PROVINCIAL}),
    ],
)
def test_body_is_found_by_level_and_line(unit, rule, found):
    assert acting(unit, **rule) == found


def test_of_several_bodies_of_a_kind_the_one_above_the_others_acts():
    assert acting(HAMLET, level=Level.PROVINCE, body=K.PARTY_COMMITTEE) == {PROVINCIAL}


def test_what_was_merged_is_for_the_body_of_what_stands_in_its_place():
    assert acting(OLD, level=Level.COMMUNE, body=K.FRONT) == {FRONT}


def test_nobody_is_found_where_the_tree_has_none():
    assert acting(OTHER, level=Level.COMMUNE, body=K.FRONT) == set()
    assert acting(HAMLET, level=Level.COMMUNE, line=Tree.PARTY) == set()


def test_what_stands_in_no_place_of_the_level_is_for_the_organising_unit():
    for unit in (PROVINCIAL, OFFICE):
        assert acting(unit, level=Level.COMMUNE) == {PROVINCE}
        assert acting(unit, level=Level.COMMUNE, body=K.FRONT) == {PROVINCE}
    assert acting(OFFICE, level=Level.COMMUNE, exceptions={OFFICE: PROVINCIAL}) == {PROVINCIAL}


def test_what_is_said_for_the_nearest_place_goes_before_the_rule():
    rule = {"level": Level.COMMUNE, "exceptions": {COMMUNE: COMMITTEE, PROVINCE: FRONT}}
    assert acting(HAMLET, **rule) == {COMMITTEE}
    assert acting(OTHER, **rule) == {FRONT}
    assert acting(OTHER, level=Level.COMMUNE, exceptions={COMMUNE: COMMITTEE}) == {OTHER}


def test_an_exception_for_a_place_and_a_body_that_were_merged_holds_for_what_stands_there_now():
    assert acting(HAMLET, exceptions={OLD: FRONT}) == {FRONT}
    assert acting(OTHER, exceptions={PROVINCE: OLD}) == {COMMUNE}
