"""A unit puts forward no more models than the campaign takes of it, and of its commune."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.review.models import Nomination
from registry.review.service import nominating
from registry.units.states import UnitKind


def limited(make, **quotas):
    register, *others = make.plan()
    return make.campaign(stages=[replace(register, **quotas), *others])


def another(make, case, unit=None):
    """A further model, put forward in the same campaign."""
    return make.case(campaign=case.campaign, unit=unit or case.unit, reviewers=0)


def count():
    return db.session.scalar(select(func.count()).select_from(Nomination))


def test_a_unit_nominates_up_to_its_quota_and_withdrawn_ones_do_not_count(make):
    case = make.case(campaign=limited(make, unit_quota=2))
    second = another(make, case)
    with pytest.raises(InvalidTransition, match="nhiều nhất 2"):
        another(make, case)
    assert count() == 2
    another(make, case, make.unit(parent=case.campaign.unit))
    nominating.withdraw(second.lead, second.nomination, reason="Chưa đủ số liệu")
    another(make, case)
    assert count() == 4


def test_a_commune_counts_with_all_that_belongs_to_it(make):
    campaign = limited(make, commune_quota=2)
    commune = make.unit(parent=campaign.unit)
    hamlets = [make.unit(kind=UnitKind.RESIDENTIAL_AREA, parent=commune) for _one in range(2)]
    case = make.case(campaign=campaign, unit=commune)
    another(make, case, hamlets[0])
    with pytest.raises(InvalidTransition, match=commune.name):
        another(make, case, hamlets[1])
    assert count() == 2
    another(make, case, make.unit(parent=campaign.unit))
