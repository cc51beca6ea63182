"""Models read as rows for a list are the same as models read whole, and nobody is shown more of them."""

import pytest

from registry.catalogue import queries
from registry.catalogue.listing import list_visible, listed_of
from registry.catalogue.models import Exemplar
from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity.models import Role

NAME = "Lò Thị Hương"


@pytest.fixture
def models(make):
    """Public, frozen after that, begun anew, in the register alone, a draft, and one with a name withheld."""
    province = make.province()
    unit = make.unit(parent=province)
    lead = make.lead(unit)
    renewed = make.frozen(make.exemplar(unit=unit, public=True))
    frozen = make.frozen(make.exemplar(unit=unit, title="Hũ gạo tình thương"))
    for one in (renewed, frozen):
        editing.begin_new_version(lead, one)
        make.fill(lead, one, {"title": "Chưa ai được đọc", "results": []})
    named = make.exemplar(unit=unit, public=True, summary=f"Bà {NAME} hiến đất", place=f"Nhà bà {NAME}")
    with transaction(), db.session.no_autoflush:
        named.withheld_names = [NAME]
        named.public_version.results[0].indicator = f"Đất bà {NAME} hiến"
        editing.audit.record(None, "exemplar.changed", named)
    cheap = make.exemplar(unit=unit, budget_vnd=None, community_percent=None)
    draft = make.exemplar(unit=unit, state=ExemplarState.DRAFT, complete=False)
    return province, unit, [renewed, frozen, named, cheap, draft]


def test_rows_tell_what_whole_models_tell_to_each_reader(make, models):
    province, unit, known = models
    references = [one.reference for one in known]
    readers = [None, make.user(), make.member(unit), make.holder(Role.REGISTRY_STAFF, province)]
    counts = []
    for reader in readers:
        visible = db.session.scalars(
            queries.visible_to(reader).where(Exemplar.reference.in_(references))
        ).all()
        found = list_visible(reader, [*references, "MH-0000-0000"])
        whole = {one.reference: listed_of(one, queries.version_for_others(one)) for one in visible}
        assert found == whole
        counts.append(len(found))
    assert counts == [2, 4, 5, 4]
    assert list_visible(None, []) == {}


def test_withheld_names_are_initials_in_a_list(models):
    named = models[2][2]
    found = list_visible(None, [named.reference])[named.reference]
    assert NAME not in repr(found)
    assert "L.T.H." in found.summary
    assert "L.T.H." in found.results[0].indicator
