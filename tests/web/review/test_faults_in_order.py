"""What is wrong is told in the order of the page, at the form it is about."""

import re

import pytest

from registry.review.states import NominationState as N
from tests.make.browser import Visitor


@pytest.fixture
def case(make):
    return make.case(state=N.SUBMITTED)


def told(page):
    """The fields named above the form, in their order."""
    return re.findall(r'href="#([a-z_]+)', page.split('class="errsum"')[1].split("</ul>")[0])


def test_a_decision_asks_for_the_outcome_before_the_number(make, client):
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all(92, 84)
    client.sign_in(case.signer)

    page = client.send_form(f"/de-cu/{case.nomination.reference}/quyet-dinh", number="38").text

    assert told(page) == ["outcome", "number", "decided_on", "confirmed"]


def test_a_return_tells_what_is_wrong_at_its_own_form(case, client):
    client.sign_in(case.staff)
    page = client.send_form(f"/de-cu/{case.nomination.reference}/tham-tra", form_id="tra-lai").text

    assert told(page) == ["sections", "reason"]
    panel = page.split('class="panel ballot checking"')[1]
    assert panel.index('class="fold" open') < panel.index('class="errsum"') < panel.index('id="tra-lai"')


@pytest.mark.browser
def test_a_return_with_faults_fits_one_screen_down_to_its_button(browser, url, case):
    visitor = Visitor(browser, url)
    visitor.sign_in(case.staff.username)
    visitor.open(f"/de-cu/{case.nomination.reference}/tham-tra")
    visitor.page.locator(".fold > summary").click()
    visitor.page.locator("#tra-lai button[type=submit]").click()
    visitor.page.locator(".errsum").wait_for()
    visitor.page.wait_for_load_state()

    button = visitor.page.locator("#tra-lai button[type=submit]").bounding_box()
    assert visitor.page.locator(".errsum").bounding_box()["y"] >= 56
    assert button["y"] + button["height"] <= 900
    visitor.close()
