"""The clock of a stage and later last days: counted in working days, standing while the unit completes."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from registry.campaigns.queries import list_open_for, takes_nominations
from registry.campaigns.states import StageKind
from registry.core.clock import HERE, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.notifications.models import Message
from registry.review import queries
from registry.review.deadlines import DeadlineExtension, clock_of, last_day
from registry.review.service import extending
from registry.review.states import NominationState
from tests.review.test_further_stages import in_days

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
    return extending.extend_deadline(
        person or case.staff,
        case.campaign,
        **{
            "kind": K.REGISTRATION,
            "unit": case.unit,
            "until": last_day(case.campaign, K.REGISTRATION) + timedelta(days=5),
            "reason": "Bão số 3",
            **values,
        },
    )


def granted():
    return list(db.session.scalars(select(DeadlineExtension)))


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


@pytest.mark.parametrize("values", [{"until": today()}, {"kind": K.COUNCIL_VOTE}, {"reason": " "}])
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
    wanted = {"kind": "registration", "until": f"{until:%d/%m/%Y}", "reason": "Bão số 3"}
    for wrong in ({"until": ""}, {"unit": "Xã Không Có"}):
        assert client.send_form(path, **{**wanted, **wrong}).status_code == 422
    assert granted() == []
    sent = client.send_form(
        path, kind="registration", unit=case.unit.code, until=f"{until:%d/%m/%Y}", reason="Bão số 3"
    )
    assert sent.status_code == 303
    assert "Bão số 3" in client.get(path).text
