"""A checklist between verification and scoring: nothing is scored that does not meet all of it."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from registry.campaigns.service import opening, planning
from registry.campaigns.service.stages import ACTING_ROLES, StagePlan, plan_of
from registry.campaigns.states import StageKind
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion
from registry.notifications.models import Message
from registry.review import queries
from registry.review.eligibility import EligibilityCheck, find_check
from registry.review.service import assigning, checking
from registry.review.states import NominationState, Outcome

N = NominationState
POINTS = ("Có địa chỉ cụ thể", "Đủ thời gian thực hiện")
MET = [(True, ""), (True, "")]
NOT_MET = [(True, ""), (False, "Mới thực hiện hai tháng")]


def campaign_with_check(make, **values):
    register, verify, score, decide = make.plan()
    kind = StageKind.ELIGIBILITY
    check = StagePlan(kind, "Xét điều kiện", verify.starts_on, verify.ends_on, ACTING_ROLES[kind],
                      checklist=POINTS)  # fmt: skip
    return make.campaign(stages=[register, verify, check, score, decide], **values)


@pytest.fixture
def case(make):
    return make.case(campaign=campaign_with_check(make), state=N.VERIFIED)


def waiting(person):
    return [one.kind for one in queries.waiting_for(person)]


def told(person):
    return [one.kind for one in db.session.scalars(select(Message).where(Message.to_id == person.id))]


def test_what_is_verified_waits_for_the_check_and_nobody_can_score_it(case):
    assert case.nomination.stage.kind is StageKind.ELIGIBILITY
    assert waiting(case.staff) == ["eligibility"]
    assert waiting(case.secretary) == waiting(case.signer) == []
    assert "nomination.to_check" in told(case.staff)
    assert "nomination.to_assign" not in told(case.secretary)
    assert queries.plan_reviewers(case.secretary, case.campaign).picks == []
    assert queries.ranking(case.secretary, case.campaign) == []
    with pytest.raises(InvalidTransition):
        case.assign()
    with pytest.raises(InvalidTransition):
        case.decide(outcome=Outcome.NOT_CHOSEN, number="")
    assert case.nomination.assignments == []


def test_what_meets_every_point_goes_to_scoring(case):
    checking.check_eligibility(case.staff, case.nomination, MET)
    assert case.nomination.stage.kind is StageKind.SCORING
    assert case.nomination.visits[-2].outcome == "eligible"
    assert waiting(case.secretary) == ["assign"]
    assert "nomination.to_assign" in told(case.secretary)
    case.assign()
    case.score_all(85, 91)
    case.decide()
    assert case.nomination.state is N.RECOGNISED


def test_what_is_not_eligible_is_told_why_and_can_only_be_not_chosen(case):
    checking.check_eligibility(case.staff, case.nomination, NOT_MET)
    assert case.nomination.stage.kind is StageKind.ELIGIBILITY
    assert waiting(case.secretary) == waiting(case.staff) == []
    assert waiting(case.signer) == ["decide"]
    texts = [one.body for one in db.session.scalars(select(Message).where(Message.to_id == case.lead.id))]
    assert any("Mới thực hiện hai tháng" in text for text in texts)
    with pytest.raises(InvalidTransition):
        assigning.assign_reviewers(case.secretary, case.nomination, case.reviewers)
    with pytest.raises(InvalidTransition, match="Mới thực hiện hai tháng"):
        case.decide()
    assert case.nomination.decision is None
    case.decide(outcome=Outcome.NOT_CHOSEN, number="")
    assert case.nomination.state is N.NOT_CHOSEN
    assert [entry.kind for entry in queries.history(case.nomination)].count("not_eligible") == 1


def test_it_is_answered_anew_until_the_signer_decides(case):
    checking.check_eligibility(case.staff, case.nomination, NOT_MET)
    checking.check_eligibility(case.staff, case.nomination, MET)
    assert find_check(case.nomination).is_eligible
    assert db.session.scalar(select(func.count()).select_from(EligibilityCheck)) == 1
    with pytest.raises(InvalidTransition):
        checking.check_eligibility(case.staff, case.nomination, NOT_MET)
    assert case.nomination.stage.kind is StageKind.SCORING


@pytest.mark.parametrize("answers", [[(True, "")], [(True, ""), (False, "  ")], [*MET, (True, "")]])
def test_every_point_is_answered_and_a_no_has_its_reason(case, answers):
    with pytest.raises(InvalidInput):
        checking.check_eligibility(case.staff, case.nomination, answers)
    assert find_check(case.nomination) is None


def test_only_untied_staff_check_and_only_what_they_read(make, case):
    for person in (case.lead, case.secretary, case.signer, case.reviewers[0]):
        with pytest.raises(PermissionDenied):
            checking.check_eligibility(person, case.nomination, MET)
    with pytest.raises(StaleVersion):
        checking.check_eligibility(case.staff, case.nomination, MET, version=1)
    assert find_check(case.nomination) is None


def test_whoever_checked_does_not_decide(make, case):
    checker = make.signer(case.campaign.unit, user=make.staff(case.campaign.unit))
    checking.check_eligibility(checker, case.nomination, NOT_MET)
    for person in (make.signer(case.campaign.unit, user=case.staff), checker):
        assert "decide" not in waiting(person)
        case.signer = person
        with pytest.raises(PermissionDenied):
            case.decide(outcome=Outcome.NOT_CHOSEN, number="")
    assert case.nomination.decision is None


def test_a_check_without_points_does_not_open_and_a_copy_keeps_them(make):
    campaign = campaign_with_check(make)
    copy = planning.clone_campaign(None, campaign, year=campaign.year + 1)
    assert copy.stages[2].checklist == list(POINTS)
    bare = [replace(plan_of(one), checklist=()) for one in copy.stages]
    planning.replace_stages(None, copy, bare)
    assert "xét điều kiện" in " ".join(opening.validate(copy)).lower()
