"""Halting a campaign by its page, what people read of it, and what differs from what was settled."""

import pytest

from registry.campaigns.halts import find_halt
from registry.campaigns.service.halting import halt_campaign
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity.models import Role
from registry.review.service import scoring, snapshotting
from registry.review.states import AssignmentState, NominationState

REASON = "Nghi lộ điểm, đang xác minh"


@pytest.fixture
def case(make):
    case = make.case(state=NominationState.VERIFIED)
    case.assign()
    case.score_all(85, 91)
    return case


@pytest.fixture
def visit(app):
    """`visit(person)` is a browser of their own, signed in."""

    def sign_in(person):
        client = app.test_client()
        client.sign_in(person)
        return client

    return sign_in


def address(case, rest):
    return f"/quan-tri/dot-xet/{case.campaign.reference}/{rest}"


def settled(case, number=""):
    return f"/dot-xet/{case.campaign.reference}/ban-chot{number and f'/{number}'}"


def test_b17_staff_halt_a_campaign_and_let_it_go_on(case, client):
    client.sign_in(case.staff)
    assert client.send_form(address(case, "tam-khoa"), reason="").status_code == 422
    assert find_halt(case.campaign) is None
    assert client.send_form(address(case, "tam-khoa"), reason=REASON).status_code == 303
    halt = find_halt(case.campaign)
    assert (halt.halted_by, halt.reason) == (case.staff, REASON)
    assert "Đang tạm khóa" not in client.get(address(case, "")[:-1]).text
    assert REASON in client.get(address(case, "")[:-1]).text
    again = client.send_form(address(case, "tam-khoa"), reason="Lần nữa")
    assert again.status_code == 409
    assert client.send_form(address(case, "mo-khoa"), reason="Không có gì").status_code == 303
    db.session.expire_all()
    assert find_halt(case.campaign) is None


def test_whoever_works_in_it_reads_why_on_every_page_and_others_do_not(make, case, client, visit):
    halt_campaign(case.staff, case.campaign, reason=REASON)
    stranger = make.member(make.unit(parent=make.province()))
    for person in (case.reviewers[0], case.secretary, case.signer, case.member, case.lead):
        assert REASON in visit(person).get("/viec-can-lam").text, person.username
    assert REASON not in visit(stranger).get("/viec-can-lam").text
    assert REASON not in client.get(f"/dot-xet/{case.campaign.reference}").text


def test_b17_a_ballot_sent_while_halted_is_refused_and_given_back(make, case, client):
    reviewer = make.reviewer(case.campaign.unit)
    (ballot,) = case.assign(reviewer)
    scoring.declare_no_conflict(reviewer, ballot)
    halt_campaign(case.staff, case.campaign, reason=REASON)
    client.sign_in(reviewer)
    page = client.send_form(f"/cham-diem/{ballot.reference}", overall_comment="Mô hình tốt, dễ làm theo")
    assert page.status_code == 409
    assert "Mô hình tốt, dễ làm theo" in page.text
    assert "đang tạm khóa" in page.text
    db.session.expire_all()
    assert (ballot.overall_comment, ballot.state) == ("", AssignmentState.SCORING)


def test_only_secretaries_and_administrators_see_what_was_settled(make, case, visit):
    snapshotting.take_by_hand(case.campaign)
    for person in (case.reviewers[0], case.member, case.lead, case.signer):
        client = visit(person)
        assert client.get(settled(case)).status_code == 403
        assert client.get(settled(case, 1)).status_code == 403
    for person in (case.secretary, make.administrator(case.campaign.unit)):
        client = visit(person)
        assert client.get(settled(case)).status_code == 200
        assert client.get(settled(case, 2)).status_code == 404


def test_points_are_shown_to_those_who_rank_and_hidden_from_the_rest(make, case, visit):
    """An administrator learns that a ballot was changed, not what it says."""
    snapshotting.take_by_hand(case.campaign)
    with transaction():
        case.assignments[0].marks[0].comment = "Lời nhận xét bị sửa"
    assert "Lời nhận xét bị sửa" in visit(case.secretary).get(settled(case, 1)).text
    page = visit(make.administrator(case.campaign.unit)).get(settled(case, 1)).text
    assert "Lời nhận xét bị sửa" not in page
    assert "Nhận xét về tiêu chí" in page


def test_b03_nothing_of_what_somebody_is_tied_to_is_compared_for_them(make, case, visit):
    snapshotting.take_by_hand(case.campaign)
    with transaction():
        case.assignments[0].marks[0].comment = "Lời nhận xét bị sửa"
    tied = make.holder(Role.UNIT_MEMBER, case.unit, user=make.secretary(case.campaign.unit))
    page = visit(tied).get(settled(case, 1))
    assert page.status_code == 200
    assert case.nomination.reference not in page.text
    assert "bị sửa" not in page.text
    assert case.nomination.reference in visit(case.secretary).get(settled(case, 1)).text
