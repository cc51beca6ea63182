"""Filed reports along the tree: what the units below each unit in between come to, each report once."""

from datetime import date
from decimal import Decimal

import pytest

from registry.periodic.consolidating import consolidate
from registry.periodic.grouping import Group, grouped, rows_of
from registry.units.service import reorganising
from registry.units.states import Tree, UnitKind
from tests.make.reports import FULL, Reporting, content_of


@pytest.fixture
def scene(monday, make):
    """Four communes: one below a bloc, one in a cluster of it, two directly below the province."""
    scene = Reporting(make)
    scene.bloc = make.unit(kind=UnitKind.OTHER, parent=scene.province, name="Khối Đông")
    scene.cluster = make.unit(kind=UnitKind.OTHER, parent=scene.bloc, name="Cụm Một")
    further(scene, name="Xã Cao", parent=scene.bloc)
    further(scene, name="Xã Dung", parent=scene.cluster)
    return scene


def further(scene, **place):
    unit = scene.make.unit(**place)
    scene.units.append(unit)
    scene.members.append(scene.make.member(unit))
    scene.leads.append(scene.make.lead(unit))


def said(**figures):
    return content_of({**FULL, **figures})


def shape(whole, opened=None):
    return [
        (depth, one.unit.name, isinstance(one, Group), one.figures.get("campaigns"))
        for depth, one in rows_of(whole, opened)
    ]


def test_every_unit_in_between_has_its_sum_and_no_report_counts_twice(scene):
    for which, campaigns in ((0, 1), (2, 10), (3, 100)):
        scene.filed("2026-10", which, said(campaigns=campaigns, answered=50 + which))
    table = consolidate(scene.demand, scene.period("2026-10"))
    whole = grouped(table)
    assert shape(whole) == [
        (1, "Khối Đông", True, 110),
        (2, "Cụm Một", True, 100),
        (3, "Xã Dung", False, 100),
        (2, "Xã Cao", False, 10),
        (1, "Xã An", False, 1),
        (1, "Xã Bình", False, None),
    ]
    assert whole.figures == table.totals
    assert table.totals["campaigns"] == 111
    bloc = whole.groups[0]
    assert (bloc.filed, bloc.expected, whole.filed, whole.expected) == (2, 2, 3, 4)
    assert bloc.figures["answered"] == Decimal("52.5"), "of a share the mean of the units, not of the groups"
    closed = shape(whole, ())
    assert [name for _depth, name, *_rest in closed] == ["Khối Đông", "Xã An", "Xã Bình"]
    assert [one[1] for one in shape(whole, {scene.bloc.code})][1:3] == ["Cụm Một", "Xã Cao"]


def test_a_unit_below_two_others_counts_in_one_of_them(scene):
    """By territory below the province, by Party line below a bloc."""
    further(scene, parent=scene.province, party_parent=scene.bloc, name="Xã Em")
    scene.filed("2026-10", 4, said(campaigns=7))
    whole = grouped(consolidate(scene.demand, scene.period("2026-10")))
    assert [row for row in shape(whole) if row[1] == "Xã Em"] == [(1, "Xã Em", False, 7)]
    assert sum(number or 0 for _depth, _name, is_group, number in shape(whole) if not is_group) == 7


def test_the_tree_is_that_of_the_last_day(make, scene):
    """What moved in October stands in September where it stood then."""
    reorganising.move_unit(
        make.administrator(scene.province), scene.cluster, parent=scene.province, tree=Tree.TERRITORIAL,
        on=date(2026, 10, 1),
    )  # fmt: skip
    september, october = (
        {one.unit.name: one.depth for one in grouped(consolidate(scene.demand, scene.period(code))).within}
        for code in ("2026-09", "2026-10")
    )
    assert september == {"Khối Đông": 1, "Cụm Một": 2}
    assert october == {"Khối Đông": 1, "Cụm Một": 1}


def test_without_units_in_between_there_are_no_groups(monday, make):
    flat = Reporting(make)
    whole = grouped(consolidate(flat.demand, flat.period("2026-10")))
    assert (whole.groups, [line.unit.name for line in whole.lines]) == ([], ["Xã An", "Xã Bình"])
