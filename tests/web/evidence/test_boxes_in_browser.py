"""Boxes drawn in Chromium by pointer and by keyboard."""

import pytest

from registry.core.db import db
from tests.make.browser import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_boxes_are_drawn_moved_and_taken_away(browser, url, make):
    item = make.evidence(make.exemplar(), content=make.photo((800, 600)))
    visitor = Visitor(browser, url).sign_in(make.member(item.exemplar.lead_unit).username)
    visitor.open(f"/minh-chung/{item.reference}/che")
    page, mouse = visitor.page, visitor.page.mouse

    edges = page.locator(".see__mark").bounding_box()
    for move, across, down in (
        (mouse.move, 0.6, 0.3),
        (mouse.down, 0, 0),
        (mouse.move, 0.8, 0.5),
        (mouse.up, 0, 0),
    ):
        move(*([edges["x"] + edges["width"] * across, edges["y"] + edges["height"] * down] if across else []))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    page.click("[data-add]")
    page.keyboard.press("Delete")

    assert page.locator("[data-cover] [data-status]").inner_text() == "Đã bỏ ô 2"
    assert visitor.findings() == []
    page.click("form.form button[type=submit]")
    page.get_by_text("Người ngoài giờ chỉ thấy bản đã che.").wait_for()
    db.session.rollback()
    (box,) = item.redaction
    assert [round(box[side]) for side in "xywh"] == [59, 30, 20, 21]
    visitor.close()


TOUCH = """([element, from, to]) => {
  const edges = element.ownerSVGElement?.getBoundingClientRect() ?? element.getBoundingClientRect();
  const stage = element.ownerSVGElement ?? element;
  const say = (target, type, [x, y]) => target.dispatchEvent(new PointerEvent(type, {
    bubbles: true, cancelable: true, pointerId: 1, pointerType: "touch", isPrimary: true,
    clientX: edges.x + edges.width * x, clientY: edges.y + edges.height * y,
  }));
  stage.setPointerCapture = () => {};
  say(element, "pointerdown", from);
  say(stage, "pointermove", to);
  say(stage, "pointerup", to);
}"""


def _drag(page, selector, start, end):
    """What a finger does that is put on one place of a picture and lifted at another."""
    page.locator(selector).evaluate(f"(element, places) => ({TOUCH})([element, ...places])", [start, end])


def test_a_finger_scrolls_beside_the_boxes_and_moves_them_where_they_are(browser, url, make):
    item = make.evidence(make.exemplar(), content=make.photo((800, 600)))
    visitor = Visitor(browser, url, width=390).sign_in(make.member(item.exemplar.lead_unit).username)
    visitor.open(f"/minh-chung/{item.reference}/che")
    page = visitor.page
    box = ".see__mark rect:not(.grip)"

    def sides():
        return [page.input_value(f'[name="boxes-0-{side}"]') for side in "xywh"]

    _drag(page, ".see__mark", [0.1, 0.1], [0.3, 0.6])
    assert page.locator(box).count() == 0
    page.click("[data-add]")
    _drag(page, box, [0.5, 0.45], [0.4, 0.35])
    assert sides() == ["30", "30", "20", "10"]
    _drag(page, ".grip", [0.5, 0.4], [0.605, 0.5])
    assert sides() == ["30", "30", "30,5", "20"]
    page.get_by_role("button", name="Bỏ ô đang chọn").click()
    assert page.locator(box).count() == 0
    visitor.close()


def test_a_finger_on_a_photo_marks_no_part_unless_a_part_was_chosen(browser, url, make):
    item = make.evidence(make.exemplar(), content=make.photo((800, 600)))
    visitor = Visitor(browser, url, width=390).sign_in(make.member(item.exemplar.lead_unit).username)
    visitor.open(f"/minh-chung/{item.reference}/lien-ket")
    page = visitor.page

    _drag(page, "[data-stage]", [0.2, 0.2], [0.4, 0.6])
    assert page.is_checked('[name="kind"][value="whole"]')
    page.check('[name="kind"][value="region"]')
    _drag(page, "[data-stage]", [0.2, 0.2], [0.4, 0.6])

    assert [page.input_value(f'[name="{side}"]') for side in "xywh"] == ["20", "20", "20", "40"]
    visitor.close()
