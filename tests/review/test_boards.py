"""The board of each stage: what stands in it, and what is unreviewed, overdue, tied or disagreeing."""

from datetime import timedelta

import time_machine

from registry.campaigns.service.stages import StagePlan
from registry.campaigns.states import StageKind as K
from registry.core.clock import now, today
from registry.identity.models import Role
from registry.review.queries import Look, boards_of, looks_for
from registry.review.service import announcing, recusing, scoring
from registry.review.states import NominationState as N
from registry.review.states import Outcome
from tests.make.sessions import sitting
from tests.make.statements import statements

L = Look


def seen(case, person=None):
    """{stage: looks that find it} of one nomination, as the secretary or somebody else sees the boards."""
    number, boards = case.nomination.id, boards_of(person or case.secretary, case.campaign)
    return {
        board.kind: {look for look, ids in board.of.items() if number in ids}
        for board in boards
        if number in board.ids
    }


def in_days(days):
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def test_a_nomination_stands_on_one_board_from_the_signature_to_the_decision(make):
    case = make.case()
    assert seen(case) == {}, "what is with its unit for the first time is nobody else's business"
    case.sign()
    assert seen(case) == {K.VERIFICATION: {L.UNREVIEWED}}
    case.return_to_unit()
    assert seen(case) == {K.REGISTRATION: set()}
    case.sign()
    case.verify()
    assert seen(case) == {K.SCORING: {L.UNREVIEWED}}
    first, second = case.assign()
    assert seen(case) == {K.SCORING: {L.UNREVIEWED}}, "to be given to somebody is not to be read by them"
    case.score(first, 88)
    assert seen(case) == {K.SCORING: set()}
    case.score(second, 84)
    assert seen(case) == {K.DECISION: set()}
    case.decide(Outcome.RECOGNISED)
    assert seen(case) == {}


def test_what_is_late_is_found_by_the_days_of_the_stage_it_stands_in(make):
    case = make.case(state=N.SUBMITTED, campaign=make.campaign(stages=make.plan(verify_until=2)))
    with in_days(2):
        assert seen(case) == {K.VERIFICATION: {L.UNREVIEWED}}
    with in_days(3):
        assert seen(case) == {K.VERIFICATION: {L.UNREVIEWED, L.OVERDUE}}
        case.verify()
        assert seen(case) == {K.SCORING: {L.UNREVIEWED}}


def test_ties_and_ballots_that_lie_apart_are_found(make):
    case = make.case(state=N.VERIFIED, reviewers=3)
    first, *others = case.assign()
    scoring.declare_no_conflict(first.reviewer, first)
    recusing.declare_conflict(first.reviewer, first, reason="Người nhà")
    assert seen(case) == {K.SCORING: {L.UNREVIEWED, L.CONFLICTED}}
    for assignment, total in zip(others, (95, 40), strict=True):
        case.score(assignment, total)
    assert seen(case) == {K.DECISION: {L.CONFLICTED, L.DISAGREEING}}


def test_staff_look_for_no_ties_and_for_nothing_that_ballots_say(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all(95, 40)
    assert looks_for(case.staff, case.campaign) == [L.UNREVIEWED, L.OVERDUE]
    assert seen(case, case.staff) == {K.DECISION: set()}


def test_whoever_is_tied_to_it_reads_nothing_of_its_ballots_off_the_boards(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    make.member(case.unit, user=case.secretary)
    assert seen(case) == {K.SCORING: set()}
    case.score_all(95, 40)
    assert seen(case) == {K.SCORING: set()}
    assert seen(case, case.signer) == {K.DECISION: {L.DISAGREEING}}


def test_a_council_waits_for_its_vote_first(make):
    council = sitting(make)
    case = council.case
    assert seen(case, council.secretary) == {K.COUNCIL_VOTE: set()}
    council.open()
    council.vote(10)
    council.lock()
    assert seen(case, council.secretary) == {K.DECISION: set()}


def test_what_has_its_ballots_stands_before_on_and_after_the_notice_as_reviewed(make):
    register, verify, score, decide = make.plan(score_until=-1, verify_until=-1)
    first, last = today(), today() + timedelta(days=3)
    notice = StagePlan(K.PUBLIC_NOTICE, "Công khai", first, last, Role.COUNCIL_SECRETARY)
    decide = StagePlan(decide.kind, decide.title, first, last + timedelta(days=20), decide.acting_role)
    case = make.case(
        campaign=make.campaign(stages=[register, verify, score, notice, decide]), state=N.VERIFIED
    )
    case.assign()
    case.score_all(85, 91)
    assert seen(case) == {K.PUBLIC_NOTICE: set()}
    announcing.put_on_notice(case.secretary, case.campaign)
    assert seen(case) == {K.PUBLIC_NOTICE: set()}
    with in_days(4):
        assert seen(case) == {K.DECISION: set()}


def test_the_boards_cost_as_many_statements_for_many_as_for_few(make):
    council = sitting(make)
    secretary, campaign = council.secretary, council.case.campaign
    few = statements(lambda: boards_of(secretary, campaign))
    for _one in range(3):
        case = make.case(campaign=campaign, state=N.VERIFIED)
        case.assign()
        case.score_all(80, 85)
    assert statements(lambda: boards_of(secretary, campaign)) == few
