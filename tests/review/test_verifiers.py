"""Verification may be another body's than the council's own: per place, with its people, ties and limits."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from registry.calendar.queries import add_working_days
from registry.campaigns.service.planning import clone_campaign
from registry.campaigns.service.stages import plan_of
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidTransition, NotFound, PermissionDenied
from registry.core.permissions import Permission, allowed
from registry.notifications.models import Message
from registry.review import queries
from registry.review.service import verifying
from registry.review.states import NominationState
from registry.units.states import UnitKind

N = NominationState


def staged(make, **verification):
    register, verify, score, decide = make.plan()
    return make.campaign(stages=[register, replace(verify, **verification), score, decide])


@pytest.fixture
def place(make):
    """A hamlet of a commune that has a Front, in a campaign of the province in which the Front collects."""
    campaign = staged(make, level=Level.COMMUNE, body=UnitKind.FRONT)
    commune = make.unit(parent=campaign.unit)
    front = make.unit(kind=UnitKind.FRONT, parent=commune)
    hamlet = make.unit(kind=UnitKind.RESIDENTIAL_AREA, parent=commune)
    collector = make.staff(front)
    return make.case(campaign=campaign, unit=hamlet), collector


def test_the_body_of_the_place_checks_what_comes_from_it(place, make):
    case, collector = place
    elsewhere = make.staff(make.unit(kind=UnitKind.FRONT, parent=make.unit(parent=case.campaign.unit)))
    case.sign()
    told = {
        one.to_id for one in db.session.scalars(select(Message).where(Message.kind == "nomination.submitted"))
    }
    assert told == {collector.id}
    assert [one.kind for one in queries.waiting_for(collector)] == ["verify"]
    assert queries.waiting_for(elsewhere) == []
    with pytest.raises(NotFound):
        queries.get_nomination(elsewhere, case.nomination.reference)
    with pytest.raises(PermissionDenied):
        verifying.verify(elsewhere, case.nomination)
    assert case.nomination.state is N.SUBMITTED
    assert queries.get_nomination(collector, case.nomination.reference) is case.nomination
    assert list(queries.list_nominations(collector, case.campaign).items) == [case.nomination]
    assert queries.list_nominations(elsewhere, case.campaign).items == []
    verifying.verify(collector, case.nomination)
    assert case.nomination.state is N.VERIFIED
    assert not allowed(collector, Permission.NOMINATION_ASSIGN, case.nomination)


def test_a_commune_checks_its_hamlets_but_not_itself(make):
    campaign = staged(make, level=Level.COMMUNE)
    commune = make.unit(parent=campaign.unit)
    clerk = make.staff(commune)
    below = make.case(
        campaign=campaign, unit=make.unit(kind=UnitKind.RESIDENTIAL_AREA, parent=commune), state=N.SUBMITTED
    )
    own = make.case(campaign=campaign, unit=commune, state=N.SUBMITTED)
    verifying.verify(clerk, below.nomination)
    with pytest.raises(PermissionDenied):
        verifying.verify(clerk, own.nomination)
    assert own.nomination.state is N.SUBMITTED
    own.verify()


def test_in_one_place_the_front_collects_in_another_the_party_committee(make):
    province = make.province()
    places = [make.unit(parent=province) for _one in range(2)]
    front = make.unit(kind=UnitKind.FRONT, parent=places[0])
    committee = make.unit(kind=UnitKind.PARTY_COMMITTEE, parent=places[1])
    named = ((places[0].id, front.id), (places[1].id, committee.id))
    register, verify, score, decide = make.plan()
    campaign = make.campaign(province, stages=[register, replace(verify, exceptions=named), score, decide])
    people = [make.staff(front), make.staff(committee)]
    for at, home in enumerate(places):
        case = make.case(campaign=campaign, unit=home, state=N.SUBMITTED)
        with pytest.raises(PermissionDenied):
            verifying.verify(people[1 - at], case.nomination)
        verifying.verify(people[at], case.nomination)
        assert case.nomination.verified_by_id == people[at].id


def test_a_stage_that_limits_returns_takes_no_further_one(make):
    case = make.case(campaign=staged(make, returns_allowed=1), state=N.SUBMITTED)
    assert queries.returns_left(case.nomination) == 1
    case.return_to_unit()
    case.sign()
    assert queries.returns_left(case.nomination) == 0
    with pytest.raises(InvalidTransition):
        case.return_to_unit()
    assert case.nomination.state is N.SUBMITTED
    case.verify()


def test_a_copy_keeps_what_every_stage_says(make):
    campaign = staged(make, level=Level.COMMUNE, body=UnitKind.FRONT, working_days=7, returns_allowed=1)
    home = make.unit(parent=campaign.unit)
    plan = [plan_of(one) for one in campaign.stages]
    named = replace(plan[1], exceptions=((home.id, campaign.unit_id),))
    draft = make.campaign(campaign.unit, state="draft", stages=[plan[0], named, *plan[2:]])
    copy = clone_campaign(None, draft, year=draft.year)
    # Its days fall on working days, which is another matter.
    day = draft.opens_on
    kept, said = (
        [replace(plan_of(one), starts_on=day, ends_on=day) for one in campaign.stages]
        for campaign in (copy, draft)
    )
    assert kept == said
    assert kept[1] == replace(named, starts_on=day, ends_on=day)


def test_what_has_no_body_any_more_is_for_the_campaigns_own_unit(place, make):
    case, collector = place
    bare = make.unit(parent=case.campaign.unit)
    other = make.case(campaign=case.campaign, unit=bare, state=N.SUBMITTED)
    with pytest.raises(PermissionDenied):
        verifying.verify(collector, other.nomination)
    other.verify()
    assert other.nomination.state is N.VERIFIED


def test_the_limit_of_working_days_sets_when_it_is_due(make):
    case = make.case(campaign=staged(make, working_days=2), state=N.SUBMITTED)
    (waiting,) = queries.waiting_for(case.staff)
    assert waiting.due == add_working_days(today(), 2)
    assert waiting.due < case.campaign.stages[1].ends_on
