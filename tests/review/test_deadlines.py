"""The clock of a stage and later last days: counted in working days, standing while the unit completes."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from registry.calendar.queries import add_working_days
from registry.calendar.workdays import SATURDAY
from registry.campaigns.queries import list_open_for, takes_nominations
from registry.campaigns.states import StageKind
from registry.core.clock import HERE, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.notifications.models import Message
from registry.review import queries
from registry.review.deadlines import DeadlineExtension, clock_of, last_day
from registry.review.models import Nomination
from registry.review.service import extending
from registry.review.states import NominationState
from registry.web.review import clocks, sheet
from tests.make.browser_client import form_of
from tests.review.test_further_stages import campaign_with_notice, in_days

K = StageKind
MONDAY = datetime(2026, 3, 2, 9, tzinfo=HERE)


def at(days):
    return time_machine.travel(MONDAY + timedelta(days=days), tick=False)


def limit(case, days):
    stage = next(one for one in case.campaign.stages if one.kind is K.VERIFICATION)
    stage.working_days = days
    db.session.commit()
    return stage


def test_the_clock_starts_with_the_signature_and_stands_while_it_is_with_the_unit(make):
    with at(0):
        case = make.case()
        limit(case, 5)
        assert clock_of(case.nomination, K.VERIFICATION).elapsed == 0
        case.sign()
    with at(1):
        assert clock_of(case.nomination, K.VERIFICATION).elapsed == 1
        case.return_to_unit()
        clock = clock_of(case.nomination, K.VERIFICATION)
        assert (clock.elapsed, clock.is_paused) == (1, True)
    with at(8):
        assert clock_of(case.nomination, K.VERIFICATION).elapsed == 1
        case.sign()
    with at(10):
        clock = clock_of(case.nomination, K.VERIFICATION)
        assert (clock.elapsed, clock.allowed, clock.is_paused) == (3, 5, False)
        # Tuesday of the second week and four working days more.
        assert clock.due == (MONDAY + timedelta(days=14)).date()
        assert queries.waiting_for(case.staff)[0].due == clock.due


def days_after(case, kind):
    stage = next(one for one in case.campaign.stages if one.kind is kind)
    return (stage.ends_on - today()).days + 1


def extend(case, person=None, **values):
    """Read what it will do, and give more time."""
    person = person or case.staff
    wish = {
        "kind": K.REGISTRATION,
        "unit": case.unit,
        "until": last_day(case.campaign, K.REGISTRATION) + timedelta(days=5),
        "reason": "Bão số 3 gây ngập",
        **values,
    }
    seen = extending.foresee(person, case.campaign, **wish).mark
    return extending.extend_deadline(person, case.campaign, **wish, seen=seen)


def granted():
    return list(db.session.scalars(select(DeadlineExtension)))


def assert_unsigned(case):
    db.session.expire_all()
    assert (case.nomination.state, case.nomination.submitted_at) == (NominationState.DRAFT, None)


def nominations_of(case):
    return list(db.session.scalars(select(Nomination.id).where(Nomination.exemplar_id == case.exemplar.id)))


def test_one_unit_hands_in_later_and_another_does_not(make):
    case = make.case()
    other = make.case(campaign=case.campaign)
    late = days_after(case, K.REGISTRATION)
    extend(case)
    with in_days(late):
        case.sign()
        with pytest.raises(InvalidTransition):
            other.sign()
    assert case.nomination.state is NominationState.SUBMITTED
    assert_unsigned(other)
    told = select(Message.to_id).where(Message.kind == "deadline.extended")
    assert case.lead.id in set(db.session.scalars(told))
    assert other.lead.id not in set(db.session.scalars(told))


def test_more_time_for_all_reaches_every_unit(make):
    case = make.case()
    other = make.case(campaign=case.campaign)
    late = days_after(case, K.REGISTRATION)
    extend(case, unit=None, person=make.administrator(case.campaign.unit))
    with in_days(late):
        other.sign()
    with in_days(late + 5), pytest.raises(InvalidTransition):
        case.sign()
    assert_unsigned(case)


def test_more_time_lets_a_unit_begin_late_too(make):
    case = make.case(start=False)
    other = make.case(campaign=case.campaign, start=False)
    late = days_after(case, K.REGISTRATION)
    extend(case)
    with in_days(late):
        assert list_open_for(case.unit) == [case.campaign]
        assert list_open_for(other.unit) == []
        assert not takes_nominations(case.campaign, today())
        case.start()
        with pytest.raises(InvalidTransition):
            other.start()
        assert nominations_of(other) == []
        extend(case, unit=None)
        assert takes_nominations(case.campaign, today())
        assert other.start().state is NominationState.DRAFT
    with in_days(late + 5):
        assert list_open_for(case.unit) == []


def test_later_days_count_for_reviewers_too(make):
    case = make.case(state=NominationState.VERIFIED)
    case.assign()
    until = last_day(case.campaign, K.SCORING) + timedelta(days=7)
    extend(case, kind=K.SCORING, unit=None, until=until)
    assert queries.waiting_for(case.reviewers[0])[0].due == until


@pytest.mark.parametrize("who", ["lead", "secretary", "signer"])
def test_only_staff_and_administrators_give_more_time(make, who):
    case = make.case()
    with pytest.raises(PermissionDenied):
        extend(case, person=getattr(case, who))
    assert granted() == []


@pytest.mark.parametrize(
    "values", [{"until": today()}, {"kind": K.COUNCIL_VOTE}, {"reason": " "}, {"reason": "Mưa to"}]
)
def test_wrong_wishes_are_refused(make, values):
    case = make.case()
    with pytest.raises(InvalidInput):
        extend(case, **values)
    assert granted() == []


def test_a_unit_of_elsewhere_is_refused(make):
    case = make.case()
    with pytest.raises(InvalidInput):
        extend(case, unit=make.unit())
    assert granted() == []


def test_the_page_gives_more_time_and_lists_it(make, client):
    case = make.case()
    client.sign_in(case.staff)
    path = f"/dot-xet/{case.campaign.reference}/gia-han"
    until = last_day(case.campaign, K.REGISTRATION) + timedelta(days=5)
    wanted = {"kind": "registration", "until": f"{until:%d/%m/%Y}", "reason": "Bão số 3 gây ngập"}
    for wrong in ({"until": ""}, {"unit": "Xã Không Có"}):
        assert client.send_form(path, **{**wanted, **wrong}).status_code == 422
    assert granted() == []
    wanted["unit"] = case.unit.code
    looked = client.send_form(path, **wanted)
    assert looked.status_code == 200
    assert "không rút lại được" in looked.text
    assert "đã bắt đầu từ" in looked.text
    assert granted() == []
    assert list(db.session.scalars(select(Message.id).where(Message.kind == "deadline.extended"))) == []
    assert client.send_form(path, button=("step", "confirm"), **wanted).status_code == 409
    assert granted() == [], "nobody gives more time who has not read what it does"
    seen = form_of(looked.text)[0]["seen"]
    client.get(path)
    sent = client.post(path, data={**form_of(looked.text)[0], "seen": seen, "step": "confirm"})
    assert sent.status_code == 303
    assert "Bão số 3 gây ngập" in client.get(path).text


@pytest.mark.parametrize("days", [21, 60])
def test_what_leaves_no_day_for_the_next_stage_or_outlasts_the_campaign_is_refused(make, days):
    case = make.case(state=NominationState.VERIFIED)
    kind = K.REGISTRATION if days == 21 else K.DECISION
    with pytest.raises(InvalidInput) as refused:
        extend(case, kind=kind, unit=None, until=today() + timedelta(days=days))
    assert refused.value.field == "until"
    assert granted() == []


def test_a_public_notice_is_not_lengthened(make):
    case = make.case(campaign=campaign_with_notice(make))
    with pytest.raises(InvalidInput) as refused:
        extend(case, kind=K.PUBLIC_NOTICE, unit=None, until=last_day(case.campaign, K.PUBLIC_NOTICE))
    assert refused.value.field == "kind"
    assert granted() == []


def test_what_more_time_will_do_is_told_before(make):
    case = make.case()
    saturday = next(one for n in range(11, 20) if (one := today() + timedelta(days=n)).weekday() == SATURDAY)
    effects = extending.foresee(
        case.staff,
        case.campaign,
        kind=K.REGISTRATION,
        unit=case.unit,
        until=saturday,
        reason="Bão số 3 gây ngập",
    )
    assert f"{saturday:%d/%m/%Y}" in effects.collisions[0]
    assert effects.people == 2
    assert granted() == []


def test_queue_and_inbox_tell_one_last_day(make):
    case = make.case(state=NominationState.VERIFIED)
    assignment = case.assign()[0]
    stage = next(one for one in case.campaign.stages if one.kind is K.SCORING)
    stage.working_days = 5
    db.session.commit()
    person = case.reviewers[0]

    def told():
        return {
            queries.waiting_for(person)[0].due,
            queries.list_turns(person)[0].due,
            sheet.place_of(assignment).due,
        }

    with make.app.test_request_context():
        assert told() == {add_working_days(today(), 5)}
        extend(case, kind=K.SCORING, unit=case.unit, until=stage.ends_on + timedelta(days=3))
        assert told() == {stage.ends_on + timedelta(days=3)}


def test_the_campaigns_page_tells_of_more_time_for_all_and_why(make, client):
    case = make.case()
    until = last_day(case.campaign, K.REGISTRATION) + timedelta(days=5)
    extend(case, reason="Chỉ riêng đơn vị này")
    assert "Chỉ riêng đơn vị này" not in client.get(f"/dot-xet/{case.campaign.reference}").text
    extend(case, unit=None)
    page = client.get(f"/dot-xet/{case.campaign.reference}").text
    assert "Bão số 3 gây ngập" in page
    assert page.count(f"{until:%d/%m/%Y}") == 2, "among the stages, and with the reason"


def test_a_returned_nomination_keeps_its_last_day_once_it_waits_for_the_lead(make):
    case = make.case(state=NominationState.RETURNED)
    due = clocks.due_of(case.member, case.nomination)
    assert due == last_day(case.campaign, K.VERIFICATION)
    case.nomination.state = NominationState.TO_SIGN
    assert clocks.due_of(case.member, case.nomination) == due
    db.session.rollback()
