"""Questions to the unit: through the secretary, without saying who asks; the answer is for every reviewer."""

from datetime import timedelta

import pytest

from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.notifications import queries as messages
from registry.review import queries
from registry.review.service import asking, scoring
from registry.review.states import NominationState as N
from registry.review.states import QuestionState as Q

TEXT, WORDING = "Tôi dạy ở xã bên: sổ quỹ lệch 6 triệu?", "Sổ quỹ quý III lệch 6 triệu, vì sao?"


@pytest.fixture
def case(make):
    found = make.case(state=N.VERIFIED)
    for assignment in found.assign():
        scoring.declare_no_conflict(assignment.reviewer, assignment)
    return found


def asked(case, at=0):
    assignment = case.assignments[at]
    return asking.ask_unit(assignment.reviewer, assignment, text=TEXT)


def forwarded(case, question):
    return asking.forward(case.secretary, question, wording=WORDING, due_on=today() + timedelta(days=3))


def kinds(person):
    return {one.kind for one in messages.list_unread(person, 50)}


def read_by(person, case):
    return [one.text for one in queries.list_questions(person, case.nomination)]


def test_a_question_goes_through_the_secretary_to_the_unit_and_back_to_all_reviewers(case):
    one, other = (assignment.reviewer for assignment in case.assignments)
    question = asked(case)

    assert "question.asked" in kinds(case.secretary)
    assert [read_by(person, case) for person in (one, other, case.lead)] == [[TEXT], [], []]
    assert [w.kind for w in queries.waiting_for(case.secretary)].count("pass_on") == 1

    forwarded(case, question)

    assert "question.forwarded" in kinds(case.lead)
    assert [read_by(person, case) for person in (one, other, case.lead)] == [[WORDING]] * 3
    assert [w.kind for w in queries.waiting_for(case.lead)] == ["answer"]

    asking.answer(case.member, question, text="Đã thu hồi ngày 2/7")

    assert question.state is Q.ANSWERED
    for reviewer in (one, other):
        assert "question.answered" in kinds(reviewer)
        assert [a.question.answer for a in queries.list_questions(reviewer, case.nomination)] == [
            "Đã thu hồi ngày 2/7"
        ]
    assert queries.waiting_for(case.lead) == []


@pytest.mark.parametrize("at", [0, 1])
def test_the_unit_learns_nothing_of_who_asks(case, client, at):
    forwarded(case, asked(case, at))
    client.sign_in(case.lead)

    for path in ("", "/ho-so"):
        page = client.get(f"/de-cu/{case.nomination.reference}{path}").text
        for text in (TEXT, *(one.name for one in case.reviewers), "Người chấm số", "Bạn hỏi"):
            assert text not in page
    read = messages.list_unread(case.lead, 50)
    assert len(read) > 0
    assert all(TEXT not in one.body for one in read)


def test_it_is_not_passed_on_with_the_reason_for_whoever_asked_alone(case):
    question = asked(case)
    asking.dismiss(case.secretary, question, reason="Đã có trong hồ sơ")

    assert read_by(case.lead, case) == []
    assert "question.dismissed" in kinds(case.assignments[0].reviewer)
    assert "question.dismissed" not in kinds(case.assignments[1].reviewer)
    with pytest.raises(InvalidTransition):
        forwarded(case, question)


def test_only_whose_turn_it_is_acts(case, make):
    question = asked(case)
    one = case.assignments[0]
    for wrong, refusal in (
        (lambda: asking.ask_unit(case.assignments[1].reviewer, one, text=TEXT), PermissionDenied),
        (lambda: asking.ask_unit(one.reviewer, one, text=" "), InvalidInput),
        (lambda: asking.ask_unit(one.reviewer, one, text="x" * 2001), InvalidInput),
        (lambda: forwarded_by(one.reviewer, question), PermissionDenied),
        (lambda: asking.answer(case.member, question, text="Sớm"), InvalidTransition),
        (lambda: asking.answer(make.member(make.unit()), question, text="Lạ"), PermissionDenied),
        (
            lambda: asking.forward(
                case.secretary, question, wording=WORDING, due_on=today() - timedelta(days=1)
            ),
            InvalidInput,
        ),
        (
            lambda: asking.forward(case.secretary, question, wording=WORDING, due_on=today(), version=9),
            StaleVersion,
        ),
        (lambda: queries.get_question(case.lead, case.nomination, question.reference), NotFound),
    ):
        with pytest.raises(refusal):
            wrong()
    db.session.expire_all()
    assert (question.state, question.wording, question.answer) == (Q.ASKED, "", "")


def forwarded_by(person, question):
    return asking.forward(person, question, wording=WORDING, due_on=today())


def test_the_pages_lead_through_it(case, client):
    one, path = case.assignments[0], f"/de-cu/{case.nomination.reference}"

    def as_(person):
        browser = client.application.test_client()
        browser.sign_in(person)
        return browser

    reviewer, secretary, lead = (as_(p) for p in (one.reviewer, case.secretary, case.lead))
    assert reviewer.send_form(f"/cham-diem/{one.reference}/hoi", text="").status_code == 422
    assert reviewer.send_form(f"/cham-diem/{one.reference}/hoi", text=TEXT).status_code == 303
    (seen,) = queries.list_questions(case.secretary, case.nomination)
    at = f"{path}/hoi-dap/{seen.question.reference}"
    assert f"{at}/chuyen" in secretary.get("/viec-can-lam").text
    assert lead.get(f"{at}/tra-loi").status_code == 404
    assert secretary.send_form(f"{at}/chuyen", wording=WORDING).status_code == 303
    assert f"{at}/tra-loi" in lead.get("/viec-can-lam").text
    assert lead.send_form(f"{at}/tra-loi", answer="Đã thu hồi").status_code == 303
    assert (
        "Đã thu hồi"
        in as_(case.assignments[1].reviewer).get(f"/cham-diem/{case.assignments[1].reference}").text
    )
