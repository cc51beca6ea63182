"""By hand: several at once, a substitute in one step, and what reviewers know and can take on."""

import pytest

from registry.catalogue.queries import list_fields
from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound, PermissionDenied, StaleVersion
from registry.review import queries
from registry.review.service import assigning, profiling, recusing, scoring
from registry.review.states import AssignmentState as A
from registry.review.states import ConflictKind
from registry.review.states import NominationState as N


def cases_of(make, count, reviewers=3):
    first = make.case(state=N.VERIFIED, reviewers=reviewers)
    return [
        first,
        *(make.case(state=N.VERIFIED, campaign=first.campaign, reviewers=0) for _ in range(count - 1)),
    ]


def given(case):
    db.session.expire_all()
    return {one.reviewer: one.state for one in case.nomination.assignments}


def test_each_gets_each_and_who_has_one_keeps_it(make):
    first, second = cases_of(make, 2)
    one, other, _third = first.reviewers
    first.assign(one)
    both = [first.nomination, second.nomination]

    assigning.assign_each(first.secretary, both, [one, other])

    for case in (first, second):
        assert given(case) == {one: A.ASSIGNED, other: A.ASSIGNED}


def test_a_tie_keeps_the_whole_of_it_from_being_given(make):
    first, second = cases_of(make, 2)
    tied = make.member(second.unit, user=first.reviewers[0])

    with pytest.raises(InvalidInput, match=second.nomination.reference):
        assigning.assign_each(first.secretary, [first.nomination, second.nomination], first.reviewers)

    assert given(first) == given(second) == {}
    assert tied in first.reviewers


def test_what_ties_somebody_is_not_told_to_whoever_may_not_assign(make):
    first, second = cases_of(make, 2)
    make.member(second.unit, user=first.reviewers[0])
    aside = make.secretary(first.campaign.unit)
    recusing.step_aside(aside, second.nomination, kind=ConflictKind.FAMILY, reason="Em ruột làm ở đó")

    for actor in (first.staff, aside):
        with pytest.raises(PermissionDenied) as refusal:
            assigning.assign_each(actor, [first.nomination, second.nomination], first.reviewers)
        assert first.reviewers[0].name not in refusal.value.message

    assert given(first) == given(second) == {}


def test_a_substitute_takes_over_in_one_step_or_nothing_changes(make):
    (case,) = cases_of(make, 1)
    one, other, third = case.reviewers
    (assignment,) = case.assign(one)
    scoring.declare_no_conflict(one, assignment)
    make.member(case.unit, user=third)
    with pytest.raises(PermissionDenied):
        assigning.substitute_reviewer(case.secretary, assignment, third, reason="Đi công tác")
    assert given(case) == {one: A.SCORING}

    assigning.substitute_reviewer(case.secretary, assignment, other, reason="Đi công tác")

    assert given(case) == {one: A.CANCELLED, other: A.ASSIGNED}


def test_nobody_gets_more_than_they_can_take_on(make):
    first, second = cases_of(make, 2)
    one = first.reviewers[0]
    profiling.state_own_profile(one, fields=[], most_open=1)
    first.assign(one)

    with pytest.raises(InvalidInput, match=one.name):
        assigning.assign_reviewers(first.secretary, second.nomination, [one])

    candidate = next(c for c in queries.list_candidates(first.secretary, second.nomination) if c.user is one)
    plan = queries.plan_reviewers(first.secretary, first.campaign)
    assert candidate.is_full
    assert one not in {pick.reviewer for pick in plan.picks}


def test_who_knows_the_field_is_proposed_before_others_of_the_same_load(make):
    (case,) = cases_of(make, 1)
    last = max(case.reviewers, key=lambda one: one.name_sort)
    field = case.exemplar.latest.field
    profiling.set_profile(case.secretary, case.campaign, last, fields=[field.code], most_open=None)

    plan = queries.plan_reviewers(case.secretary, case.campaign)

    assert [pick.is_field for pick in plan.picks if pick.reviewer is last] == [True]
    assert queries.list_candidates(case.secretary, case.nomination)[0].user is last


def test_a_profile_is_said_of_ones_own_reviewers_with_what_was_seen(make):
    (case,) = cases_of(make, 1)
    person, codes = case.reviewers[0], [one.code for one in list_fields()]
    profile = profiling.state_own_profile(person, fields=codes, most_open=5)

    for wrong, refusal in (
        (lambda: profiling.state_own_profile(person, fields=["none"], most_open=5, version=1), InvalidInput),
        (lambda: profiling.state_own_profile(person, fields=[], most_open=0, version=1), InvalidInput),
        (lambda: profiling.state_own_profile(person, fields=[], most_open=5, version=9), StaleVersion),
        (lambda: profiling.state_own_profile(case.member, fields=[], most_open=5), PermissionDenied),
        (
            lambda: profiling.set_profile(case.secretary, case.campaign, case.member, fields=[], most_open=5),
            NotFound,
        ),
        (
            lambda: profiling.set_profile(case.lead, case.campaign, person, fields=[], most_open=1),
            PermissionDenied,
        ),
    ):
        with pytest.raises(refusal):
            wrong()
    db.session.expire_all()
    assert (len(profile.fields), profile.most_open, profile.version) == (len(codes), 5, 1)


def test_the_pages_lead_through_it(make, client):
    first, second = cases_of(make, 2)
    one, other, third = first.reviewers
    client.sign_in(first.secretary)
    at = f"/dot-xet/{first.campaign.reference}"

    page = f"{at}/nguoi-cham/{one.reference}"
    assert client.send_form(page, most_open="0").status_code == 422
    assert client.send_form(page, most_open="1", known_fields=["economy"]).status_code == 303
    assert "1/1" not in client.get(f"{at}/nguoi-cham").text
    answer = client.send_form(
        f"{at}/phan-cong/chon-tay",
        nominations=[first.nomination.reference, second.nomination.reference], reviewers=[other.username],
    )  # fmt: skip
    assert answer.status_code == 303
    of_first = next(a for a in first.nomination.assignments)
    answer = client.send_form(
        f"/de-cu/{first.nomination.reference}/phan-cong/{of_first.reference}/thay",
        reviewers=third.username, reason="Ốm",
    )  # fmt: skip
    assert answer.status_code == 303
    assert given(first) == {other: A.CANCELLED, third: A.ASSIGNED}
    assert given(second) == {other: A.ASSIGNED}
