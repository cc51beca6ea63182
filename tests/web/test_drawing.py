"""Where the marks of small drawings stand."""

from decimal import Decimal
from itertools import pairwise

from registry.web.drawing import dots_of, lineage_of


def test_dots_stand_between_the_ends_and_equal_totals_apart():
    dots = dots_of([0, 100, Decimal(50), 50, 50, 130], 100)
    assert [dot.x for dot in dots] == [6, 110, 110, 110, 214, 214]
    assert len({(dot.x, dot.y) for dot in dots}) == 6


def test_dots_without_a_highest_total_do_not_fail():
    assert dots_of([3], 0)[0].x == 6


def test_tree_places_no_two_boxes_over_each_other():
    leaf = {"title": "Xã"}
    nodes = [{"title": "Xã", "children": [leaf] * 3}, leaf, {"title": "Xã", "children": [leaf]}]
    tree = lineage_of({"title": "Gốc"}, nodes)
    for level in range(3):
        column = sorted((b for b in tree.boxes if b.level == level), key=lambda b: b.y)
        assert all(a.y + a.height <= b.y for a, b in pairwise(column))
    assert all(b.y >= 0 and b.y + b.height <= tree.height for b in tree.boxes)
    assert len(tree.paths) == len(tree.boxes) - 1


def test_tree_of_a_model_nobody_copied_is_one_box():
    assert len(lineage_of({"title": "Gốc"}, []).boxes) == 1
