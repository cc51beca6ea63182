"""Appeals: in time, once, answered by somebody who took no part; both texts stand beside the decision."""

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.calendar.queries import add_working_days
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion
from registry.notifications.models import Message
from registry.review import queries
from registry.review.appeals import Appeal
from registry.review.queries.appeals import last_day_to_appeal, list_appeals_waiting, may_appeal
from registry.review.service import appealing
from registry.review.states import NominationState, ObjectionOutcome
from tests.review.test_further_stages import in_days

SAID = "Số hộ tham gia đã được xác nhận tại biên bản ngày 12/3."
FOUND = "Đã đối chiếu biên bản; quyết định giữ nguyên."


@pytest.fixture
def case(make):
    return make.case(state=NominationState.NOT_CHOSEN)


@pytest.fixture
def other(make, case):
    """A signer of the same council who took no part."""
    return make.signer(case.campaign.unit)


def filed(case, text=SAID, **values):
    return appealing.file_appeal(case.lead, case.nomination, text=text, **values)


def answer(person, appeal, **values):
    return appealing.answer_appeal(
        person, appeal, **{"outcome": ObjectionOutcome.DISMISSED, "text": FOUND, **values}
    )


def stored():
    return list(db.session.scalars(select(Appeal)))


def kinds(person):
    return [one.kind for one in queries.waiting_for(person)]


def told(person):
    query = select(Message.kind).where(Message.to_id == person.id)
    return [kind for kind in db.session.scalars(query) if kind.startswith("appeal.")]


def test_it_goes_to_a_signer_who_took_no_part_and_the_unit_reads_the_answer(case, other):
    appeal = filed(case)
    assert appeal.due_on == add_working_days(today(), case.campaign.objection_days)
    assert (kinds(other), kinds(case.signer)) == (["appeal"], [])
    assert case.nomination.reference in queries.references_waiting(other)
    assert (told(other), told(case.signer)) == (["appeal.filed"], [])

    answer(other, appeal)
    assert (appeal.text, appeal.answer, appeal.answered_by) == (SAID, FOUND, other)
    assert list_appeals_waiting(other) == []
    assert "appeal.answered" in told(case.lead)
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"appeal.filed", "appeal.answered"} <= actions
    # The decision itself says what it said.
    assert case.nomination.state is NominationState.NOT_CHOSEN


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("signer", "đã ra quyết định"),
        ("staff", "đã thẩm định hồ sơ"),
        ("secretary", "đã phân công người chấm điểm"),
        ("reviewer", "đã được giao chấm điểm"),
    ],
)
def test_whoever_took_part_is_refused_and_told_why(make, case, who, why):
    person = case.reviewers[0] if who == "reviewer" else getattr(case, who)
    if who != "signer":
        make.signer(case.campaign.unit, user=person)
    appeal = filed(case)
    with pytest.raises(PermissionDenied) as refusal:
        answer(person, appeal)
    assert why in str(refusal.value.message)
    assert (appeal.outcome, appeal.answer) == (None, "")
    assert kinds(person).count("appeal") == 0


def test_where_nobody_else_is_left_an_administrator_is_asked_to_find_somebody(make, case, client):
    council = case.campaign.unit
    admin, elsewhere = make.administrator(council), make.administrator(make.unit())
    appeal = filed(case)
    assert told(case.secretary) == told(admin) == ["appeal.filed"]
    [waits] = queries.waiting_for(admin)
    assert (waits.kind, waits.due) == ("answerer", appeal.due_on)
    assert queries.references_waiting(admin) == [case.nomination.reference]
    assert kinds(elsewhere) == []
    client.sign_in(admin)
    page = f"/de-cu/{case.nomination.reference}/ket-qua"
    assert "Chưa có ai được trả lời" in client.get(page).text

    found = make.signer(council)
    assert (kinds(admin), kinds(found)) == ([], ["appeal"])
    assert "Chưa có ai được trả lời" not in client.get(page).text


def test_the_unit_is_told_the_outcome_the_number_and_until_when_it_can_appeal(make):
    case = make.case(state=NominationState.PRAISED)
    last = f"{last_day_to_appeal(case.nomination):%d/%m/%Y}"
    of_decision = select(Message).where(Message.kind == "nomination.decided")
    bodies = {message.to: message.body for message in db.session.scalars(of_decision)}
    assert bodies.keys() == {case.lead, case.member}
    for body in bodies.values():
        assert "biểu dương" in body
        assert case.nomination.decision.number in body
        assert last in body

    recognised = make.case(state=NominationState.RECOGNISED)
    body = db.session.scalar(of_decision.where(Message.to_id == recognised.lead.id)).body
    assert "ông nhận" in body
    assert "xem xét lại" not in body


