"""What ballots of every kind of sheet come to: checklists, conditions, bonus, points that only order."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from registry.campaigns.models import Campaign
from registry.campaigns.service.plans import CriterionPlan, RubricRules
from registry.campaigns.sheet import RubricKind
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.review import queries
from registry.review.panel import MarkChange
from registry.review.queries.certainty import certainty_of
from registry.review.service import discussing, scoring
from registry.review.service.grounding import Beside
from registry.review.service.scoring import BallotRefused
from registry.review.states import NominationState as N
from registry.review.states import Outcome
from tests.make.campaigns import CRITERIA, criterion

D = Decimal
CHECKS = [CriterionPlan("Sáng tạo"), CriterionPlan("Bền vững")]
CONDITION = CriterionPlan("Gương mẫu chấp hành", is_condition=True)
ALL_OF = RubricRules(RubricKind.CHECKLIST_ALL)
ANY_OF = RubricRules(RubricKind.ANY_OF)


def case_of(make, rules, criteria, *, reviewers=3, **values):
    campaign = make.campaign(criteria=criteria, rules=rules, reviews_wanted=reviewers, **values)
    case = make.case(state=N.VERIFIED, campaign=campaign, reviewers=reviewers)
    case.assign()
    return case


def answer(case, at, *points, comment="Xem hồ sơ", **values):
    """One ballot, its points in the order of the sheet; None is no answer."""
    ballot = case.assignments[at]
    if ballot.state == "assigned":
        scoring.declare_no_conflict(ballot.reviewer, ballot)
    rows = zip(case.campaign.rubric.criteria, points, strict=True)
    marks = {one.id: (None if given is None else D(given), comment) for one, given in rows}
    return scoring.submit_ballot(ballot.reviewer, ballot, marks=marks, overall_comment="", **values)


def standing(case):
    return queries.ranking(case.secretary, case.campaign)[0]


@pytest.mark.parametrize(
    ("ballots", "met", "proposal"),
    [
        ([(1, 1), (1, 1), (1, 0)], 2, Outcome.RECOGNISED),
        ([(1, 1), (0, 1), (1, 0)], 1, Outcome.NOT_CHOSEN),
        ([(1, 1), (1, 1), (1, 1)], 3, Outcome.RECOGNISED),
    ],
)
def test_two_of_three_reviewers_must_find_all_of_it_met(make, ballots, met, proposal):
    case = case_of(make, ALL_OF, CHECKS)
    for at, given in enumerate(ballots):
        answer(case, at, *given)
    found = standing(case)
    assert (found.met, found.count, found.proposal) == (met, 3, proposal)
    assert (found.mean, found.totals, found.disagreement) == (None, [], False)
    assert f"{met} trên 3" in found.said
    assert certainty_of(case.campaign, [found]).of == {}, "nothing to adjust where there are no points"


def test_a_precondition_comes_first_and_then_nothing_else_is_asked(make):
    case = case_of(make, ANY_OF, [CONDITION, *CHECKS], reviewers=1)
    answer(case, 0, 0, None, None)
    found = standing(case)
    assert (found.proposal, found.met) == (Outcome.NOT_CHOSEN, 0)
    assert "Không đủ điều kiện" in found.said


def test_a_precondition_and_one_criterion_are_enough(make):
    case = case_of(make, ANY_OF, [CONDITION, *CHECKS], reviewers=1)
    answer(case, 0, 1, 0, 1)
    assert standing(case).proposal is Outcome.RECOGNISED


def test_not_met_needs_a_reason_and_met_does_not(make):
    case = case_of(make, ALL_OF, CHECKS, reviewers=1)
    with pytest.raises(BallotRefused) as refusal:
        answer(case, 0, 0, 1, comment="")
    assert list(refusal.value.faults) == [f"comment_{case.campaign.rubric.criteria[0].id}"]
    assert case.assignments[0].state == "scoring"
    answer(case, 0, 1, 1, comment="")


@pytest.mark.parametrize("given", ["0.5", "2", "-1"])
def test_a_check_is_met_or_not_met(make, given):
    case = case_of(make, ALL_OF, CHECKS, reviewers=1)
    with pytest.raises(BallotRefused):
        answer(case, 0, given, 1)
    db.session.expire_all()
    assert case.assignments[0].marks == []


def test_every_check_is_answered(make):
    case = case_of(make, ALL_OF, CHECKS, reviewers=1)
    with pytest.raises(BallotRefused) as refusal:
        answer(case, 0, 1, None)
    assert list(refusal.value.faults) == [f"points_{case.campaign.rubric.criteria[1].id}"]


def test_who_is_not_eligible_keeps_the_mean_of_the_others(make):
    case = case_of(make, RubricRules(), [CONDITION, *CRITERIA])
    answer(case, 0, 1, 60, 40)
    answer(case, 1, 1, 50, 30)
    answer(case, 2, 0, 0, 0)
    found = standing(case)
    assert (found.mean, found.totals, found.count) == (90, [80, 100], 3)
    assert found.proposal is Outcome.RECOGNISED, "two of three find the condition met"


def test_points_do_not_help_who_is_not_eligible(make):
    case = case_of(make, RubricRules(), [CONDITION, *CRITERIA])
    answer(case, 0, 1, 60, 40)
    answer(case, 1, 0, None, None)
    answer(case, 2, 0, None, None)
    found = standing(case)
    assert (found.mean, found.proposal) == (100, Outcome.NOT_CHOSEN)
    assert "1 trên 3" in found.said


def test_what_is_collected_only_adds_nothing(make):
    case = case_of(make, RubricRules(), [*CRITERIA, replace(criterion("Số người", 20, 9), is_counted=False)])
    for at in range(3):
        answer(case, at, 60, 25, 20)
    assert standing(case).mean == 85


def test_bonus_is_given_apart_and_bounded(make):
    rules = RubricRules(bonus_limit=D(3))
    case = case_of(make, rules, [replace(one, max_bonus=D("2.5")) for one in CRITERIA], reviewers=1)
    first, second = case.campaign.rubric.criteria
    with pytest.raises(BallotRefused) as refusal:
        answer(case, 0, 50, 30, beside=Beside({first.id: D("2.6")}))
    assert list(refusal.value.faults) == [f"bonus_{first.id}"]
    answer(case, 0, 50, 28, beside=Beside({first.id: D("2.5"), second.id: D("1.5")}))
    ballot = case.assignments[0]
    assert (queries.total_of(ballot), queries.bonus_of(ballot)) == (81, 3)
    assert standing(case).proposal is Outcome.RECOGNISED


def test_points_that_only_order_propose_nothing_and_ask_for_no_reason(make):
    rules = RubricRules(ranks_only=True, vote_share="2/3")
    case = case_of(make, rules, CRITERIA, reviewers=1)
    answer(case, 0, 5, 5)
    found = standing(case)
    assert (found.rank, found.mean, found.proposal) == (1, 10, None)
    assert case.decide(Outcome.RECOGNISED, reason="").outcome is Outcome.RECOGNISED


def test_deciding_against_the_reviewers_needs_a_reason(make):
    case = case_of(make, ALL_OF, CHECKS, reviewers=1)
    answer(case, 0, 1, 0)
    with pytest.raises(InvalidInput) as refusal:
        case.decide(Outcome.RECOGNISED, reason="")
    assert refusal.value.field == "reason"
    assert db.session.get(Campaign, case.campaign.id) is not None
    assert case.nomination.decision is None
    decision = case.decide(Outcome.NOT_CHOSEN, reason="")
    assert (decision.mean, decision.met_count, decision.score_count) == (None, 0, 1)


def changed(case, at, points, comment):
    ballot, first = case.assignments[at], case.campaign.rubric.criteria[0]
    return discussing.change_mark(
        ballot.reviewer, ballot, first.id, points=D(points), comment=comment, reason="Đọc lại hồ sơ"
    )


@pytest.mark.parametrize(
    ("rules", "criteria", "given", "points", "comment", "field"),
    [
        (RubricRules(), [CONDITION, *CRITERIA], (0, *[None] * len(CRITERIA)), 1, "Đủ", "points"),
        (ALL_OF, CHECKS, (1, 1), 0, "", "comment"),
    ],
)
def test_a_change_leaves_no_ballot_that_could_not_be_handed_in(
    make, rules, criteria, given, points, comment, field
):
    case = case_of(make, rules, criteria)
    answer(case, 0, *given)
    with pytest.raises(InvalidInput) as refusal:
        changed(case, 0, points, comment)
    assert refusal.value.field == field
    db.session.expire_all()
    (mark,) = [one for one in case.assignments[0].marks if one.criterion == case.campaign.rubric.criteria[0]]
    assert mark.points == given[0]
    assert db.session.scalars(select(MarkChange)).all() == []


def test_a_condition_may_turn_met_on_a_ballot_that_answers_the_rest(make):
    case = case_of(make, RubricRules(), [CONDITION, *CRITERIA])
    answer(case, 0, 0, *[one.max_points for one in CRITERIA])
    changed(case, 0, 1, "Đủ")
    assert not case.assignments[0].is_excluded
