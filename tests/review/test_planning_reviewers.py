"""Enough reviewers for every nomination: proposed, then given in one command; and reviewers who decline."""

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied
from registry.notifications.models import Message
from registry.review import queries
from registry.review.models import Assignment
from registry.review.service import assigning, scoring
from registry.review.states import AssignmentState as A
from registry.review.states import NominationState as N


def campaign_of(make, nominations=3, reviewers=3):
    first = make.case(state=N.VERIFIED, reviewers=reviewers)
    rest = [make.case(state=N.VERIFIED, campaign=first.campaign, reviewers=0) for _ in range(nominations - 1)]
    return first, [first, *rest]


def test_every_nomination_is_filled_and_the_load_is_even(make):
    first, cases = campaign_of(make)
    plan = queries.plan_reviewers(first.secretary, first.campaign)
    assert plan.shortages == []
    assert [pick.nomination for pick in plan.picks] == [c.nomination for c in cases for _ in range(2)]
    each = [sum(pick.reviewer is person for pick in plan.picks) for person in first.reviewers]
    assert each == [2, 2, 2]
    assert db.session.scalars(select(Assignment)).all() == []

    assigning.assign_many(first.secretary, [(pick.nomination, pick.reviewer) for pick in plan.picks])
    assert len(db.session.scalars(select(Assignment)).all()) == 6
    assert len(db.session.scalars(select(Message).where(Message.kind == "assignment.given")).all()) == 6
    assert queries.plan_reviewers(first.secretary, first.campaign).picks == []


def test_tied_people_and_full_ones_are_left_out_and_counted(make):
    first, cases = campaign_of(make, nominations=2, reviewers=3)
    make.member(cases[1].unit, user=first.reviewers[0])
    plan = queries.plan_reviewers(first.secretary, first.campaign, most=1)
    assert len(plan.picks) == 3
    of_second = [pick.reviewer for pick in plan.picks if pick.nomination is cases[1].nomination]
    assert first.reviewers[0] not in of_second
    (short,) = plan.shortages
    assert (short.nomination, short.lacking, short.full) == (cases[0].nomination, 1, 2)


def test_all_or_nothing(make):
    first, cases = campaign_of(make, nominations=2)
    make.member(cases[1].unit, user=first.reviewers[0])
    pairs = [(case.nomination, first.reviewers[0]) for case in cases]
    with pytest.raises(PermissionDenied):
        assigning.assign_many(first.secretary, pairs)
    with pytest.raises(InvalidInput):
        assigning.assign_many(first.secretary, [])
    assert db.session.scalars(select(Assignment)).all() == []


def test_declining_needs_a_reason_and_makes_room(make):
    first, _cases = campaign_of(make, nominations=1)
    given, other = first.assign(*first.reviewers[:2])
    with pytest.raises(InvalidInput):
        scoring.decline(given.reviewer, given, reason=" ")
    with pytest.raises(PermissionDenied):
        scoring.decline(other.reviewer, given, reason="Bận")
    scoring.decline(given.reviewer, given, reason="Đi học tập trung")
    assert (given.state, given.declined_reason) == (A.DECLINED, "Đi học tập trung")
    assert queries.list_turns(given.reviewer) == []
    told = db.session.scalars(select(Message).where(Message.kind == "assignment.declined")).all()
    assert [one.to for one in told] == [first.secretary]
    (pick,) = queries.plan_reviewers(first.secretary, first.campaign).picks
    assert pick.reviewer is first.reviewers[2]
    (again,) = assigning.assign_reviewers(first.secretary, first.nomination, [given.reviewer])
    assert (again.id, again.state) == (given.id, A.ASSIGNED)


def test_the_proposal_is_read_and_then_saved(make, client):
    first, cases = campaign_of(make, nominations=2)
    client.sign_in(first.secretary)
    path = f"/dot-xet/{first.campaign.reference}/phan-cong"
    assert client.get(path).text.count('name="pairs"') == 4
    assert client.send_form(path, pairs=[]).status_code == 422
    keys = [
        f"{cases[0].nomination.reference} {pick.reviewer.username}"
        for pick in queries.plan_reviewers(first.secretary, first.campaign).picks
        if pick.nomination.id == cases[0].nomination.id
    ]
    assert client.send_form(path, pairs=keys).status_code == 303
    assert {one.nomination_id for one in db.session.scalars(select(Assignment))} == {cases[0].nomination.id}
