"""Decisions: quorum, reasons, numbers, dates, four eyes, and one of two deciders at once."""

import os
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.campaigns.service import opening
from registry.catalogue.models import Exemplar
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import DomainError, InvalidInput, InvalidTransition, PermissionDenied, StaleVersion
from registry.identity.models import User
from registry.notifications.models import Message
from registry.review import queries
from registry.review.models import Decision, Nomination, Recognition
from registry.review.service import deciding, recognising
from registry.review.states import POINTING_OUTCOMES, NominationState, Outcome, RecognitionState
from tests.make.kills import WON, side_by_side

N = NominationState


@pytest.fixture
def case(make):
    """A nomination scored 85 and 91 points, waiting for the decision."""
    return scored(make, 85, 91)


def scored(make, *totals, **values):
    case = make.case(state=N.VERIFIED, **values)
    case.assign()
    case.score_all(*totals)
    return case


def nothing_decided(case):
    db.session.expire_all()
    counts = [db.session.scalar(select(func.count()).select_from(table)) for table in (Decision, Recognition)]
    return counts == [0, 0] and case.nomination.state is N.VERIFIED and not case.exemplar.is_public


def test_recognised_model_becomes_public_as_it_was_judged(case):
    decision = case.decide(number=" 06/2026/QĐ-UBND ", reason="")
    recognition = db.session.scalar(select(Recognition))
    assert (decision.number, decision.mean, decision.score_count) == ("06/2026/QĐ-UBND", 88, 2)
    assert (recognition.exemplar, recognition.nomination) == (case.exemplar, case.nomination)
    assert (recognition.level, recognition.year) == (Level.PROVINCE, case.campaign.year)
    assert recognition.reference == f"CN-{today().year}-0001"
    assert case.exemplar.is_public
    assert case.exemplar.public_version == case.nomination.exemplar_version
    assert case.nomination.state is N.RECOGNISED
    told = db.session.scalars(select(Message).where(Message.kind == "nomination.decided"))
    assert {message.to for message in told} == {case.member, case.lead}


def test_rules_9_5_praised_at_the_proposing_level(make):
    case = scored(make, 70, 74)
    case.decide(Outcome.PRAISED, reason="")
    assert case.nomination.state is N.PRAISED
    assert db.session.scalar(select(Recognition)) is None
    assert case.exemplar.is_public


def test_not_chosen_needs_no_number_and_publishes_nothing(make):
    case = scored(make, 40, 44)
    case.decide(Outcome.NOT_CHOSEN, number="", reason="")
    assert case.nomination.state is N.NOT_CHOSEN
    assert not case.exemplar.is_public


def test_rules_9_4_council_passes_signer_refuses_scores_are_kept(case):
    with pytest.raises(InvalidInput) as refusal:
        case.decide(Outcome.NOT_CHOSEN, reason=" ")
    assert refusal.value.field == "reason"
    assert nothing_decided(case)
    case.decide(Outcome.NOT_CHOSEN, reason="Đơn thư chưa giải quyết xong")
    assert case.nomination.state is N.NOT_CHOSEN
    assert queries.totals_of(case.nomination) == [85, 91]
    assert case.nomination.decision.mean == 88


@pytest.mark.parametrize(
    ("totals", "outcome"), [((60, 70), Outcome.RECOGNISED), ((80, 80), Outcome.PRAISED)], ids=["up", "down"]
)
def test_deciding_against_the_scores_needs_a_reason(make, totals, outcome):
    case = scored(make, *totals)
    with pytest.raises(InvalidInput) as refusal:
        case.decide(outcome, reason="")
    assert refusal.value.field == "reason"
    assert nothing_decided(case)
    case.decide(outcome, reason="Ý kiến của Ban Thường vụ")


@pytest.mark.parametrize("state", [N.DRAFT, N.TO_SIGN, N.SUBMITTED, N.RETURNED, N.WITHDRAWN])
def test_w01_no_stage_is_skipped(make, state):
    case = make.case(state=state)
    for outcome in Outcome:
        with pytest.raises(InvalidTransition):
            case.decide(outcome)
    assert case.nomination.state is state
    assert db.session.scalar(select(Decision)) is None


