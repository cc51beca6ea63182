"""A stage of a further kind stands between the four, and the four know nothing of it."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

import registry
from registry.campaigns.service import opening
from registry.campaigns.service.stages import ACTING_ROLES, StagePlan
from registry.campaigns.states import ESSENTIAL, KIND_NAMES, StageKind
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidTransition, PermissionDenied
from registry.identity.models import Role
from registry.review import gates, queries
from registry.review.models import Decision
from registry.review.queries.notice import list_ready_for_notice, list_under_notice
from registry.review.service import announcing, assigning
from registry.review.states import NominationState, Outcome
from registry.web.campaigns.words import STAGE_HELP
from registry.web.review.words import STAGES

N = NominationState
FURTHER = [kind for kind in StageKind if kind not in ESSENTIAL]


def campaign_with_notice(make, *, begins_in=0, lasts=3, **values):
    """Scoring ended yesterday; then a public notice, then the decision."""
    register, verify, score, decide = make.plan(score_until=-1, verify_until=-1, register_until=10)
    first = today() + timedelta(days=begins_in)
    last = first + timedelta(days=lasts)
    notice = StagePlan(StageKind.PUBLIC_NOTICE, "Công khai", first, last, Role.COUNCIL_SECRETARY)
    decide = StagePlan(decide.kind, decide.title, first, last + timedelta(days=20), decide.acting_role)
    return make.campaign(stages=[register, verify, score, notice, decide], **values)


def scored(make, campaign, *totals):
    case = make.case(campaign=campaign, state=N.VERIFIED)
    case.assign()
    case.score_all(*totals)
    return case


def kinds_waiting(person):
    return [one.kind for one in queries.waiting_for(person)]


def in_days(days):
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def nothing_decided(case):
    db.session.expire_all()
    count = db.session.scalar(select(func.count()).select_from(Decision))
    return count == 0 and case.nomination.state is N.VERIFIED


def test_nothing_is_recognised_that_was_not_on_notice(make):
    case = scored(make, campaign_with_notice(make), 85, 91)
    with in_days(20), pytest.raises(InvalidTransition, match="công khai"):
        case.decide()
    assert nothing_decided(case)
    assert kinds_waiting(case.signer) == []
    assert kinds_waiting(case.secretary) == ["announce"]


def test_nothing_is_recognised_before_its_last_day_on_notice_is_over(make):
    case = scored(make, campaign_with_notice(make, lasts=3), 85, 91)
    announcing.put_on_notice(case.secretary, case.campaign)
    assert kinds_waiting(case.secretary) == []
    with in_days(3):
        assert kinds_waiting(case.signer) == []
        with pytest.raises(InvalidTransition, match=f"{today():%d/%m/%Y}"):
            case.decide()
    assert nothing_decided(case)
    with in_days(4):
        assert kinds_waiting(case.signer) == ["decide"]
        case.decide(decided_on=today())
    visits = [(visit.stage.kind, visit.outcome) for visit in case.nomination.visits]
    assert visits[-3:] == [
        (StageKind.SCORING, "propose"),
        (StageKind.PUBLIC_NOTICE, "recognise"),
        (StageKind.DECISION, "recognise"),
    ]
    assert case.nomination.visits[-2].entered_at < case.nomination.visits[-2].left_at


def test_whoever_is_put_on_notice_late_stays_as_long_as_the_others(make):
    campaign = campaign_with_notice(make, lasts=3)
    with in_days(2):
        case = scored(make, campaign, 85, 91)
        announcing.put_on_notice(case.secretary, campaign)
        (shown,) = list_under_notice(campaign)
        assert shown.until == today() + timedelta(days=3)
    with in_days(5), pytest.raises(InvalidTransition):
        case.decide()


def test_what_is_not_proposed_waits_for_no_notice(make):
    case = scored(make, campaign_with_notice(make), 50, 60)
    assert list_ready_for_notice(case.secretary, case.campaign) == []
    case.decide(outcome=Outcome.NOT_CHOSEN, number="", reason="Thiếu minh chứng")
    assert case.nomination.state is N.NOT_CHOSEN


def test_a_reviewer_still_to_score_keeps_it_off_the_notice(make):
    campaign = campaign_with_notice(make)
    case = make.case(campaign=campaign, state=N.VERIFIED)
    case.assign(*case.reviewers, make.reviewer(campaign.unit))
    for assignment in case.assignments[:2]:
        case.score(assignment, 90)
    assert list_ready_for_notice(case.secretary, campaign) == []
    with pytest.raises(InvalidTransition):
        announcing.put_on_notice(case.secretary, campaign)
    case.score(case.assignments[2], 90)
    assert announcing.put_on_notice(case.secretary, campaign) == [case.nomination]


def test_nobody_is_asked_to_score_what_is_on_notice(make):
    case = scored(make, campaign_with_notice(make), 85, 91)
    announcing.put_on_notice(case.secretary, case.campaign)
    late = make.reviewer(case.campaign.unit)
    with pytest.raises(InvalidTransition):
        assigning.assign_reviewers(case.secretary, case.nomination, [late])
    assert len(case.nomination.assignments) == 2


def test_only_the_secretary_puts_on_notice_and_not_before_its_first_day(make):
    case = scored(make, campaign_with_notice(make, begins_in=1), 85, 91)
    with pytest.raises(InvalidTransition):
        announcing.put_on_notice(case.secretary, case.campaign)
    with in_days(1):
        for person in (case.lead, case.signer, case.staff, case.reviewers[0]):
            with pytest.raises(PermissionDenied):
                announcing.put_on_notice(person, case.campaign)
        assert list_under_notice(case.campaign) == []
        announcing.put_on_notice(case.secretary, case.campaign)
        assert [one.nomination for one in list_under_notice(case.campaign)] == [case.nomination]


def test_what_is_on_notice_no_longer_depends_on_the_ballots(make):
    case = scored(make, campaign_with_notice(make), 85, 91)
    announcing.put_on_notice(case.secretary, case.campaign)
    for mark in case.assignments[0].marks:
        mark.points = 0
    db.session.commit()
    assert [one.nomination for one in list_under_notice(case.campaign)] == [case.nomination]


def test_the_way_back_asks_no_gate(make, monkeypatch):
    monkeypatch.setitem(gates.GATES, StageKind.PUBLIC_NOTICE, lambda *_: "closed")
    case = make.case(campaign=campaign_with_notice(make), state=N.SUBMITTED)
    case.return_to_unit()
    assert case.nomination.state is N.RETURNED


@pytest.mark.parametrize(
    ("moved", "told"),
    [((0, 1, 3, 2, 4), "tới được"), ((0, 1, 2, 3, 3, 4), "một loại"), ((3, 0, 1, 2, 4), "tới được")],
)
def test_a_further_stage_stands_in_its_place_once(make, moved, told):
    plan = [StagePlan(s.kind, s.title, s.starts_on, s.ends_on, s.acting_role)
            for s in campaign_with_notice(make).stages]  # fmt: skip
    draft = make.campaign(state="draft", stages=[plan[place] for place in moved])
    assert told in " ".join(opening.validate(draft))


def test_the_notice_comes_after_scoring_and_leaves_days_to_decide(make):
    *first, decision = make.plan()
    notice = StagePlan(
        StageKind.PUBLIC_NOTICE, "Công khai", first[2].ends_on - timedelta(days=1), decision.ends_on,
        Role.COUNCIL_SECRETARY,
    )  # fmt: skip
    faults = " ".join(opening.validate(make.campaign(state="draft", stages=[*first, notice, decision])))
    assert "bắt đầu khi chưa hết thời gian chấm" in faults
    assert "kết thúc sau ngày cuối" in faults


@pytest.mark.parametrize("kind", FURTHER)
def test_a_further_kind_is_complete(kind):
    assert kind in gates.GATES
    assert kind in ACTING_ROLES
    assert kind in KIND_NAMES
    assert kind in STAGE_HELP
    assert kind in STAGES


@pytest.mark.parametrize("kind", FURTHER)
def test_the_four_stages_know_no_further_kind(kind):
    """The commands of the four name their own kinds only; what a further one asks stands in its gate."""
    of_the_four = ("nominating", "verifying", "assigning", "scoring", "deciding", "recognising", "lifecycle")
    folder = Path(registry.__file__).parent / "review" / "service"
    for name in of_the_four:
        tree = ast.parse((folder / f"{name}.py").read_text("utf-8"))
        named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert kind.name not in named, name
