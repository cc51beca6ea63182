"""The ballot in a browser with scripts: keys, totals, and the draft that saves itself."""

from dataclasses import replace
from decimal import Decimal

import pytest

from registry.core.db import db
from registry.review.models import Assignment
from registry.review.service import scoring
from registry.review.states import NominationState as N
from tests.make.browser import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def assignment(make):
    case = make.case(state=N.VERIFIED)
    found = case.assign()[0]
    scoring.declare_no_conflict(found.reviewer, found)
    return found


@pytest.fixture
def reviewer(browser, url, assignment):
    """The reviewer at the ballot; time stands still until the test moves it."""
    visitor = Visitor(browser, url)
    visitor.sign_in(assignment.reviewer.username)
    visitor.page.clock.install()
    visitor.open(f"/cham-diem/{assignment.reference}")
    yield visitor
    visitor.close()


def stored(assignment):
    db.session.rollback()
    db.session.expire_all()
    return [mark.points for mark in db.session.get(Assignment, assignment.id).marks]


def test_a_ballot_is_scored_by_keys_and_saves_itself(reviewer, assignment):
    page = reviewer.page
    first = page.locator(".crit").first
    first.locator(".bands input").first.focus()
    page.keyboard.press("3")
    assert first.locator(".bands input:checked").get_attribute("value") == "3"
    assert first.locator(".stepper + .muted").inner_text() == "từ 41 đến 60"

    first.locator("input[inputmode=decimal]").fill("55,5")
    assert page.locator(".total output").inner_text().split() == ["55,5", "/60", "đã", "chấm"]
    page.clock.run_for(3500)
    page.locator("[data-saved]", has_text="Đã lưu lúc").wait_for()

    assert stored(assignment)[0] == Decimal("55.5")


def test_points_choose_their_level_and_enter_goes_on(reviewer):
    page = reviewer.page
    first, second = page.locator(".crit").nth(0), page.locator(".crit").nth(1)
    points = first.locator("input[inputmode=decimal]")
    points.fill("30")
    assert first.locator(".bands input:checked").get_attribute("value") == "2"
    points.fill("45")
    assert first.locator(".bands input:checked").get_attribute("value") == "3"
    # A level that was chosen by hand stays; the one that the points belong to is offered.
    first.locator(".bands input").nth(0).click(force=True)
    offer = first.locator(".fits")
    assert "45 điểm thuộc mức" in offer.inner_text()
    offer.get_by_role("button").click()
    assert first.locator(".bands input:checked").get_attribute("value") == "3"
    assert not offer.is_visible()

    address = page.url
    points.press("Enter")
    assert second.get_attribute("open") is not None
    assert second.locator("input[inputmode=decimal]").evaluate("box => box === document.activeElement")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "overall_comment"
    assert page.url == address
    page.get_by_role("button", name="Lưu nháp").click()


def test_the_level_follows_the_number_and_is_blank_beyond_the_sheet(reviewer, assignment):
    page = reviewer.page
    first = page.locator(".crit").first
    points, chosen = first.locator("input[inputmode=decimal]"), first.locator(".bands input:checked")
    points.press_sequentially("6")
    assert chosen.get_attribute("value") == "1"
    points.press_sequentially("1")
    assert chosen.count() == 0
    assert first.locator(".stepper + .muted").inner_text() == "từ 0 đến 60"
    page.get_by_role("button", name="Lưu nháp").click()

    page.locator(".errsum", has_text="Nhập điểm từ 0 đến 60").wait_for()
    assert chosen.count() == 0
    # All of what is wrong is seen, the field that is meant too, and its ring is not cut off.
    sizes = page.evaluate("""() => ({
        bar: document.querySelector(".focusbar").getBoundingClientRect().bottom,
        summary: document.querySelector(".errsum").getBoundingClientRect().top,
        field: document.activeElement.getBoundingClientRect().bottom,
        clipped: getComputedStyle(document.activeElement.parentElement).overflowX})""")
    assert page.evaluate("document.activeElement.name").startswith("points_")
    assert sizes["bar"] <= sizes["summary"] < sizes["field"] < 900
    assert sizes["clipped"] == "visible"

    points.fill("41")
    assert chosen.get_attribute("value") == "3"
    page.get_by_role("button", name="Lưu nháp").click()
    page.wait_for_function("() => !document.querySelector('.errsum')")
    assert stored(assignment)[0] == Decimal(41)
    # A level that came back with its points was taken from them.
    first.evaluate("one => { one.open = true; }")
    points.fill("30")
    assert chosen.get_attribute("value") == "2"
    # The field that is wrong took the focus before the list of what is wrong could.
    reviewer.complaints[:] = [one for one in reviewer.complaints if "Autofocus processing" not in one]


def test_a_level_chosen_by_hand_comes_back_as_such_with_points_beyond_the_sheet(reviewer):
    page = reviewer.page
    first = page.locator(".crit").first
    points, chosen = first.locator("input[inputmode=decimal]"), first.locator(".bands input:checked")
    first.locator(".bands input").nth(2).click(force=True)
    points.fill("61")
    page.get_by_role("button", name="Lưu nháp").click()
    page.locator(".errsum", has_text="Nhập điểm từ 0 đến 60").wait_for()
    assert chosen.get_attribute("value") == "3"

    points.fill("30")

    assert chosen.get_attribute("value") == "3"
    assert "30 điểm thuộc mức" in first.locator(".fits").inner_text()
    reviewer.complaints[:] = [one for one in reviewer.complaints if "Autofocus processing" not in one]


def test_a_ballot_changed_elsewhere_is_not_overwritten(reviewer, assignment):
    first = assignment.nomination.campaign.rubric.criteria[0]
    scoring.save_ballot(
        assignment.reviewer, assignment, marks={first.id: (Decimal(10), "Từ máy khác")}, overall_comment=""
    )
    page = reviewer.page
    page.locator(".crit").first.locator("input[inputmode=decimal]").fill("50")
    page.clock.run_for(3500)
    page.locator("[data-saved]", has_text="Chưa lưu:").wait_for()

    assert stored(assignment)[0] == Decimal(10)
    reviewer.complaints[:] = [one for one in reviewer.complaints if not one.startswith("409: ")]


@pytest.mark.parametrize("at", [0, 700])
def test_the_ballot_is_whole_on_a_low_screen_and_one_skip_away(app, monkeypatch, reviewer, at):
    shown = replace(app.extensions["registry.settings"], demonstration=True)
    monkeypatch.setitem(app.extensions, "registry.settings", shown)
    page = reviewer.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Chuyển tới phiếu chấm"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "phieu"
    page.evaluate("at => window.scrollTo(0, at)", at)
    for part in (page.locator("#phieu"), page.get_by_role("button", name="Lưu nháp")):
        box = part.bounding_box()
        assert 0 <= box["y"] <= box["y"] + box["height"] <= 800
