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
