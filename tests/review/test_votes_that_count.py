"""Which vote counts, and who has judged once: what comes later does not undo either."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.campaigns.service.planning import StagePlan
from registry.campaigns.service.plans import RubricRules
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.identity.models import Role
from registry.review import gates, polls, queries
from registry.review.appeals import Appeal
from registry.review.council import CouncilSession
from registry.review.deadlines import DeadlineExtension
from registry.review.models import Decision
from registry.review.queries.sessions import is_votable
from registry.review.service import (
    announcing,
    appealing,
    checking,
    convening,
    extending,
    objecting,
    verifying,
)
from registry.review.service.objecting import Filing
from registry.review.states import (
    NominationState,
    ObjectionEffect,
    ObjectionOutcome,
    Outcome,
    SessionState,
)
from tests.make.sessions import Sitting, plan_of, sitting
from tests.review.test_eligibility import NOT_MET, campaign_with_check
from tests.review.test_further_stages import in_days, scored

N = NominationState


def signing_staff(make, unit):
    person = make.staff(unit)
    make.holder(Role.SIGNER, unit, user=person)
    return person


def decides(person):
    return "decide" in {one.kind for one in queries.waiting_for(person)}


def test_whoever_checked_first_does_not_decide_after_somebody_checked_anew(make):
    case = make.case(campaign=campaign_with_check(make), state=N.VERIFIED)
    both = signing_staff(make, case.campaign.unit)
    checking.check_eligibility(both, case.nomination, NOT_MET)
    checking.check_eligibility(case.staff, case.nomination, NOT_MET)
    assert decides(case.signer)
    assert not decides(both)
    case.signer = both
    with pytest.raises(PermissionDenied):
        case.decide(outcome=Outcome.NOT_CHOSEN, number="")
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0


def test_whoever_checked_the_eligibility_answers_no_appeal(make):
    case = make.case(campaign=campaign_with_check(make), state=N.VERIFIED)
    both = signing_staff(make, case.campaign.unit)
    checking.check_eligibility(both, case.nomination, NOT_MET)
    case.decide(outcome=Outcome.NOT_CHOSEN, number="")
    appeal = appealing.file_appeal(case.lead, case.nomination, text="Xin xem lại")
    with pytest.raises(PermissionDenied, match="hồ sơ"):
        appealing.answer_appeal(both, appeal, outcome=ObjectionOutcome.DISMISSED, text="Giữ nguyên")
    assert db.session.scalars(select(Appeal)).one().answered_at is None


def sent_back(make):
    """A nomination that passed a vote and that an objection sent back to be scored again."""
    register, verify, score, decide = make.plan(score_until=-1, verify_until=-1, register_until=10)
    first, last, role = today(), today() + timedelta(days=3), Role.COUNCIL_SECRETARY
    vote = StagePlan(StageKind.COUNCIL_VOTE, "Bỏ phiếu", score.starts_on, score.ends_on, role)
    notice = StagePlan(StageKind.PUBLIC_NOTICE, "Công khai", first, last, role)
    decide = StagePlan(decide.kind, decide.title, first, last + timedelta(days=20), decide.acting_role)
    campaign = make.campaign(
        stages=[register, verify, score, vote, notice, decide],
        rules=RubricRules(vote_share="7/10", quorum="2/3"),
    )
    case = scored(make, campaign, 85, 91)
    council = again(case, [make.reviewer(campaign.unit) for _one in range(3)])
    council.open()
    council.vote(3)
    council.lock()
    announcing.put_on_notice(case.secretary, campaign)
    filing = Filing("Số hộ tham gia trong báo cáo cao hơn số hộ.", True, "", "")
    objection, _code = objecting.file_objection(case.nomination, filing, address="203.0.113.7")
    objection = objecting.take_up(case.secretary, objection)
    objecting.admit(case.secretary, objection, gist="Phản ánh")
    objecting.answer(
        case.secretary, objection, outcome=ObjectionOutcome.UPHELD, effect=ObjectionEffect.SCORED_AGAIN,
        text="Đúng vậy, chấm lại",
    )  # fmt: skip
    return council


def again(case, members):
    planned = convening.plan_session(case.secretary, case.campaign, plan_of(members, [case]))
    return Sitting(planned, [case], members, case.secretary, members[0])


def test_what_is_scored_again_is_voted_on_again(make):
    council = sent_back(make)
    nomination = council.case.nomination
    assert polls.last_vote(nomination) is None
    assert is_votable(nomination)
    assert gates.council_has_agreed(nomination, nomination.stage, N.RECOGNISED)
    second = again(council.case, council.members)
    second.open()
    second.vote(0, 3)
    second.lock()
    assert polls.last_vote(nomination) is second.item


def test_the_vote_locked_last_counts_whatever_day_was_planned(make):
    first = sitting(make, members=3)
    second = again(first.case, first.members)
    with in_days(1):
        second.open()
        second.vote(0, 3)
        second.lock()
        later = plan_of(first.members, first.cases, held_on=today() - timedelta(days=1))
        convening.change_session(first.secretary, first.session, later)
    with in_days(2):
        first.open()
        first.vote(3)
        first.lock()
        assert polls.last_vote(first.case.nomination) is first.item
        convening.ask_to_unlock(first.secretary, first.session, reason="Đếm lại phiếu")
        convening.agree_to_unlock(first.chair, first.session)
        assert polls.last_vote(first.case.nomination) is second.item


def test_no_two_sessions_vote_on_one_nomination_at_a_time(make):
    first = sitting(make, members=3)
    second = again(first.case, first.members)
    first.open()
    with pytest.raises(InvalidTransition, match=first.session.reference):
        second.open()
    assert second.session.state is SessionState.PLANNED
    first.lock()
    second.open()


def test_nobody_votes_before_the_day_of_the_session(make):
    council = sitting(make, members=3)
    plan = plan_of(council.members, council.cases, held_on=today() + timedelta(days=1))
    convening.change_session(council.secretary, council.session, plan)
    with pytest.raises(InvalidTransition, match="trước ngày đó"):
        council.open()
    assert council.session.state is SessionState.PLANNED
    with in_days(1):
        council.open()


def test_whoever_is_named_twice_sits_in_the_council_once(make):
    council = sitting(make, members=3)
    first, second, third = council.members
    with pytest.raises(InvalidInput):
        again(council.case, [first, first, first])
    assert db.session.scalar(select(func.count()).select_from(CouncilSession)) == 1
    planned = convening.plan_session(
        council.secretary, council.case.campaign,
        plan_of([first, second, first, third], [council.case, council.case]),
    )  # fmt: skip
    assert [one.person for one in planned.members] == [first, second, third]
    assert len(planned.items) == 1


def test_whoever_returned_a_dossier_does_not_decide_on_it(make):
    case = make.case(state=N.SUBMITTED)
    both = signing_staff(make, case.campaign.unit)
    verifying.return_to_unit(both, case.nomination, reason="Thiếu biên bản", sections=["method"])
    case.sign()
    case.verify()
    case.assign()
    case.score_all(85, 91)
    assert not decides(both)
    case.signer = both
    with pytest.raises(PermissionDenied):
        case.decide()
    assert case.nomination.state is N.VERIFIED


def test_nobody_gives_their_own_unit_more_time(make):
    case = make.case(state=N.SUBMITTED)
    tied = make.staff(case.campaign.unit)
    make.member(case.unit, user=tied)
    kind, until = StageKind.VERIFICATION, today() + timedelta(days=25)
    wish = {"kind": kind, "unit": case.unit, "until": until, "reason": "Mưa lũ chia cắt nhiều thôn"}
    seen = extending.foresee(case.staff, case.campaign, **wish).mark
    with pytest.raises(PermissionDenied, match=r"xung đột|lợi ích"):
        extending.extend_deadline(tied, case.campaign, **wish, seen=seen)
    assert db.session.scalar(select(func.count()).select_from(DeadlineExtension)) == 0
    extending.extend_deadline(case.staff, case.campaign, **wish, seen=seen)
