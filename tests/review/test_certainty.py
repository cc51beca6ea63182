"""What the ballots of a campaign let its council conclude, and by which number a decision is made."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.audit.service import record
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.transaction import transaction
from registry.review import queries
from registry.review.models import Decision, Mark
from registry.review.service import assigning
from registry.review.states import Basis, Outcome
from tests.make.council import lay_ballot, scored_council
from tests.make.panels import calibrated, row


def sure_of(case, reader=None):
    standings = queries.ranking(reader or case.secretary, case.campaign)
    return queries.certainty_of(case.campaign, standings)


@pytest.fixture
def cases(make):
    return scored_council(make)


def all_marks():
    return [mark.points for mark in db.session.scalars(select(Mark).order_by(Mark.id))]


def test_the_figures_are_the_command_s_and_the_raw_scores_stay(cases):
    rows = [
        row(case.nomination.id, one.reviewer_id, float(queries.total_of(one)))
        for case in cases
        for one in case.assignments
    ]
    answer, before = calibrated(rows, line=80, draws=2000), all_marks()
    sure = sure_of(cases[0])
    assert (answer["status"], sure.doubts) == ("adjusted", [])
    for told in answer["nominations"]:
        found = sure.of[told["nomination"]]
        assert float(found.score) == pytest.approx(told["adjusted"], abs=0.0501)
        assert float(found.low) == pytest.approx(told["lo"], abs=0.0501)
        assert (found.rank, found.above) == (told["rank"], told["p_above"])
        assert found.low < found.score < found.high
        assert found.rank_low <= found.rank <= found.rank_high
    shifts = [sure.of[case.nomination.id].severity for case in cases]
    assert shifts[0] < 0 < min(shifts[1:]), "the strict one has not read the first"
    assert all_marks() == before


def test_other_ballots_are_another_answer_and_the_same_are_not_calculated_twice(cases):
    before, last = sure_of(cases[0]), cases[4]
    assert sure_of(cases[0]) is before
    with transaction():
        last.assignments[0].marks[0].points -= 9
        last.assignments[0].total -= 9
        record(last.secretary, "test.changed", last.assignments[0])
    assert sure_of(cases[0]).of[last.nomination.id].score < before.of[last.nomination.id].score
    assigning.give_back_ballot(last.secretary, last.assignments[0], reason="Nhầm tiêu chí")
    assert (sure_of(cases[0]).of, sure_of(cases[0]).doubts) == ({}, ["few_scores"])


def test_few_ballots_leave_the_means_alone(make):
    """No adjusted score is shown, and none can be decided by."""
    (case, *_others) = scored_council(make, nominations=3)
    sure = sure_of(case)
    assert (sure.of, sure.doubts) == ({}, ["too_few_nominations", "few_scores"])
    assert queries.adjusted_of(case.secretary, case.nomination) is None
    with pytest.raises(InvalidInput) as refusal:
        case.decide(basis=Basis.ADJUSTED)
    assert refusal.value.field == "basis"
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0


def test_b03_what_the_reader_may_not_see_shows_in_no_figure(cases, make):
    """Neither a nomination that still lacks ballots, nor one that the reader is tied to."""
    hidden, secretary, before = cases[4], cases[0].secretary, sure_of(cases[0])
    late = make.case(state=hidden.nomination.state, campaign=hidden.campaign, reviewers=0)
    with transaction():
        lay_ballot(late, hidden.assignments[0].reviewer, 20)
    assert sure_of(cases[0]) is before
    with transaction():
        for one in hidden.assignments[1:]:
            lay_ballot(late, one.reviewer, 70)
    make.member(hidden.unit, user=secretary)
    tied = sure_of(cases[0], secretary)
    assert set(tied.of) == {one.nomination.id for one in (*cases[:4], late)}
    with transaction():
        for one in hidden.assignments:
            one.marks[0].points = Decimal(1)
    assert sure_of(cases[0], secretary) == tied
    assert queries.adjusted_of(secretary, hidden.nomination) is None


def test_the_decision_says_which_number_was_used(cases):
    """The mean of the third lies below the mark and its adjusted score above: which one counts is chosen."""
    case = cases[2]
    mean, adjusted = (
        queries.figures_of(case.nomination).mean,
        queries.adjusted_of(case.signer, case.nomination).score,
    )
    assert mean < case.campaign.pass_mark <= adjusted
    with pytest.raises(InvalidInput) as refusal:
        case.decide(Outcome.RECOGNISED, reason="")
    assert refusal.value.field == "reason"
    decision = case.decide(Outcome.RECOGNISED, reason="", basis=Basis.ADJUSTED)
    assert (decision.basis, decision.adjusted, decision.mean) == (Basis.ADJUSTED, adjusted, mean)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "decision.recorded")).one()
    told = json.loads(event.detail)
    assert (told["basis"], told["adjusted"]) == ("adjusted", str(adjusted))
    other = cases[0].decide()
    assert (other.basis, other.adjusted) == (Basis.MEAN, None)
