"""Choosing an order in a browser with scripts."""

import pytest

from registry.discovery import indexing
from tests.make.browser import Visitor

pytestmark = pytest.mark.browser


def test_choosing_an_order_is_enough(app, browser, url, make):
    for title in ("Hũ gạo tình thương", "Đường hoa tự quản"):
        make.exemplar(public=True, title=title)
    indexing.rebuild(app.extensions["registry.search"])
    visitor = Visitor(browser, url)
    visitor.open("/tim-kiem?q=tu")
    assert not visitor.page.get_by_role("button", name="Sắp xếp").is_visible()
    visitor.page.select_option("#sx", "updated")
    visitor.page.wait_for_url("**/tim-kiem?q=tu&sap-xep=updated")
    visitor.close()


@pytest.mark.slow
def test_a_filter_that_is_ticked_shows_its_results_and_keeps_focus_and_place(app, browser, url, make):
    for number in range(12):
        make.exemplar(public=True, title=f"Đường hoa tự quản {number}", areas=["rural"])
    indexing.rebuild(app.extensions["registry.search"])
    visitor = Visitor(browser, url)
    page = visitor.page
    page.set_viewport_size({"width": 1280, "height": 700})
    visitor.open("/tim-kiem?q=hoa")
    assert not page.locator("form.facets > button").is_visible()
    page.locator("form.facets input[value=rural]").check()
    place = page.evaluate("scrollY")
    page.wait_for_url("**vung=rural*")
    page.locator("form.facets input[value=rural]:focus").wait_for()
    assert page.evaluate("scrollY") == place > 0
    visitor.close()


def test_what_was_ticked_is_kept_on_other_pages_orders_and_filters(app, browser, url, make):
    for number in range(25):
        make.exemplar(public=True, title=f"Đường hoa tự quản {number}")
    indexing.rebuild(app.extensions["registry.search"])
    visitor = Visitor(browser, url)
    page = visitor.page
    visitor.open("/tim-kiem?q=hoa")
    boxes = page.locator(".hits input[name=so-sanh]")
    codes = [boxes.nth(at).get_attribute("value") for at in range(2)]
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator(".pager a[rel=next]").click()
    page.wait_for_url("**trang=2**")
    assert "Đã chọn 2 mô hình" in page.locator("[data-tray]").inner_text()
    page.select_option("#sx", "updated")
    page.wait_for_url("**sap-xep=updated**")
    assert {item.get_attribute("data-code") for item in page.locator("[data-tray] li").all()} == set(codes)
    visitor.close()