def test_a_decision_waits_for_the_lead_until_the_last_day_or_until_they_know_of_it(make, case):
    last = last_day_to_appeal(case.nomination)
    [waits] = queries.waiting_for(case.lead)
    assert (waits.kind, waits.due, waits.reason) == ("decided", last, "Không chọn ở đợt này")
    assert queries.references_waiting(case.lead) == [case.nomination.reference]
    assert (kinds(case.member), kinds(case.signer)) == ([], [])
    late = (last - today()).days + 1
    with in_days(late - 1):
        assert kinds(case.lead) == ["decided"]
    with in_days(late):
        assert kinds(case.lead) == []

    for person in (case.member, make.lead(make.unit())):
        with pytest.raises(PermissionDenied):
            appealing.leave_decision(person, case.nomination)
    assert kinds(case.lead) == ["decided"]
    appealing.leave_decision(case.lead, case.nomination)
    assert kinds(case.lead) == []
    with pytest.raises(InvalidTransition):
        appealing.leave_decision(case.lead, case.nomination)
    filed(case)
    assert kinds(case.lead) == []


def test_it_is_filed_by_the_unit_lead_in_time_and_once(case, other):
    last = last_day_to_appeal(case.nomination)
    assert last == add_working_days(today(), 10)
    for person in (case.member, case.signer, other):
        with pytest.raises(PermissionDenied):
            appealing.file_appeal(person, case.nomination, text=SAID)
    late = (last - today()).days + 1
    with in_days(late), pytest.raises(InvalidTransition, match=f"{last:%d/%m/%Y}"):
        filed(case)
    assert stored() == []
    with in_days(late - 1):
        assert may_appeal(case.lead, case.nomination)
        filed(case)
        assert not may_appeal(case.lead, case.nomination)
        with pytest.raises(InvalidTransition):
            filed(case)
    assert len(stored()) == 1


@pytest.mark.parametrize("text", [" ", "x" * 5001])
def test_a_wrong_text_is_refused(case, text):
    with pytest.raises(InvalidInput):
        filed(case, text=text)
    assert stored() == []


@pytest.mark.parametrize("state", [NominationState.RECOGNISED, NominationState.VERIFIED])
def test_there_must_be_a_decision_that_gives_less(make, state):
    case = make.case(state=state)
    with pytest.raises(InvalidTransition):
        filed(case)
    assert stored() == []


def test_of_two_who_answer_the_second_meets_the_first(make, case, other):
    appeal = filed(case)
    seen = appeal.version
    answer(make.signer(case.campaign.unit), appeal)
    with pytest.raises(StaleVersion) as refusal:
        answer(other, appeal, text="Khác", outcome=ObjectionOutcome.UPHELD, version=seen)
    assert refusal.value.stored["text"] == FOUND
    with pytest.raises(InvalidTransition):
        answer(other, appeal, text="Khác")
    assert appeal.answer == FOUND


def test_both_texts_are_read_beside_the_decision(case, other, app):
    page = f"/de-cu/{case.nomination.reference}"

    def browser(person):
        client = app.test_client()
        client.sign_in(person)
        return client

    lead, answers = browser(case.lead), browser(other)
    assert f'href="{page}/ket-qua"' in lead.get("/viec-can-lam").text
    assert f"{page}/ket-qua/da-biet" not in browser(case.member).get(f"{page}/ket-qua").text
    assert lead.send_form(f"{page}/ket-qua", form_id=f"{page}/ket-qua/da-biet").status_code == 303
    assert f"{page}/ket-qua/da-biet" not in lead.get(f"{page}/ket-qua").text
    assert f"{page}/xem-xet-lai" in lead.get(f"{page}/ket-qua").text
    assert lead.send_form(f"{page}/xem-xet-lai", text="").status_code == 422
    assert lead.send_form(f"{page}/xem-xet-lai", text=SAID).status_code == 303
    assert lead.get(f"{page}/xem-xet-lai").status_code in {302, 303}
    assert browser(case.signer).get(f"{page}/xem-xet-lai/tra-loi").status_code == 403
    assert f"{page}/xem-xet-lai/tra-loi" in answers.get(f"{page}/ket-qua").text
    sent = answers.send_form(f"{page}/xem-xet-lai/tra-loi", outcome="partly", text=FOUND)
    assert sent.status_code == 303
    text = lead.get(f"{page}/ket-qua").text
    assert SAID in text
    assert FOUND in text


def test_without_an_appeal_there_is_nothing_to_answer(case, other, client):
    client.sign_in(other)
    assert client.get(f"/de-cu/{case.nomination.reference}/xem-xet-lai/tra-loi").status_code == 404
