"""Who is tied to what, how it is found, and what follows from it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from registry.audit.models import AuditEvent
from registry.catalogue import visibility
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied
from registry.identity.models import Role
from registry.identity.service import roles
from registry.notifications.models import Message
from registry.review import queries
from registry.review.conflicts import tie_of_council, tie_of_reviewer
from registry.review.models import Recusal
from registry.review.service import assigning, deciding, recognising, recusing, scoring, verifying
from registry.review.service.rechecking import Rechecker
from registry.review.states import AssignmentState as A
from registry.review.states import ConflictKind as K
from registry.review.states import NominationState as N
from registry.review.states import Outcome
from registry.units.service import reorganising
from tests.make.statements import statements
from tests.make.ties import tied_people


def kind(tie):
    return tie.kind if tie else None


def test_b01_every_structural_tie_is_found_and_named(make):
    case, people = tied_people(make)
    nomination = case.nomination
    assert {how: kind(tie_of_reviewer(person, nomination)) for how, person in people.items()} == {
        how: how for how in people
    }
    assert {how: kind(tie_of_council(person, nomination)) for how, person in people.items()} == {
        how: how for how in people
    }
    partner = nomination.exemplar_version.partners[-1]
    assert partner.name in tie_of_reviewer(people[K.PARTNER], nomination).sentence
    assert tie_of_reviewer(case.reviewers[0], nomination) is None


def test_office_above_is_no_tie_for_the_council_but_for_a_reviewer(make):
    case = make.case(state=N.VERIFIED)
    chair = make.lead(case.campaign.unit)
    assert kind(tie_of_council(chair, case.nomination)) is None
    assert kind(tie_of_reviewer(chair, case.nomination)) is K.NEAR_UNIT


def test_former_roles_count_as_long_as_the_campaign_says(make):
    former = {"until": today() - timedelta(days=800)}
    for years, tied in ((0, False), (2, False), (3, True)):
        case = make.case(state=N.VERIFIED, campaign=make.campaign(tie_years=years))
        person = make.member(case.unit, **former)
        assert (tie_of_reviewer(person, case.nomination) is not None) is tied, years


def test_those_who_wrote_are_noted_when_it_is_signed(make):
    case = make.case()
    assert case.nomination.authors == []
    case.sign()
    assert case.exemplar.registered_by_id in case.nomination.authors


def test_b03_council_is_refused_with_the_reason(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all()
    other = make.case(state=N.SUBMITTED, campaign=case.campaign, unit=case.unit)
    for person in (case.secretary, case.signer, case.staff):
        make.member(case.unit, user=person)
    unit, paper = case.unit.name, {"number": "1", "decided_on": today(), "reason": "x"}
    acts = (
        lambda: assigning.give_back_ballot(case.secretary, case.assignments[0], reason="x"),
        lambda: deciding.decide(case.signer, case.nomination, outcome=Outcome.RECOGNISED, **paper),
        lambda: verifying.verify(case.staff, other.nomination),
    )
    for act in acts:
        with pytest.raises(PermissionDenied) as refusal:
            act()
        assert unit in refusal.value.message
    assert (case.nomination.state, other.nomination.state) == (N.VERIFIED, N.SUBMITTED)


def test_b03_tied_signer_does_not_end_a_recognition(make):
    case = make.case(state=N.RECOGNISED)
    (recognition,) = queries.recognitions_of(case.exemplar)
    tied = make.signer(case.campaign.unit, user=make.member(case.unit))
    with pytest.raises(PermissionDenied):
        recognising.end_recognition(tied, recognition, "annul", reason="Sai số liệu")
    assert recognition.state == "in_force"


def test_nothing_but_whose_it_is_before_the_reviewer_answers(make):
    case = make.case(state=N.VERIFIED)
    (given,) = case.assign(case.reviewers[0])
    reviewer = given.reviewer
    for answered in (False, True):
        if answered:
            scoring.declare_no_conflict(reviewer, given)
        inside = visibility.standing_of(reviewer, case.exemplar) is visibility.Standing.INSIDE
        listed = queries.list_nominations(reviewer, case.campaign).items
        assert (inside, bool(listed)) == (answered, answered)
        if not answered:
            with pytest.raises(NotFound):
                queries.get_nomination(reviewer, case.nomination.reference)


def test_typed_conflict_is_kept_with_kind_and_words(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all()
    given = case.assignments[0]
    with pytest.raises(InvalidInput):
        recusing.declare_conflict(given.reviewer, given, reason="Em ruột", kind=K.SOURCE)
    recusing.declare_conflict(given.reviewer, given, reason="Em ruột là trưởng thôn", kind=K.FAMILY)
    (row,) = queries.list_recusals(case.secretary, case.campaign)
    assert (row.person, row.kind, row.detail) == (given.reviewer, K.FAMILY, "Em ruột là trưởng thôn")
    assert (row.role, row.ballot_voided, row.is_declared) == (Role.REVIEWER, True, True)
    assert len(given.marks) == 2
    assert queries.totals_of(case.nomination) == [85]


def test_council_member_steps_aside_and_a_deputy_goes_on(make):
    case = make.case(state=N.VERIFIED)
    with pytest.raises(PermissionDenied):
        recusing.step_aside(case.lead, case.nomination, kind=K.FAMILY, reason="Cháu")
    recusing.step_aside(case.secretary, case.nomination, kind=K.FAMILY, reason="Cháu là bí thư đoàn")
    with pytest.raises(InvalidTransition):
        recusing.step_aside(case.secretary, case.nomination, kind=K.OTHER, reason="Lần nữa")
    with pytest.raises(PermissionDenied):
        case.assign()
    assert db.session.scalars(select(Recusal)).one().role is Role.COUNCIL_SECRETARY
    deputy = make.secretary(case.campaign.unit)
    assert len(assigning.assign_reviewers(deputy, case.nomination, case.reviewers)) == 2
    assert [one.person for one in queries.list_recusals(deputy, case.campaign)] == [case.secretary]


def test_step_aside_ends_with_the_decision(make):
    case = make.case(state=N.RECOGNISED)
    with pytest.raises(InvalidTransition):
        recusing.step_aside(case.secretary, case.nomination, kind=K.OTHER, reason="Muộn")
    assert db.session.scalars(select(Recusal)).all() == []


def tie_by_merger(make, case, reviewer):
    neighbour, new = (make.unit(parent=case.campaign.unit) for _ in range(2))
    make.member(neighbour, user=reviewer)
    reorganising.merge_units(None, [case.unit, neighbour], into=new, on=today())


def tie_by_role(make, case, reviewer):
    roles.grant_role(None, reviewer, role=Role.UNIT_MEMBER, unit_id=case.unit.id)


@pytest.mark.parametrize("change", [tie_by_merger, tie_by_role])
def test_w13_ballot_of_somebody_tied_later_is_voided_and_kept(make, change):
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all()
    recheck = Rechecker()
    recheck()
    assert all(one.state is A.SUBMITTED for one in case.assignments)

    ballot = case.assignments[0]
    change(make, case, ballot.reviewer)
    recheck()

    db.session.expire_all()
    assert [one.state for one in case.assignments] == [A.VOIDED, A.SUBMITTED]
    assert len(ballot.marks) == 2
    assert queries.totals_of(case.nomination) == [85]
    recusal = queries.recusal_of(ballot.reviewer, case.nomination)
    assert (recusal.kind, recusal.ballot_voided, recusal.is_declared) == (K.OWN_UNIT, True, False)
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "ballot.voided"))
    assert (event.actor_id, event.subject_ref) == (None, ballot.reference)
    told = db.session.scalars(select(Message).where(Message.kind == "assignment.voided")).all()
    assert [one.to for one in told] == [ballot.reviewer]
    assert queries.list_missing_ballots(case.nomination)
    recheck()
    assert len(db.session.scalars(select(Recusal)).all()) == 1


def test_what_was_decided_stays(make):
    case = make.case(state=N.RECOGNISED)
    tie_by_role(make, case, case.assignments[0].reviewer)
    Rechecker()()
    assert all(one.state is A.SUBMITTED for one in case.assignments)


@pytest.mark.parametrize(
    "statement", ["UPDATE campaigns SET state = 'closed'", "UPDATE nominations SET state = 'praised'"]
)
def test_nothing_is_voided_that_was_ended_while_ties_were_looked_for(make, statement):
    case = make.case(state=N.VERIFIED)
    case.assign()
    tie_by_role(make, case, case.assignments[0].reviewer)
    assert case.nomination.state is N.VERIFIED
    assert case.campaign.state == "open"
    with db.engine.begin() as another:
        another.execute(text(statement))
    assert recusing.void_tied([case.nomination]) == 0
    db.session.expire_all()
    assert [one.state for one in case.assignments] == [A.ASSIGNED, A.ASSIGNED]
    assert db.session.scalars(select(Recusal)).all() == []


def test_looking_at_more_nominations_again_costs_no_more_statements(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    few = statements(recusing.void_all_tied)
    more = [make.case(campaign=case.campaign, state=N.VERIFIED) for _one in range(3)]
    for one in more:
        one.assign()
    assert statements(recusing.void_all_tied) == few
    # Nor are the others read anew because one of them is taken from its reviewer.
    make.member(more[0].unit, user=more[0].assignments[0].reviewer)
    again = statements(recusing.void_all_tied, about="exemplar_partners")
    for _one in range(3):
        make.case(campaign=case.campaign, state=N.VERIFIED).assign()
    make.member(more[1].unit, user=more[1].assignments[0].reviewer)
    assert statements(recusing.void_all_tied, about="exemplar_partners") == again
