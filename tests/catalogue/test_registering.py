"""Beginning the record of a model."""

from datetime import date

import pytest
from sqlalchemy import func, select

from registry.catalogue.models import Exemplar
from registry.catalogue.service import registering
from registry.catalogue.states import ExemplarState, SubjectKind
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied
from registry.jobs.service import outbox_after
from registry.units.service import reorganising
from registry.units.states import UnitKind


def count():
    return db.session.scalar(select(func.count()).select_from(Exemplar))


def test_a_draft_opens_under_the_unit_and_its_name_today(make):
    province = make.province(name="Minh Họa")
    unit = make.unit(name="Xã Sương Nắng", parent=province)
    unit.areas = ["rural", "border"]
    db.session.commit()

    exemplar = registering.start_exemplar(
        make.member(unit),
        unit,
        title="  Hũ gạo\n tình thương ",
        field=make.field("economy"),
        subject_kind="household",
    )

    version = exemplar.latest
    assert (exemplar.state, exemplar.is_public, version.number) == (ExemplarState.DRAFT, False, 1)
    assert exemplar.reference.startswith("MH-")
    assert (exemplar.lead_unit_name, exemplar.province) == ("Xã Sương Nắng", province)
    assert (version.title, version.subject_kind) == ("Hũ gạo tình thương", SubjectKind.HOUSEHOLD)
    assert version.areas == ["border", "rural"]
    assert [row[-1] for row in outbox_after(["exemplars"], 0)] == [exemplar.reference]


def test_the_name_is_stored_in_composed_letters(make):
    unit = make.unit()
    exemplar = registering.start_exemplar(make.member(unit), unit, title="Nga\u0300y h\u00f4\u0323i")

    assert exemplar.latest.title == "Ng\u00e0y h\u1ed9i"


def test_people_of_another_unit_may_not_register_for_it(make):
    unit, other = make.unit(), make.unit()

    with pytest.raises(PermissionDenied):
        registering.start_exemplar(make.lead(other), unit, title="Của người khác")

    assert count() == 0


def test_a_unit_that_ended_takes_no_new_model(make):
    old, new = make.unit(), make.unit()
    person = make.member(old)
    reorganising.merge_units(None, [old], into=new, on=date(2025, 7, 1))

    with pytest.raises(InvalidInput) as refusal:
        registering.start_exemplar(person, old, title="Muộn rồi")

    assert (refusal.value.field, count()) == ("unit", 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"field": "no-such"}, "field"),
        ({"entry_kind": "other"}, "entry_kind"),
        ({"title": "x" * 301}, "title"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_stored(make, values, field):
    unit = make.unit(kind=UnitKind.WARD)

    with pytest.raises(InvalidInput) as refusal:
        registering.start_exemplar(make.member(unit), unit, **{"title": "Tên", **values})

    assert (refusal.value.field, count()) == (field, 0)
