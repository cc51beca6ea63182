"""Ballots: what is kept, what is refused, what is locked, what no longer counts, who sees what."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent, AuditPersonal
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.core.permissions import Permission, allowed
from registry.notifications.models import Message
from registry.review import queries
from registry.review.models import Mark
from registry.review.service import recusing, scoring
from registry.review.service.scoring import BallotRefused
from registry.review.states import AssignmentState, NominationState, Outcome

N = NominationState


@pytest.fixture
def case(make):
    """A verified nomination with two reviewers who have declared no conflict."""
    case = make.case(state=N.VERIFIED)
    for assignment in case.assign():
        scoring.declare_no_conflict(assignment.reviewer, assignment)
    return case


def save(assignment, marks, **values):
    return scoring.save_ballot(
        assignment.reviewer, assignment, marks=marks, **{"overall_comment": "", **values}
    )


def submit(assignment, marks, **values):
    return scoring.submit_ballot(
        assignment.reviewer, assignment, marks=marks, **{"overall_comment": "", **values}
    )


def marks_of(assignment):
    return {mark.criterion_id: (mark.points, mark.comment) for mark in assignment.marks}


def test_part_of_a_ballot_is_kept(case):
    ballot = case.assignments[0]
    first, second = case.campaign.rubric.criteria
    save(ballot, {first.id: (Decimal("41.5"), "Có số liệu")}, overall_comment="Đang đọc")
    assert marks_of(ballot) == {first.id: (Decimal("41.5"), "Có số liệu")}
    assert ballot.marks[0].band.label == "Tốt"
    assert ballot.overall_comment == "Đang đọc"
    save(ballot, {first.id: (None, ""), second.id: (Decimal(31), "")})
    assert marks_of(ballot) == {first.id: (None, ""), second.id: (Decimal(31), "")}
    assert queries.total_of(ballot) == 31


BAD = ["NaN", "sNaN", "Infinity", "-Infinity", "-0", "-1", "60.01", "1e308", "41.125", "1e-30"]


@pytest.mark.parametrize("points", BAD)
def test_w15_impossible_points_store_nothing(case, points):
    ballot = case.assignments[0]
    first = case.campaign.rubric.criteria[0]
    for command in (save, submit):
        with pytest.raises(InvalidInput) as refusal:
            command(ballot, {**case.marks(80), first.id: (Decimal(points), "Vì thế")})
        assert refusal.value.field == f"points_{first.id}"
        assert ballot.marks == []
        assert ballot.state is AssignmentState.SCORING


def test_w15_missing_criterion_and_unknown_criterion_are_refused(case):
    ballot = case.assignments[0]
    first, second = case.campaign.rubric.criteria
    with pytest.raises(BallotRefused) as refusal:
        submit(ballot, {first.id: (Decimal(30), "")})
    assert list(refusal.value.faults) == [f"points_{second.id}"]
    with pytest.raises(InvalidInput):
        save(ballot, {999: (Decimal(1), "")})
    assert db.session.scalars(select(Mark)).all() == []


@pytest.mark.parametrize(
    ("points", "needs_comment"), [(0, True), (20, True), (21, False), (40, False), (41, True), (60, True)]
)
def test_lowest_and_highest_level_need_a_comment(case, points, needs_comment):
    ballot = case.assignments[0]
    first, second = case.campaign.rubric.criteria
    marks = {first.id: (Decimal(points), " "), second.id: (Decimal(20), "")}
    if not needs_comment:
        assert submit(ballot, marks).state is AssignmentState.SUBMITTED
        return
    with pytest.raises(BallotRefused) as refusal:
        submit(ballot, marks)
    assert list(refusal.value.faults) == [f"comment_{first.id}"]
    assert (ballot.state, ballot.marks) == (AssignmentState.SCORING, [])


def test_w02_submitted_ballot_is_locked(case):
    ballot = case.assignments[0]
    submit(ballot, case.marks(80))
    before = marks_of(ballot)
    for command in (save, submit):
        with pytest.raises(InvalidTransition):
            command(ballot, case.marks(10))
    assert marks_of(ballot) == before
    assert queries.totals_of(case.nomination) == [80]


def test_w02_ballot_is_locked_by_the_decision(case):
    late = case.assignments[1]
    case.campaign.reviews_wanted = 1
    db.session.commit()
    submit(case.assignments[0], case.marks(85))
    case.decide()
    for command in (save, submit):
        with pytest.raises(InvalidTransition):
            command(late, case.marks(10))
    with pytest.raises(InvalidTransition):
        recusing.declare_conflict(late.reviewer, late, reason="Người nhà")
    assert (late.marks, late.state) == ([], AssignmentState.SCORING)


def test_w18_late_autosave_after_submitting_changes_nothing(case):
    ballot = case.assignments[0]
    seen = ballot.version
    submit(ballot, case.marks(80), version=seen)
    with pytest.raises(InvalidTransition):
        save(ballot, case.marks(10), version=seen)
    assert queries.total_of(ballot) == 80


def test_w04_second_tab_is_told_what_is_stored(case):
    ballot = case.assignments[0]
    first, second = case.campaign.rubric.criteria
    seen = ballot.version
    save(ballot, {first.id: (Decimal("30.5"), "Của tab một")}, overall_comment="Một", version=seen)
    with pytest.raises(StaleVersion) as refusal:
        save(ballot, {second.id: (Decimal(5), "Của tab hai")}, overall_comment="Hai", version=seen)
    assert refusal.value.stored == {
        "overall_comment": "Một",
        f"points_{first.id}": "30.5",
        f"comment_{first.id}": "Của tab một",
    }
    assert refusal.value.version == ballot.version > seen
    assert marks_of(ballot) == {first.id: (Decimal("30.5"), "Của tab một")}


def test_scoring_begins_with_the_declaration(make):
    case = make.case(state=N.VERIFIED)
    ballot, _ = case.assign()
    with pytest.raises(InvalidTransition):
        save(ballot, case.marks(80))
    assert ballot.marks == []


def test_b01_nobody_fills_in_the_ballot_of_another(case):
    ballot, other = case.assignments
    for person in (other.reviewer, case.secretary, case.lead, case.signer, case.staff):
        with pytest.raises(PermissionDenied):
            scoring.save_ballot(person, ballot, marks=case.marks(1), overall_comment="")
        with pytest.raises(PermissionDenied):
            recusing.declare_conflict(person, ballot, reason="Thay mặt")
        with pytest.raises(NotFound):
            queries.get_assignment(person, ballot.reference)
    assert (ballot.marks, ballot.state) == ([], AssignmentState.SCORING)


def test_b02_conflict_after_scoring_voids_the_ballot_without_deleting_it(case):
    ballot, other = case.assignments
    submit(ballot, case.marks(95))
    submit(other, case.marks(65))
    recusing.declare_conflict(ballot.reviewer, ballot, reason="Em trai là tổ trưởng")
    assert ballot.state is AssignmentState.DECLARED_CONFLICT
    assert queries.total_of(ballot) == 95, "what was given is kept"
    assert queries.totals_of(case.nomination) == [65], "and no longer counts"
    assert queries.list_missing_ballots(case.nomination) != []
    with pytest.raises(InvalidTransition):
        case.decide(Outcome.PRAISED)
    told = db.session.scalars(select(Message).where(Message.kind == "assignment.conflict"))
    assert [message.to for message in told] == [case.secretary]
    with pytest.raises(InvalidInput):
        recusing.declare_conflict(other.reviewer, other, reason="")


def test_b13_others_scores_are_hidden_until_the_own_ballot_is_in(case):
    ballot, other = case.assignments
    submit(other, case.marks(70))
    assert queries.list_ballots(ballot.reviewer, case.nomination) == []
    submit(ballot, case.marks(90))
    seen = queries.list_ballots(ballot.reviewer, case.nomination)
    assert sorted(one.total for one in seen) == [70, 90]
    assert [one.total for one in seen if one.is_own] == [90]


def test_b13_secretary_who_still_has_to_score_sees_no_figures(make, case):
    both = make.secretary(case.campaign.unit, user=case.reviewers[0])
    submit(case.assignments[1], case.marks(70))
    assert queries.ranking(both, case.campaign) == []
    assert not allowed(both, Permission.NOMINATION_RANK, case.nomination)
    submit(case.assignments[0], case.marks(90))
    assert allowed(both, Permission.NOMINATION_RANK, case.nomination)
    assert [row.count for row in queries.ranking(both, case.campaign)] == [2]


def test_scores_stand_in_the_audit_only_as_commitments(case):
    submit(case.assignments[0], case.marks(80))
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "ballot.submitted"))
    assert set(json.loads(event.detail)["marks"]) == {"commitment"}
    kept = db.session.scalar(select(AuditPersonal).where(AuditPersonal.seq == event.seq))
    assert sorted(json.loads(kept.value).values()) == ["20", "60"]


def test_council_is_told_once_when_all_ballots_are_in(case):
    for ballot in case.assignments:
        submit(ballot, case.marks(80))
    told = db.session.scalars(select(Message).where(Message.kind == "nomination.scored"))
    assert {message.to for message in told} == {case.secretary, case.signer}
