"""The routes that come with the register open as they are where the unit tree has the bodies they name."""

from datetime import timedelta
from itertools import pairwise

import pytest

from registry.campaigns import walking
from registry.campaigns.routes import find_route, list_routes
from registry.campaigns.service import opening
from registry.campaigns.states import CampaignState, StageKind
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.units.states import UnitKind


@pytest.mark.parametrize("route", list_routes(), ids=lambda route: route.code)
@pytest.mark.parametrize("days", [30, 90, 365])
def test_a_route_makes_a_campaign_that_opens(make, route, days):
    province = make.province()
    make.unit(kind=UnitKind.PARTY_COMMITTEE, parent=province)
    make.unit(kind=UnitKind.FRONT, parent=make.unit(parent=province))
    plans = route.plans(today(), today() + timedelta(days=days))
    campaign = make.campaign(province, state="draft", stages=plans)
    if any(plan.kind is StageKind.COUNCIL_VOTE for plan in plans):
        assert "bỏ phiếu" in " ".join(opening.validate(campaign))
        campaign.rubric.vote_share = "7/10"
        db.session.commit()
    assert opening.validate(campaign) == []
    assert walking.list_gaps(campaign) == []
    opening.open_campaign(None, campaign)
    assert campaign.state is CampaignState.OPEN
    assert all(later.starts_on > earlier.ends_on for earlier, later in pairwise(plans))
    assert (plans[0].starts_on, plans[-1].ends_on) == (campaign.opens_on, campaign.closes_on)


def test_the_routes_differ_in_who_verifies_and_what_follows_scoring(make):
    verification = {one.code: one.plans(today(), today())[1] for one in list_routes()}
    assert [(code, plan.level, plan.body) for code, plan in verification.items()] == [
        ("commune", None, None),
        ("province", Level.COMMUNE, None),
        ("front", Level.COMMUNE, UnitKind.FRONT),
    ]
    kinds = [plan.kind for plan in find_route("province").plans(today(), today())]
    assert kinds == [kind for kind in StageKind if kind is not StageKind.DISCUSSION]
    assert find_route("khac") is None
    assert all(one.name_vi and one.name_en and one.about_vi and one.about_en for one in list_routes())
