"""What is worked out for a whole campaign at once says of each nomination what is said of it alone."""

import pytest
from sqlalchemy import select

from registry.core.clock import today
from registry.core.db import db
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.review import conflicts, queries
from registry.review.models import Nomination
from registry.review.queries.picture import picture_of
from registry.review.service import recusing
from registry.review.states import ConflictKind
from registry.review.states import NominationState as N
from registry.review.tied import Tied
from registry.units.service import reorganising
from tests.make.ties import tied_people


@pytest.fixture
def campaign(make):
    """A campaign of four units, with people around it who are tied to one of its nominations each."""
    case, _people = tied_people(make)
    campaign, province = case.campaign, case.campaign.unit
    kept, below = (make.case(campaign=campaign, state=N.VERIFIED) for _ in range(2))
    make.case(campaign=campaign, unit=make.unit(parent=kept.unit), state=N.VERIFIED)
    make.holder(Role.COUNCIL_SECRETARY, province, user=kept.lead)
    make.holder(Role.REVIEWER, kept.unit)
    make.lead(province)
    recusing.step_aside(
        case.secretary, below.nomination, reason="Người thân phụ trách", kind=ConflictKind.FAMILY
    )
    return campaign


def people():
    return list(db.session.scalars(select(User).order_by(User.id)))


def nominations(campaign):
    query = select(Nomination).where(Nomination.campaign_id == campaign.id).order_by(Nomination.reference)
    return list(db.session.scalars(query))


def compared(campaign):
    """(all at once, one by one), for every person and nomination, as a reviewer and for the council."""
    everybody, cases = people(), picture_of(campaign, list(N))
    tied = Tied(campaign, {person.id for person in everybody})
    at_once = {
        (person.name, case.reference): (tied.reviewer(person.id, case), tied.council(person.id, case))
        for person in everybody
        for case in cases
    }
    one_by_one = {
        (person.name, nomination.reference): (
            conflicts.tie_of_reviewer(person, nomination) is not None,
            conflicts.tie_of_council(person, nomination) is not None,
        )
        for person in everybody
        for nomination in nominations(campaign)
    }
    return at_once, one_by_one


def test_ties_of_all_are_the_ties_of_each(campaign):
    at_once, one_by_one = compared(campaign)
    assert at_once == one_by_one
    assert set(at_once.values()) == {(True, True), (True, False), (False, False)}
    assert 20 < sum(map(any, at_once.values())) < len(at_once) / 2


def test_ties_follow_a_merger(campaign):
    first, second = (nomination.unit for nomination in nominations(campaign)[:2])
    before, _ = compared(campaign)
    reorganising.merge_units(None, [first], into=second, on=today())
    at_once, one_by_one = compared(campaign)
    assert at_once == one_by_one != before


def test_a_ranking_holds_what_its_reader_may_rank(campaign):
    asked = 0
    for person in people():
        if allowed(person, Permission.NOMINATION_RANK, campaign):
            ranked = {one.case.reference for one in queries.ranking(person, campaign)}
            mine = [one for one in nominations(campaign) if allowed(person, Permission.NOMINATION_RANK, one)]
            assert ranked == {one.reference for one in mine}
            asked += len(mine) < len(nominations(campaign))
    assert asked >= 2, "some readers are tied to something"
