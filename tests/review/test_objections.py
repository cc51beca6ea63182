"""Objections to what is on public notice: who may read what, and what an answer does."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from registry.audit.models import AuditEvent, AuditPersonal
from registry.calendar.queries import add_working_days
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.identity.throttle import TooManyTries
from registry.notifications.models import Message
from registry.operations.housekeeping import clear_away
from registry.review import queries
from registry.review.notice_sheets import is_whole, values_of
from registry.review.objections import NoticeSheet, Objection, Objector
from registry.review.queries.notice import list_ready_for_notice, list_under_notice
from registry.review.queries.objections import (
    find_by_code,
    get_objection,
    list_objections,
    list_told_to_unit,
    objector_for,
    text_for,
)
from registry.review.service import announcing, assigning, objecting
from registry.review.service.objecting import Filing
from registry.review.states import NominationState, ObjectionEffect, ObjectionOutcome, ObjectionState, Outcome
from tests.review.test_further_stages import campaign_with_notice, in_days, scored

TEXT = "Số hộ tham gia trong báo cáo cao hơn số hộ của cả thôn."
SECRET = "Lò Thị Nhân Chứng"
PROTECTED = Filing(TEXT, True, SECRET, "0912 345 678")
U, E = ObjectionOutcome, ObjectionEffect


@pytest.fixture
def case(make):
    case = scored(make, campaign_with_notice(make, lasts=3), 85, 91)
    announcing.put_on_notice(case.secretary, case.campaign)
    return case


def filed(case, filing=PROTECTED, address="203.0.113.7"):
    return objecting.file_objection(case.nomination, filing, address=address)[0]


def admitted(case, **values):
    objection = objecting.take_up(case.secretary, filed(case, **values))
    return objecting.admit(case.secretary, objection, gist="Phản ánh về số hộ tham gia.")


def answered(case, objection, outcome=U.DISMISSED, effect=E.STAYS):
    return objecting.answer(case.secretary, objection, outcome=outcome, effect=effect, text="Đã kiểm tra sổ.")


def stored():
    return db.session.scalar(select(func.count()).select_from(Objection))


def test_what_is_put_up_is_kept_to_the_letter(case):
    (shown,) = list_under_notice(case.campaign)
    said = values_of(shown.sheet)
    assert said["title"] == case.nomination.exemplar_version.title
    assert (said["code"], said["until"]) == (case.nomination.reference, shown.until.isoformat())
    assert is_whole(shown.sheet)
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "nomination.put_on_notice"))
    assert json.loads(event.detail)["digest"] == shown.sheet.digest

    db.session.execute(update(NoticeSheet).values(content=shown.sheet.content.replace("a", "b", 1)))
    db.session.commit()
    (changed,) = list_under_notice(case.campaign)
    assert not is_whole(changed.sheet)


def test_a_notice_lasts_as_many_working_days_as_its_stage_says(make):
    campaign = campaign_with_notice(make, lasts=1)
    campaign.stages[3].working_days = 7
    db.session.commit()
    case = scored(make, campaign, 85, 91)
    announcing.put_on_notice(case.secretary, campaign)
    (shown,) = list_under_notice(campaign)
    assert shown.until == add_working_days(today(), 7)
    with in_days(5), pytest.raises(InvalidTransition, match=f"{shown.until:%d/%m/%Y}"):
        case.decide()


def test_whoever_objects_gets_a_number_a_code_and_a_day(case):
    objection, code = objecting.file_objection(case.nomination, PROTECTED, address="203.0.113.7")
    assert objection.due_on == add_working_days(today(), 10)
    assert find_by_code(objection.reference, objecting.digest_of_code(f" {code.lower()} ")) is objection
    assert find_by_code(objection.reference, objecting.digest_of_code("A" * 16)) is None
    assert code.replace("-", "") not in objection.code_digest.upper()
    assert [one.kind for one in queries.waiting_for(case.secretary)] == ["objection"]
    assert objection.reference in queries.references_waiting(case.secretary)


def test_who_objects_stands_in_one_table_only(case):
    objection = admitted(case)
    answered(case, objection)
    tables = [table for table in db.metadata.sorted_tables if table.name != "objectors"]
    told = [table.name for table in tables for row in db.session.execute(select(table)) if SECRET in str(row)]
    assert told == []
    assert db.session.get(Objector, objection.id).name == SECRET
    words = TEXT[:30]
    kept = [event.detail for event in db.session.scalars(select(AuditEvent))]
    kept += [one.value for one in db.session.scalars(select(AuditPersonal))]
    kept += [f"{one.subject} {one.body}" for one in db.session.scalars(select(Message))]
    assert [text for text in kept if words in text] == []


def test_a_confidential_one_is_read_by_the_secretary_in_charge_alone(make, case):
    other = make.secretary(case.campaign.unit)
    objection = filed(case)
    assert (text_for(case.secretary, objection), objector_for(case.secretary, objection)) == (None, None)
    objecting.take_up(case.secretary, objection)
    assert objector_for(case.secretary, objection).name == SECRET
    for person in (other, case.signer, case.staff, case.lead, make.administrator(case.campaign.unit)):
        assert (text_for(person, objection), objector_for(person, objection)) == (None, None)
    named = filed(case, replace(PROTECTED, is_confidential=False))
    assert objector_for(other, named).name == SECRET
    assert objector_for(case.signer, named) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "ngắn quá"}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"is_confidential": False, "name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"contact": "x" * 201}, "contact"),
    ],
)
def test_a_wrong_objection_is_refused(case, changed, field):
    with pytest.raises(InvalidInput) as refusal:
        filed(case, replace(PROTECTED, **changed))
    assert (refusal.value.field, stored()) == (field, 0)


def test_nobody_objects_to_what_is_not_on_notice(make, case):
    with in_days(4), pytest.raises(NotFound):
        filed(case)
    other = scored(make, case.campaign, 40, 50)
    with pytest.raises(NotFound):
        filed(other)
    assert stored() == 0


def test_w12_a_flood_of_objections_is_stopped_and_what_came_in_is_kept(case):
    for _ in range(5):
        filed(case)
    with pytest.raises(TooManyTries):
        filed(case)
    filed(case, address="203.0.113.8")
    assert stored() == 6


def test_w11_nothing_is_decided_while_an_objection_is_open(case):
    objection = admitted(case)
    with in_days(5):
        for outcome in (Outcome.RECOGNISED, Outcome.NOT_CHOSEN):
            with pytest.raises(InvalidTransition, match="phản ánh"):
                case.decide(outcome=outcome)
        assert [one.kind for one in queries.waiting_for(case.signer)] == []
        answered(case, objection)
        assert [one.kind for one in queries.waiting_for(case.signer)] == ["decide"]
        case.decide()
    assert case.nomination.state is NominationState.RECOGNISED


def test_one_that_is_not_admitted_keeps_nothing_waiting(case):
    objection = objecting.take_up(case.secretary, filed(case))
    objecting.reject(case.secretary, objection, reason="Không nói về mô hình này.")
    assert (objection.state, objection.answer) == (ObjectionState.REJECTED, "Không nói về mô hình này.")
    assert list_told_to_unit(case.nomination) == []
    with in_days(5):
        case.decide()
    with pytest.raises(InvalidTransition):
        objecting.take_up(case.secretary, objection)


def test_what_is_taken_off_the_list_is_not_recognised_nor_put_there_again(case):
    answered(case, admitted(case), U.UPHELD, E.TAKEN_OFF)
    assert list_under_notice(case.campaign) == []
    assert list_ready_for_notice(case.secretary, case.campaign) == []
    with in_days(5):
        assert [one.kind for one in queries.waiting_for(case.signer)] == ["decide"]
        with pytest.raises(InvalidTransition, match="đưa ra khỏi danh sách"):
            case.decide()
        case.decide(outcome=Outcome.NOT_CHOSEN, number="")
    assert case.nomination.state is NominationState.NOT_CHOSEN


def test_what_goes_back_to_scoring_is_put_on_notice_anew_once_scored_again(case):
    answered(case, admitted(case), U.PARTLY, E.SCORED_AGAIN)
    assert list_ready_for_notice(case.secretary, case.campaign) == []
    with in_days(5), pytest.raises(InvalidTransition, match="chưa được công khai"):
        case.decide()
    assigning.give_back_ballot(case.secretary, case.assignments[0], reason="Xem lại số hộ tham gia")
    case.score(case.assignments[0], 90)
    assert announcing.put_on_notice(case.secretary, case.campaign) == [case.nomination]
    assert len(list_under_notice(case.campaign)) == 1


def test_one_that_is_dismissed_changes_nothing(case):
    objection = admitted(case)
    with pytest.raises(InvalidInput) as refusal:
        answered(case, objection, U.DISMISSED, E.TAKEN_OFF)
    assert (refusal.value.field, objection.state) == ("effect", ObjectionState.ADMITTED)
    assert len(list_under_notice(case.campaign)) == 1


def test_the_unit_is_told_what_is_objected_to_and_the_answer(case):
    objection = admitted(case)
    answered(case, objection)
    bodies = [one.body for one in db.session.scalars(select(Message).where(Message.kind == "objection.told"))]
    assert set(bodies) == {"Phản ánh về số hộ tham gia.", "Đã kiểm tra sổ."}
    assert list_told_to_unit(case.nomination) == [objection]


def test_only_a_secretary_without_a_tie_and_in_charge_acts(make, case):
    objection, other = filed(case), make.secretary(case.campaign.unit)
    tied = make.secretary(case.campaign.unit, user=case.member)
    for person in (case.signer, case.staff, case.reviewers[0], case.lead, tied):
        with pytest.raises(PermissionDenied):
            objecting.take_up(person, objection)
        with pytest.raises(NotFound):
            get_objection(person, objection.reference)
        assert list_objections(person, case.campaign) == []
    objecting.take_up(case.secretary, objection)
    with pytest.raises(InvalidTransition):
        objecting.take_up(other, objection)
    with pytest.raises(PermissionDenied):
        objecting.admit(other, objection, gist="Về số hộ.")
    with pytest.raises(StaleVersion):
        objecting.admit(case.secretary, objection, gist="Về số hộ.", version=1)
    assert objection.state is ObjectionState.RECEIVED
    assert [one.kind for one in queries.waiting_for(other)] == []


def test_who_objected_is_erased_a_year_after_the_answer_and_not_before(case):
    open_one = filed(case, address="203.0.113.8")
    closed = answered(case, admitted(case))
    for days, left in ((364, {open_one.id, closed.id}), (366, {open_one.id})):
        with time_machine.travel(now() + timedelta(days=days)):
            clear_away()
        assert set(db.session.scalars(select(Objector.objection_id))) == left
    assert closed.text == TEXT
