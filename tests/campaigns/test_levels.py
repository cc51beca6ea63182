"""Which level a unit confers, and everything that is wrong with the details of a campaign at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.campaigns.models import Campaign
from registry.campaigns.rules import levels_of
from registry.campaigns.service import planning
from registry.catalogue.states import Level
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.units.states import UnitKind
from tests.campaigns.test_planning import VALUES

L = Level


@pytest.mark.parametrize("level", [L.CENTRAL, L.COMMUNE])
def test_province_confers_at_its_own_level_only(make, level):
    province = make.province()
    with pytest.raises(InvalidInput) as refusal:
        planning.create_campaign(make.staff(province), province, **{**VALUES, "level": level})
    assert refusal.value.field == "level"
    assert db.session.scalar(select(Campaign)) is None


def test_committee_of_a_province_confers_like_the_province(make):
    province = make.province()
    committee = make.unit(kind=UnitKind.PARTY_COMMITTEE, parent=province)
    branch = make.unit(kind=UnitKind.FRONT, parent=make.unit(parent=province))
    assert levels_of(committee) == {L.PROVINCE, L.GRASSROOTS}
    assert levels_of(branch) == {L.COMMUNE, L.GRASSROOTS}
    assert levels_of(make.unit(kind=UnitKind.RESIDENTIAL_AREA, parent=branch)) == {L.GRASSROOTS}


def test_organisation_of_the_whole_country_confers_at_the_central_level(make):
    front = make.unit(kind=UnitKind.FRONT)
    campaign = planning.create_campaign(make.staff(front), front, **{**VALUES, "level": L.CENTRAL})
    assert campaign.level is L.CENTRAL


def test_everything_wrong_is_told_at_once(make):
    wrong = {"year": 26, "closes_on": VALUES["opens_on"] - timedelta(days=1), "level": L.CENTRAL}
    with pytest.raises(InvalidInput) as refusal:
        planning.create_campaign(None, make.province(), **{**VALUES, **wrong})
    told = [refusal.value, *refusal.value.more]
    assert [one.field for one in told] == ["level", "year", "closes_on"]
