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