@pytest.mark.parametrize("ballots", [0, 1])
def test_w11_no_decision_without_the_ballots_wanted(make, ballots):
    case = make.case(state=N.VERIFIED, reviewers=3)
    case.assign(*case.reviewers[:2])
    for ballot in case.assignments[:ballots]:
        case.score(ballot, 90)
    for outcome in set(Outcome) - POINTING_OUTCOMES:
        with pytest.raises(InvalidTransition, match=f"{ballots}"):
            case.decide(outcome)
    assert nothing_decided(case)


def test_w11_campaign_with_open_nominations_is_not_closed(make, case):
    staff = make.administrator(case.campaign.unit)
    make.case(state=N.SUBMITTED, campaign=case.campaign)
    assert len(opening.list_undone(case.campaign)) == 2
    with pytest.raises(InvalidTransition):
        opening.close_campaign(staff, case.campaign)
    assert case.campaign.state == "open"


def test_w14_nobody_nominates_judges_and_decides(make, case):
    province = case.campaign.unit
    for person in (case.member, case.lead, case.staff, case.secretary, case.reviewers[0]):
        make.signer(province, user=person)
        with pytest.raises(PermissionDenied):
            deciding.decide(
                person,
                case.nomination,
                outcome=Outcome.RECOGNISED,
                number="1",
                decided_on=today(),
                reason="",
            )
        assert nothing_decided(case)


def test_b03_tied_signer_does_not_decide_and_a_deputy_does(make, case):
    make.member(case.unit, user=case.signer)
    with pytest.raises(PermissionDenied):
        case.decide()
    assert queries.ranking(case.signer, case.campaign) == []
    case.signer = make.signer(case.campaign.unit)
    case.decide()
    assert case.nomination.state is N.RECOGNISED


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("number", {"number": "  "}),
        ("number", {"number": "1" * 81}),
        ("decided_on", {"decided_on": today() + timedelta(days=1)}),
        ("decided_on", {"decided_on": today() - timedelta(days=1)}),
    ],
    ids=["no number", "number too long", "in the future", "before the verification"],
)
def test_impossible_papers_are_refused(case, field, values):
    with pytest.raises(InvalidInput) as refusal:
        case.decide(**values)
    assert refusal.value.field == field
    assert nothing_decided(case)


@pytest.mark.parametrize("number", ["34-KH/ĐU", f"06/{today().year}/QĐ-UBND", "249/MTTQ-BTT", "01"])
def test_rules_9_8_party_state_and_front_numbers_are_taken(case, number):
    assert case.decide(number=number).number == number


def test_rules_9_8_one_paper_for_several_but_one_date_for_a_number(make, case):
    campaign = case.campaign
    case.decide(number="01-QĐ/TU")
    second = scored(make, 90, 90, campaign=campaign)
    second.decide(number="01-QĐ/TU")
    paper = db.session.scalars(select(Decision)).all()
    assert len(paper) == 2
    assert paper[0].paper is paper[1].paper
    yesterday = today() - timedelta(days=1)
    paper[0].decided_on = paper[1].decided_on = paper[0].paper.dated = yesterday
    db.session.commit()
    third = scored(make, 90, 90, campaign=campaign)
    if paper[0].decided_on.year == today().year:
        with pytest.raises(InvalidInput) as refusal:
            third.decide(number="01-qđ/tu")
        assert refusal.value.field == "number"
    for one in paper:
        one.decided_on = today().replace(year=today().year - 1, day=1)
    paper[0].paper.dated, paper[0].paper.year = paper[0].decided_on, today().year - 1
    db.session.commit()
    third.decide(number="01-QĐ/TU")


def test_number_of_another_issuer_does_not_matter(make, case):
    case.decide(number="01")
    db.session.scalar(select(Decision)).decided_on = today() - timedelta(days=1)
    db.session.commit()
    other = scored(make, 90, 90)
    assert other.decide(number="01").issuer != case.campaign.unit


def test_stale_page_does_not_decide(case):
    with pytest.raises(StaleVersion):
        case.decide(version=case.nomination.version - 1)
    assert nothing_decided(case)


