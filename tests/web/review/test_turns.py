"""What comes next at a reviewer's desk: fewest ballots first, put off last, abstained never."""

import pytest

from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.notifications import queries as messages
from registry.review import queries
from registry.review.service import scoring
from registry.review.states import AssignmentState as A
from registry.review.states import NominationState as N
from tests.make.browser import Visitor


@pytest.fixture
def given(make):
    """Three nominations of one campaign, each given to the same reviewer."""
    campaign = make.campaign()
    reviewer = make.reviewer(campaign.unit)
    cases = [make.case(state=N.VERIFIED, campaign=campaign) for _ in range(3)]
    return cases, [case.assign(reviewer, *case.reviewers)[0] for case in cases]


def turns(given):
    _cases, own = given
    references = [one.reference for one in own]
    found = queries.in_turn(queries.list_turns(own[0].reviewer))
    return [references.index(one.reference) for one in found]


def test_the_nomination_with_fewest_ballots_comes_next(given):
    cases, _own = given
    for case, count in ((cases[0], 2), (cases[2], 1)):
        for assignment in case.assignments[1 : 1 + count]:
            case.score(assignment, 80)

    assert turns(given) == [1, 2, 0]


def test_what_was_put_off_comes_last_and_the_page_leads_on(given, client):
    _cases, own = given
    client.sign_in(own[0].reviewer)
    scoring.declare_no_conflict(own[0].reviewer, own[0])

    path = f"/cham-diem/{own[0].reference}"
    answer = client.send_form(path, form_id=f"{path}/de-sau")

    assert answer.location == f"/cham-diem/{own[1].reference}/xung-dot"
    assert turns(given) == [1, 2, 0]
    assert own[1].reference in client.get("/cham-diem").text


def test_whoever_abstains_gives_no_ballot_and_the_secretary_is_told_why(given, client):
    cases, own = given
    client.sign_in(own[0].reviewer)
    scoring.declare_no_conflict(own[0].reviewer, own[0])
    scoring.save_ballot(own[0].reviewer, own[0], marks=cases[0].marks(90), overall_comment="")
    page = f"/cham-diem/{own[0].reference}/khong-cham"

    assert client.send_form(page, reason="").status_code == 422
    answer = client.send_form(page, reason="Không đủ hiểu biết về nghề cá")

    db.session.expire_all()
    assert answer.location == "/cham-diem"
    assert (own[0].state, own[0].declined_reason) == (A.ABSTAINED, "Không đủ hiểu biết về nghề cá")
    assert queries.figures_of(cases[0].nomination).count == 0
    assert turns(given) == [1, 2]
    told = [one.kind for one in messages.list_unread(cases[0].secretary, 50)]
    assert "assignment.abstained" in told
    desk = client.application.test_client()
    desk.sign_in(cases[0].secretary)
    assert "Không đủ hiểu biết" in desk.get(f"/de-cu/{cases[0].nomination.reference}/phan-cong").text


def test_a_ballot_that_was_handed_in_is_neither_put_off_nor_abstained_from(given):
    cases, own = given
    cases[0].score(own[0], 80)
    for act in (
        lambda: scoring.put_off(own[0].reviewer, own[0]),
        lambda: scoring.abstain(own[0].reviewer, own[0], reason="Muộn rồi"),
    ):
        with pytest.raises(InvalidTransition):
            act()
    assert own[0].state is A.SUBMITTED
    assert own[0].skipped_at is None


def walk_to(page, found, most=80):
    """Press Tab until what has the focus answers to a question."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const e = document.activeElement; return {found}; }})()"):
            return
    raise AssertionError(found)


def press_on(page, found):
    """Go to it by Tab, press Enter, and wait for where it leads."""
    walk_to(page, found)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.browser
def test_a_first_review_is_done_by_keyboard_alone(browser, url, given):
    _cases, own = given
    visitor = Visitor(browser, url)
    visitor.sign_in(own[0].reviewer.username)
    visitor.open("/cham-diem")
    page, keys = visitor.page, visitor.page.keyboard
    press_on(page, "e.textContent.startsWith('Chấm hồ sơ tiếp theo')")
    walk_to(page, "e.type === 'radio'")
    keys.press("Space")
    press_on(page, "e.type === 'submit' && e.textContent.includes('Tiếp tục')")
    assert visitor.findings() == []
    for points in ("30", "30"):
        walk_to(page, "e.type === 'radio' && e.closest('.crit') !== null")
        keys.press("2")
        keys.type(points)
        walk_to(page, "e.tagName === 'TEXTAREA'")
        keys.type("Khớp sổ của thôn")
        press_on(page, "e.dataset.onward !== undefined")
    press_on(page, "e.type === 'submit' && e.textContent.includes('Nộp')")
    page.locator("#phieu", has_text="Phiếu chấm của bạn").wait_for()
    assert visitor.findings() == []
    visitor.close()
    db.session.rollback()
    assert own[0].state is A.SUBMITTED
