"""The fields of the movement."""

import pytest

from registry.catalogue import queries
from registry.catalogue.service import fields
from registry.core.errors import InvalidInput, PermissionDenied, StaleVersion


def test_the_four_usual_fields_are_made_once(app):
    assert (fields.ensure_default_fields(), fields.ensure_default_fields()) == (4, 0)
    assert [(field.code, field.slot) for field in queries.list_fields()] == [
        ("economy", 1),
        ("culture-society", 2),
        ("defense-security", 3),
        ("political-system", 4),
    ]


def test_staff_at_the_top_add_and_retire_a_field(make):
    make.field()
    top = make.province()
    staff = make.staff(top)

    field = fields.add_field(
        staff, code="new-countryside", name="Nông thôn mới", name_en="New countryside", slot=5
    )
    assert queries.list_fields()[-1] is field
    fields.change_field(staff, field, name="Nông thôn mới", name_en="", is_active=False, version=1)

    assert field not in queries.list_fields()
    assert field in queries.list_fields(with_retired=True)
    with pytest.raises(StaleVersion):
        fields.change_field(staff, field, name="Khác", name_en="", is_active=True, version=1)


def test_staff_of_a_commune_may_not(make):
    commune = make.unit(parent=make.province())

    with pytest.raises(PermissionDenied):
        fields.add_field(make.staff(commune), code="mine", name="Riêng của xã")

    assert queries.find_field("mine") is None


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"code": "Kinh Te"}, "code"),
        ({"code": "economy"}, "code"),
        ({"name": " "}, "name"),
        ({"slot": 7}, "slot"),
    ],
)
def test_a_wrong_field_is_refused(make, values, wrong):
    make.field()

    with pytest.raises(InvalidInput) as refusal:
        fields.add_field(None, **{"code": "fifth", "name": "Năm", **values})

    assert (refusal.value.field, len(queries.list_fields())) == (wrong, 4)