def test_w03_of_two_deciders_at_once_one_wins(app, make, case):
    second = make.signer(case.campaign.unit)
    plans = [(case.signer.id, Outcome.RECOGNISED), (second.id, Outcome.NOT_CHOSEN)]
    nomination_id, together, answers = case.nomination.id, threading.Barrier(2), {}

    def act(user_id, outcome):
        with app.app_context():
            nomination = db.session.get(Nomination, nomination_id)
            actor = db.session.get(User, user_id)
            assert nomination.state is N.VERIFIED, "both have seen it undecided"
            together.wait()
            try:
                deciding.decide(
                    actor,
                    nomination,
                    outcome=outcome,
                    number=f"{user_id}-QĐ/TU",
                    decided_on=today(),
                    reason="Theo ý kiến của Hội đồng",
                )
                answers[outcome] = "done"
            except DomainError as refusal:
                answers[outcome] = type(refusal).__name__
            db.session.remove()

    threads = [threading.Thread(target=act, args=plan) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == ["InvalidTransition", "done"]
    winner = next(outcome for outcome, answer in answers.items() if answer == "done")
    db.session.rollback()
    assert db.session.scalar(select(Decision)).outcome is winner
    assert db.session.get(Nomination, nomination_id).state.value == winner.value
    recorded = select(func.count()).where(AuditEvent.action == "decision.recorded")
    assert db.session.scalar(recorded) == 1


def test_w03_of_two_deciders_in_two_processes_one_wins(app, make, case):
    second = make.signer(case.campaign.unit)
    nomination_id, plans = case.nomination.id, [(case.signer.id, "recognised"), (second.id, "not_chosen")]

    def decide_in(user_id, outcome, seen, start):
        with app.app_context():
            nomination, actor = db.session.get(Nomination, nomination_id), db.session.get(User, user_id)
            version = nomination.version
            os.write(seen, b"x")
            os.read(start, 1)
            try:
                deciding.decide(
                    actor, nomination, outcome=Outcome(outcome), number=f"{user_id}-QĐ/TU",
                    decided_on=today(), reason="Theo ý kiến của Hội đồng", version=version,
                )  # fmt: skip
            except DomainError as refusal:
                return refusal.status
        return WON

    answers = side_by_side(decide_in, plans)
    assert sorted(answers) == [WON, 409 % 256]
    db.session.rollback()
    made = db.session.scalars(select(Decision)).all()
    assert [(one.outcome, one.signer_id) for one in made] == [
        (Outcome(outcome), user_id)
        for (user_id, outcome), answer in zip(plans, answers, strict=True)
        if answer == WON
    ]
    assert db.session.get(Nomination, nomination_id).state.value == made[0].outcome.value


ANNULLING = {"number": "12-QĐ/TU", "dated": today()}


def test_rules_9_1_ended_recognition_stays_in_its_year(make, case):
    case.decide()
    recognition = queries.recognitions_of(case.exemplar)[0]
    with pytest.raises(InvalidInput):
        recognising.end_recognition(case.signer, recognition, "lapse", reason="")
    with pytest.raises(PermissionDenied):
        recognising.end_recognition(case.lead, recognition, "lapse", reason="Không còn hiệu quả")
    assert recognition.state is RecognitionState.IN_FORCE
    recognising.end_recognition(case.signer, recognition, "lapse", reason="Không còn hiệu quả")
    assert (recognition.state, recognition.year) == (RecognitionState.LAPSED, case.campaign.year)
    assert recognition.ended_on == today()
    with pytest.raises(InvalidTransition):
        recognising.end_recognition(case.signer, recognition, "lapse", reason="Lần nữa")
    recognising.end_recognition(case.signer, recognition, "annul", reason="Khai sai số liệu", **ANNULLING)
    of_year = select(func.count()).where(Recognition.year == case.campaign.year)
    assert db.session.scalar(of_year) == 1
    assert db.session.get(Exemplar, case.exemplar.id).is_public


def test_a_decision_before_its_stage_needs_a_reason(make):
    plan = make.plan()
    plan[3] = replace(plan[3], starts_on=today() + timedelta(days=5))
    case = make.case(campaign=make.campaign(stages=plan), state=N.VERIFIED)
    case.assign()
    case.score_all(90, 90)
    with pytest.raises(InvalidInput) as refusal:
        case.decide(reason="")
    assert refusal.value.field == "reason"
    assert nothing_decided(case)
    case.decide(reason="Hội đồng họp sớm")
    assert case.nomination.state is N.RECOGNISED


@pytest.mark.parametrize("state", [N.DRAFT, N.TO_SIGN, N.RETURNED])
def test_what_is_still_with_its_unit_hinders_the_closing(make, state):
    case = make.case(state=state)
    assert len(opening.list_undone(case.campaign)) == 1
    with pytest.raises(InvalidTransition):
        opening.close_campaign(None, case.campaign)
    assert case.campaign.state == "open"
