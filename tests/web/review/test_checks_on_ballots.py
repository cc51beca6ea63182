"""A ballot without points at its pages: met or not met, the reason, what the council reads of it."""

import pytest

from registry.campaigns.service.plans import CriterionPlan, RubricRules
from registry.campaigns.sheet import RubricKind
from registry.core.db import db
from registry.review.models import Assignment
from registry.review.service import scoring
from registry.review.states import AssignmentState as A
from registry.review.states import NominationState as N
from tests.make.browser_client import form_of

SHEET = [
    CriterionPlan("Gương mẫu chấp hành", is_condition=True),
    CriterionPlan("Thành tích xuất sắc"),
    CriterionPlan("Đóng góp cho xã hội"),
]


@pytest.fixture
def case(make):
    """A nomination that three reviewers judge by a precondition and any of two criteria."""
    rules = RubricRules(RubricKind.ANY_OF)
    campaign = make.campaign(criteria=SHEET, rules=rules, reviews_wanted=3)
    case = make.case(state=N.VERIFIED, campaign=campaign, reviewers=3)
    for ballot in case.assign():
        scoring.declare_no_conflict(ballot.reviewer, ballot)
    return case


def send(client, case, at, *levels, comment=""):
    """What a browser without scripts sends: the levels, and the boxes that it does not show empty."""
    ballot = case.assignments[at]
    browser = as_(client, ballot.reviewer)
    path = f"/cham-diem/{ballot.reference}"
    fields = form_of(browser.get(path).text, "phieu")[0]
    criteria = case.campaign.rubric.criteria
    chosen = {f"level_{one.id}": level for one, level in zip(criteria, levels, strict=True) if level}
    said = {f"comment_{one.id}": comment for one in criteria}
    answer = browser.post(path, data={**fields, **chosen, **said, "then": "submit"})
    return answer, browser, path


def as_(client, person):
    """The browser of somebody."""
    browser = client.application.test_client()
    browser.sign_in(person)
    return browser


def stored(case, at):
    db.session.expire_all()
    return db.session.get(Assignment, case.assignments[at].id)


def test_a_check_is_answered_without_scripts_and_read_back(client, case):
    answer, browser, path = send(client, case, 0, "2", "1", "2", comment="Theo hồ sơ")
    assert answer.status_code == 303
    assert [mark.points for mark in stored(case, 0).marks] == [1, 0, 1]
    page = browser.get(path).text
    assert page.count("checked") >= 3
    assert browser.send_form(f"{path}/nop").status_code == 303
    assert stored(case, 0).state is A.SUBMITTED
    closed = browser.get(path).text
    assert "1 trên 1 người chấm chấm đạt" in closed
    assert "Không đạt" in closed


def test_not_met_without_a_reason_is_not_submitted(client, case):
    answer, browser, path = send(client, case, 0, "2", "1", "2")
    assert answer.status_code == 303
    page = browser.get(f"{path}/nop").text
    assert "Nêu lý do “Thành tích xuất sắc” không đạt" in page
    assert browser.send_form(f"{path}/nop").status_code == 422
    assert stored(case, 0).state is A.SCORING


def test_who_fails_the_condition_is_asked_nothing_more(client, case):
    _answer, browser, path = send(client, case, 0, "1", "", "", comment="Bị xử phạt")
    assert browser.send_form(f"{path}/nop").status_code == 303
    assert stored(case, 0).state is A.SUBMITTED


def test_the_council_reads_how_many_find_it_met(client, case):
    for at, levels in enumerate([("2", "2", "1"), ("2", "1", "2"), ("2", "1", "1")]):
        _answer, browser, path = send(client, case, at, *levels, comment="Theo hồ sơ")
        assert browser.send_form(f"{path}/nop").status_code == 303
    ranking = as_(client, case.secretary).get(f"/dot-xet/{case.campaign.reference}/xep-hang").text
    assert "2/3" in ranking
    assert "tỷ lệ người chấm chấm đạt" in ranking
    assert "công nhận" in ranking
    signer = as_(client, case.signer)
    page = signer.get(f"/de-cu/{case.nomination.reference}/quyet-dinh").text
    assert "2 trên 3 người chấm chấm đạt, cần 2" in page
    case.decide()
    told = signer.get(f"/de-cu/{case.nomination.reference}/ket-qua").text
    assert "Chấm đạt" in told
    assert "2/3" in told


def test_the_discussion_of_ballots_without_points_draws_no_line(client, case):
    send(client, case, 0, "2", "1", "2", comment="Theo hồ sơ")
    scored = case.assignments[0]
    marks = {mark.criterion_id: (mark.points, mark.comment) for mark in stored(case, 0).marks}
    scoring.submit_ballot(scored.reviewer, scored, marks=marks, overall_comment="")
    for person in (case.assignments[0].reviewer, case.secretary):
        page = as_(client, person).get(f"/de-cu/{case.nomination.reference}/thao-luan")
        assert page.status_code == 200
        assert 'class="dots"' not in page.text
