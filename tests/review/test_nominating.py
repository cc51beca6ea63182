"""What a unit does with a nomination: starting, signing in time, coming back, withdrawing."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState, Level
from registry.core.clock import HERE, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion
from registry.jobs.models import OutboxRow
from registry.notifications.models import Message
from registry.review.models import Nomination, Recognition
from registry.review.service import nominating
from registry.review.states import NominationState
from registry.units.service import reorganising

N = NominationState


def stored():
    return db.session.scalars(select(Nomination)).all()


def test_starts_as_a_draft_of_the_unit(make):
    case = make.case()
    nomination = case.nomination
    assert nomination.reference == f"HS-{today().year}-0001"
    assert (nomination.state, nomination.unit, nomination.prepared_by) == (N.DRAFT, case.unit, case.member)
    assert nomination.unit_name == case.unit.name
    assert nomination.version_id is None
    assert nomination.submitted_at is None


@pytest.mark.parametrize(
    ("campaign", "exemplar"),
    [
        ({"state": "draft"}, {}),
        ({}, {"exemplar_state": "closed"}),
        ({}, {"exemplar_state": "paused"}),
        ({}, {"complete": False}),
    ],
    ids=["campaign not open", "model closed", "model paused", "registration not complete"],
)
def test_refuses_to_start_what_cannot_be_nominated(make, campaign, exemplar):
    case = make.case(campaign=make.campaign(**campaign), start=False, **exemplar)
    with pytest.raises(InvalidTransition):
        case.start()
    assert stored() == []


@pytest.mark.parametrize(("opens_in", "register_until"), [(1, 10), (-10, -1)], ids=["not yet", "over"])
def test_refuses_to_start_outside_the_days_of_registration(make, opens_in, register_until):
    plan = make.plan(opens_in=opens_in, register_until=register_until)
    case = make.case(campaign=make.campaign(stages=plan), start=False)
    with pytest.raises(InvalidTransition):
        case.start()
    assert stored() == []


def test_imported_model_is_not_nominated(make):
    case = make.case(start=False)
    case.exemplar.is_imported = True
    db.session.commit()
    with pytest.raises(InvalidTransition):
        case.start()
    assert stored() == []


def test_unit_outside_the_campaign_is_refused(make):
    case = make.case(unit=make.unit(parent=make.province()), start=False)
    with pytest.raises(InvalidTransition):
        case.start()
    assert stored() == []


def test_stranger_cannot_nominate_a_model(make):
    case = make.case(start=False)
    with pytest.raises(PermissionDenied):
        nominating.start_nomination(make.lead(make.unit()), case.exemplar, case.campaign)
    assert stored() == []


def test_one_nomination_of_a_model_in_a_campaign(make):
    case = make.case()
    with pytest.raises(InvalidTransition):
        nominating.start_nomination(case.member, case.exemplar, case.campaign)
    assert len(stored()) == 1


def test_withdrawn_nomination_may_be_started_anew(make):
    case = make.case(state=N.WITHDRAWN)
    again = nominating.start_nomination(case.member, case.exemplar, case.campaign)
    assert again.state is N.DRAFT


def test_recognised_model_is_not_nominated_at_the_same_level_for_the_same_year(make):
    case = make.case(state=N.RECOGNISED)
    other = make.campaign(case.campaign.unit)
    assert db.session.scalar(select(Recognition)).level is Level.PROVINCE
    with pytest.raises(InvalidTransition):
        nominating.start_nomination(case.member, case.exemplar, other)
    assert len(stored()) == 1


def test_signing_freezes_the_version_and_registers_the_model(make):
    case = make.case()
    version = case.exemplar.latest
    assert case.exemplar.state is ExemplarState.DRAFT
    case.sign()
    nomination = case.nomination
    assert (nomination.state, nomination.exemplar_version, nomination.signed_by) == (
        N.SUBMITTED,
        version,
        case.lead,
    )
    assert version.is_frozen
    assert case.exemplar.state is ExemplarState.RUNNING
    assert db.session.scalar(select(OutboxRow.key).where(OutboxRow.topic == "exemplars"))
    told = db.session.scalars(select(Message).where(Message.kind == "nomination.submitted")).all()
    assert [message.to for message in told] == [case.staff]


def test_incomplete_model_cannot_be_signed(make):
    case = make.case()
    make.fill(case.member, case.exemplar, {"method": ""})
    with pytest.raises(InvalidTransition, match=r"\w"):
        case.sign()
    assert case.nomination.state is N.DRAFT
    assert not case.exemplar.latest.is_frozen


LAST_DAY = date(2026, 10, 31)
END = datetime.combine(LAST_DAY + timedelta(days=1), time(), HERE)


@pytest.mark.parametrize(("seconds", "in_time"), [(-1, True), (0, False), (1, False)])
def test_w07_last_day_counts_to_its_last_second(make, seconds, in_time):
    with time_machine.travel(END - timedelta(days=20), tick=False):
        plan = make.plan(register_until=(LAST_DAY - today()).days)
        case = make.case(campaign=make.campaign(stages=plan))
    with time_machine.travel(END + timedelta(seconds=seconds), tick=False):
        if in_time:
            assert case.sign().state is N.SUBMITTED
            return
        with pytest.raises(InvalidTransition):
            case.sign()
        with pytest.raises(InvalidTransition):
            case.ask_to_sign()
    db.session.refresh(case.nomination)
    assert case.nomination.state is N.DRAFT
    assert case.nomination.submitted_at is None


@pytest.mark.parametrize(("seconds", "in_time"), [(-1, True), (0, False)])
def test_returned_nomination_may_come_back_while_verification_lasts(make, seconds, in_time):
    with time_machine.travel(END - timedelta(days=20), tick=False):
        plan = make.plan(register_until=5, verify_until=(LAST_DAY - today()).days)
        case = make.case(campaign=make.campaign(stages=plan), state=N.RETURNED)
    with time_machine.travel(END + timedelta(seconds=seconds), tick=False):
        if in_time:
            assert case.sign().state is N.SUBMITTED
        else:
            with pytest.raises(InvalidTransition):
                case.sign()


def test_second_version_is_what_is_judged_after_a_return(make):
    case = make.case(state=N.RETURNED)
    first = case.nomination.exemplar_version
    second = editing.begin_new_version(case.member, case.exemplar)
    make.fill(case.member, case.exemplar, {"method": "Họp dân lần hai, có biên bản."})
    make.evidence_of(case.exemplar)
    case.sign()
    assert case.nomination.exemplar_version == second
    assert first.is_frozen
    assert first.method != second.method


def test_lead_sends_back_with_a_reason(make):
    case = make.case(state=N.TO_SIGN)
    with pytest.raises(InvalidInput) as refusal:
        nominating.send_back(case.lead, case.nomination, reason="  ")
    assert refusal.value.field == "reason"
    assert case.nomination.state is N.TO_SIGN
    nominating.send_back(case.lead, case.nomination, reason="Số liệu chưa khớp")
    assert case.nomination.state is N.DRAFT
    message = db.session.scalar(select(Message).where(Message.kind == "nomination.sent_back"))
    assert (message.to, message.body) == (case.member, "Số liệu chưa khớp")


def test_stale_page_does_not_sign(make):
    case = make.case()
    seen = case.nomination.version
    case.ask_to_sign()
    with pytest.raises(StaleVersion):
        nominating.sign(case.lead, case.nomination, version=seen)
    assert case.nomination.state is N.TO_SIGN


def test_w16_verified_nomination_is_not_withdrawn(make):
    case = make.case(state=N.VERIFIED)
    with pytest.raises(InvalidTransition):
        case.withdraw()
    assert case.nomination.state is N.VERIFIED


def test_rules_9_6_nomination_keeps_the_name_of_a_merged_unit_and_its_successor_acts(make):
    case = make.case(state=N.TO_SIGN)
    name = case.unit.name
    new = make.unit(parent=case.campaign.unit)
    reorganising.merge_units(None, [case.unit], into=new, on=today())
    nominating.sign(make.lead(new), case.nomination)
    assert (case.nomination.unit_name, case.nomination.unit) == (name, case.unit)
