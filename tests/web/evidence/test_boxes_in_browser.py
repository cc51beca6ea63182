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
