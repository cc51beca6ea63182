"""Who may be given a nomination, and who may not."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.campaigns.states import StageKind
from registry.catalogue.models import Partner
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.identity.models import Role
from registry.notifications.models import Message
from registry.review import queries
from registry.review.models import Assignment
from registry.review.service import assigning, recusing, scoring
from registry.review.states import AssignmentState, NominationState
from registry.units.service import reorganising

N = NominationState


def stored():
    return db.session.scalars(select(Assignment)).all()


def candidate(case, person):
    listed = queries.list_candidates(case.secretary, case.nomination)
    return next((one for one in listed if one.user == person), None)


def test_reviewers_are_told(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    assert {one.reviewer for one in stored()} == set(case.reviewers)
    assert all(one.state is AssignmentState.ASSIGNED for one in stored())
    told = db.session.scalars(select(Message).where(Message.kind == "assignment.given"))
    assert {message.to for message in told} == set(case.reviewers)


def ties(make, case):
    """People who review for the council and are tied to the nomination, each in another way."""
    province, unit = case.campaign.unit, case.unit
    year_ago, four_years_ago = today() - timedelta(days=365), today() - timedelta(days=4 * 366)
    below = make.unit(parent=unit)
    old = make.unit(parent=province)
    reorganising.merge_units(None, [old], into=unit, on=today())
    partner = make.unit(parent=province)
    case.nomination.exemplar_version.partners.append(Partner(unit_id=partner.id, name=partner.name))
    db.session.commit()
    people = {
        "chooses the reviewers": case.secretary,
        "prepared it": case.member,
        "signed it": case.lead,
        "verified it": case.staff,
        "leads the unit above": make.lead(province),
        "works in a unit below": make.member(below),
        "left the unit a year ago": make.member(unit, until=year_ago),
        "came with the merged unit": make.lead(old),
        "works for a partner": make.member(partner),
    }
    for person in people.values():
        make.reviewer(province, user=person)
    free = make.member(unit, until=four_years_ago)
    return people, make.reviewer(province, user=free)


def test_b01_nobody_tied_to_a_nomination_is_given_it(make):
    case = make.case(state=N.VERIFIED)
    tied, free = ties(make, case)
    for how, person in tied.items():
        assert candidate(case, person).conflict, how
        events = len(db.session.scalars(select(AuditEvent)).all())
        with pytest.raises(PermissionDenied):
            assigning.assign_reviewers(case.secretary, case.nomination, [case.reviewers[0], person])
        assert len(db.session.scalars(select(AuditEvent)).all()) == events + 1, "the attempt is noted"
        assert stored() == []
    assert candidate(case, free).conflict == ""
    assigning.assign_reviewers(case.secretary, case.nomination, [free])


def test_b01_tie_that_comes_later_stops_the_scoring(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    late = case.assignments[0]
    scoring.declare_no_conflict(late.reviewer, late)
    make.member(case.unit, user=late.reviewer)
    with pytest.raises(PermissionDenied):
        scoring.submit_ballot(late.reviewer, late, marks=case.marks(90), overall_comment="")
    assert late.marks == []
    assert late.state is AssignmentState.SCORING
    recusing.declare_conflict(late.reviewer, late, reason="Mới về công tác tại xã")
    assert late.state is AssignmentState.DECLARED_CONFLICT


def test_w14_verifier_does_not_score(make):
    case = make.case(state=N.VERIFIED)
    make.reviewer(case.campaign.unit, user=case.staff)
    with pytest.raises(PermissionDenied):
        assigning.assign_reviewers(case.secretary, case.nomination, [case.staff])
    assert stored() == []


def test_only_reviewers_of_the_council_once_each(make):
    case = make.case(state=N.VERIFIED)
    with pytest.raises(InvalidInput):
        assigning.assign_reviewers(case.secretary, case.nomination, [make.reviewer(make.province())])
    with pytest.raises(InvalidInput):
        assigning.assign_reviewers(case.secretary, case.nomination, [])
    case.assign()
    with pytest.raises(InvalidInput):
        assigning.assign_reviewers(case.secretary, case.nomination, [case.reviewers[0]])
    assert len(stored()) == 2


@pytest.mark.parametrize("state", [N.SUBMITTED, N.RETURNED, N.WITHDRAWN])
def test_w01_nothing_is_assigned_before_it_is_verified(make, state):
    case = make.case(state=state)
    with pytest.raises(InvalidTransition):
        case.assign()
    assert stored() == []


@pytest.mark.parametrize("name", ["member", "lead", "staff", "signer"])
def test_only_secretaries_assign(make, name):
    case = make.case(state=N.VERIFIED)
    with pytest.raises(PermissionDenied):
        assigning.assign_reviewers(getattr(case, name), case.nomination, case.reviewers)
    assert stored() == []


def test_b03_tied_secretary_does_not_assign_and_a_deputy_does(make):
    case = make.case(state=N.VERIFIED)
    make.member(case.unit, user=case.secretary)
    with pytest.raises(PermissionDenied):
        case.assign()
    deputy = make.secretary(case.campaign.unit)
    assert len(assigning.assign_reviewers(deputy, case.nomination, case.reviewers)) == 2


def test_assignment_is_taken_back_and_given_again(make):
    case = make.case(state=N.VERIFIED)
    first, _ = case.assign()
    with pytest.raises(InvalidInput):
        assigning.cancel_assignment(case.secretary, first, reason=" ")
    assigning.cancel_assignment(case.secretary, first, reason="Đi công tác dài ngày")
    assert first.state is AssignmentState.CANCELLED
    assert queries.list_turns(first.reviewer) == []
    (again,) = assigning.assign_reviewers(case.secretary, case.nomination, [first.reviewer])
    assert again.id == first.id
    assert again.state is AssignmentState.ASSIGNED


def test_submitted_ballot_is_not_taken_away(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all()
    with pytest.raises(InvalidTransition):
        assigning.cancel_assignment(case.secretary, case.assignments[0], reason="Điểm thấp quá")
    assert case.assignments[0].state is AssignmentState.SUBMITTED


def test_whoever_declared_a_conflict_is_not_given_it_again(make):
    case = make.case(state=N.VERIFIED)
    first, _ = case.assign()
    recusing.declare_conflict(first.reviewer, first, reason="Có người thân trong tổ")
    told = len(db.session.scalars(select(Message)).all())
    with pytest.raises(PermissionDenied):
        assigning.assign_reviewers(case.secretary, case.nomination, [first.reviewer])
    assert len(stored()) == 2
    assert first.state is AssignmentState.DECLARED_CONFLICT
    assert len(db.session.scalars(select(Message)).all()) == told


def test_who_is_given_it_again_has_the_whole_time_again(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    first, other = case.assignments
    stage = next(one for one in case.campaign.stages if one.kind is StageKind.SCORING)
    stage.working_days = 5
    db.session.commit()
    scoring.decline(first.reviewer, first, reason="Đi công tác")
    with time_machine.travel(now() + timedelta(days=20), tick=False):
        assigning.assign_reviewers(case.secretary, case.nomination, [first.reviewer])
        db.session.expire_all()
        assert (first.assigned_at, first.declined_reason) == (now(), "")
        assert case.nomination.updated_at == now()
        assert queries.list_turns(first.reviewer)[0].due >= today()
        # The other one's days go on as they did.
        assert other.assigned_at < now()


def test_least_loaded_candidates_come_first(make):
    case = make.case(state=N.VERIFIED, reviewers=3)
    case.assign(case.reviewers[0])
    other = make.case(state=N.VERIFIED, campaign=case.campaign, reviewers=0)
    loads = {one.user: one.load for one in queries.list_candidates(other.secretary, other.nomination)}
    assert loads == {case.reviewers[0]: 1, case.reviewers[1]: 0, case.reviewers[2]: 0}
    assert queries.list_candidates(other.secretary, other.nomination)[-1].user == case.reviewers[0]


def test_ended_reviewer_is_no_candidate(make):
    case = make.case(state=N.VERIFIED)
    former = make.holder(Role.REVIEWER, case.campaign.unit, until=today() - timedelta(days=1))
    assert candidate(case, former) is None


def test_submitted_ballot_is_given_back_with_its_marks(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all()
    ballot = case.assignments[0]
    with pytest.raises(InvalidInput):
        assigning.give_back_ballot(case.secretary, ballot, reason=" ")
    with pytest.raises(PermissionDenied):
        assigning.give_back_ballot(case.staff, ballot, reason="Cộng nhầm điểm")
    assert ballot.state is AssignmentState.SUBMITTED
    marks = {mark.criterion_id: mark.points for mark in ballot.marks}
    assigning.give_back_ballot(case.secretary, ballot, reason="Cộng nhầm điểm")
    assert (ballot.state, ballot.submitted_at) == (AssignmentState.SCORING, None)
    assert {mark.criterion_id: mark.points for mark in ballot.marks} == marks
    assert queries.list_missing_ballots(case.nomination)
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "ballot.given_back"))
    assert event.actor_id == case.secretary.id
    told = db.session.scalar(select(Message).where(Message.kind == "assignment.given_back"))
    assert (told.to, told.body) == (ballot.reviewer, "Cộng nhầm điểm")
    case.score(ballot, 70)
    assert not queries.list_missing_ballots(case.nomination)


def test_ballot_is_not_given_back_once_it_is_decided(make):
    case = make.case(state=N.RECOGNISED)
    with pytest.raises(InvalidTransition):
        assigning.give_back_ballot(case.secretary, case.assignments[0], reason="Cộng nhầm điểm")
    assert case.assignments[0].state is AssignmentState.SUBMITTED
