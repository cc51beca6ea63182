"""Where the marks of small drawings stand."""

import re
from decimal import Decimal
from itertools import pairwise

from registry.web.drawing import MARK, dots_of, lineage_of


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


def test_a_stopped_place_is_grey_with_a_square_and_the_legend_says_so(app):
    """Also in the last column, whose boxes have no room for words."""
    stopped = {"title": "Xã Hai", "ended": True}
    nodes = [{"title": "Xã Một", "pending": True, "children": [stopped]}]
    tree = lineage_of({"title": "Gốc"}, nodes)
    box = tree.boxes[0]
    assert (box.level, box.ended) == (2, True)
    x, y = box.mark
    assert x < box.x + box.width < x + MARK, "on its far edge"
    assert box.y < y < y + MARK < box.y + box.height
    assert [one.mark for one in tree.boxes[1:]] == [None, None]
    assert tree.legend == {"pending", "ended"}

    draw = app.jinja_env.get_template("parts/lineage.html").module.draw
    with app.test_request_context("/"):
        page = str(draw({"title": "Gốc"}, nodes))
        plain = str(draw({"title": "Gốc"}, [{"title": "Xã Một"}]))
    (drawn,) = re.findall(r'<rect x="512"[^>]+>', page)
    assert 'fill="#f2ede3"' in drawn
    assert "#2d6a3f" not in page, "nothing is green: one is not confirmed, one is stopped"
    assert 'width="10" height="10"' in page
    assert "Màu xám có ô vuông: đã dừng" in page
    assert "hint" not in plain
    assert "#2d6a3f" in plain
