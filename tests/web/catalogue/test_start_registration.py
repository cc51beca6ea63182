"""Opening a draft."""

from datetime import date

import pytest
from sqlalchemy import func, select

from registry.catalogue.models import Exemplar
from registry.catalogue.service import fields
from registry.core.db import db
from registry.units.service import reorganising
from tests.make.browser_client import form_of

PATH = "/dang-ky"
GOOD = {
    "entry_kind": "model",
    "subject_kind": "collective",
    "field": "economy",
    "title": "Hũ gạo tình thương",
}


@pytest.fixture
def unit(make):
    fields.ensure_default_fields()
    return make.unit(name="Xã An Bình", code="an-binh")


@pytest.fixture
def member(make, unit, client):
    person = make.member(unit)
    client.sign_in(person)
    return person


def count():
    return db.session.scalar(select(func.count()).select_from(Exemplar))


def test_a_draft_opens_and_leads_to_its_task_list(client, member):
    answer = client.send_form(PATH, **GOOD)

    exemplar = db.session.scalars(select(Exemplar)).one()
    assert (answer.status_code, answer.location) == (303, f"/mo-hinh/{exemplar.reference}/sua")
    assert (exemplar.latest.title, exemplar.latest.field.code) == ("Hũ gạo tình thương", "economy")
    assert exemplar.lead_unit_name == "Xã An Bình"
    assert "Hũ gạo tình thương" in client.get(PATH).text


def test_a_double_click_makes_one_draft(client, member):
    fields_, _action = form_of(client.get(PATH).text)
    first, second = (client.post(PATH, data={**fields_, **GOOD}) for _ in range(2))

    assert count() == 1
    assert (first.status_code, first.location) == (second.status_code, second.location)


@pytest.mark.parametrize(
    ("name", "value"),
    [("title", ""), ("title", "x" * 301), ("field", "astrology"), ("field", None), ("entry_kind", None),
     ("subject_kind", "crowd"), ("unit", "no-such-unit")],
)  # fmt: skip
def test_a_wrong_field_is_told_beside_it_and_the_rest_is_kept(client, member, make, unit, name, value):
    make.member(make.unit(parent=unit), user=member)
    answer = client.send_form(PATH, **{**GOOD, name: value})

    assert (answer.status_code, count()) == (422, 0)
    assert f'id="{name}-e"' in answer.text
    kept, _action = form_of(answer.text)
    for other, typed in GOOD.items():
        assert other == name or kept[other] == typed


def test_a_unit_of_others_cannot_be_chosen(client, member, make):
    make.unit(code="cua-nguoi-khac")

    answer = client.send_form(
        PATH, **GOOD, unit="cua-nguoi-khac", state="running", reference="MH-1", is_public="y"
    )

    assert (answer.status_code, count()) == (422, 0)


def test_fields_that_are_not_on_the_form_change_nothing(client, member, make):
    client.send_form(PATH, **GOOD, state="running", is_public="1", lead_unit_id="999", registered_by_id="999")

    exemplar = db.session.scalars(select(Exemplar)).one()
    assert (exemplar.state, exemplar.is_public, exemplar.registered_by_id) == ("draft", False, member.id)


def test_after_a_merger_the_successor_is_offered(client, member, make, unit):
    heir = make.unit(name="Xã Sương Nắng")
    reorganising.merge_units(None, [unit], into=heir, on=date(2025, 7, 1))

    client.send_form(PATH, **GOOD)

    assert db.session.scalars(select(Exemplar)).one().lead_unit_id == heir.id


def test_the_public_signs_in_first_and_others_are_refused(client, make, unit):
    assert client.get(PATH).location.endswith("/dang-nhap")
    client.sign_in(make.reviewer(unit))
    assert client.get(PATH).status_code == 403
