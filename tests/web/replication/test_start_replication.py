"""The page on which a unit registers that it copies a model."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.replication.models import Replication
from registry.replication.states import ReplicationKind, ReplicationState
from tests.make.browser_client import form_of

GOOD = {
    "kind": "adapted",
    "started_on": "15/03/2026",
    "reason": "Xã cũng có đường hẹp",
    "adaptation": "Thêm tổ hòa giải",
}


@pytest.fixture
def source(make):
    return make.exemplar(public=True)


@pytest.fixture
def unit(make):
    return make.unit(name="Xã Mường Lai")


@pytest.fixture
def page(make, source, unit, client):
    """The address of the page, for somebody of the unit who is signed in."""
    client.sign_in(make.member(unit))
    return f"/mo-hinh/{source.reference}/nhan-rong"


def _all():
    return list(db.session.scalars(select(Replication)))


def test_a_copy_is_registered(page, client, source, unit):
    assert source.latest.title in client.get(page).text

    answer = client.send_form(page, **GOOD)

    (one,) = _all()
    assert (answer.status_code, answer.location) == (303, f"/nhan-rong/{one.reference}")
    assert (one.source, one.unit, one.kind) == (source, unit, ReplicationKind.ADAPTED)
    assert (f"{one.started_on}", one.reason, one.adaptation) == (
        "2026-03-15",
        GOOD["reason"],
        GOOD["adaptation"],
    )
    shown = client.get(answer.location).text
    for words in (
        "Xã Mường Lai nhân rộng mô hình",
        "Chờ xác nhận",
        "Thêm tổ hòa giải",
        "Đã đăng ký nhân rộng",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"unit": "khong-co"}, "unit"),
        ({"unit": None}, "unit"),
        ({"kind": "stolen"}, "kind"),
        ({"kind": None}, "kind"),
        ({"started_on": ""}, "started_on"),
        ({"started_on": "31/02/2026"}, "started_on"),
        ({"started_on": "01/01/1950"}, "started_on"),
        ({"started_on": "9" * 26}, "started_on"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 4001}, "reason"),
        ({"adaptation": "x" * 4001}, "adaptation"),
    ],
)
def test_each_field_wrong_in_turn_says_so_and_keeps_the_rest(page, client, values, field):
    answer = client.send_form(page, **{**GOOD, **values})

    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    for name in {"reason", "adaptation"} - values.keys():
        assert GOOD[name] in answer.text
    if field == "started_on" and values["started_on"]:
        assert f'value="{values["started_on"]}"' in answer.text
    assert _all() == []


def test_a_double_click_makes_one_record(page, client):
    fields, _action = form_of(client.get(page).text)

    answers = [client.post(page, data={**fields, **GOOD}) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(_all()) == 1


def test_a_model_that_is_copied_already_says_where(page, make, client, source, unit):
    known = make.replication(source=source, unit=unit)

    answer = client.send_form(page, **GOOD)

    assert answer.status_code == 409
    assert known.reference in answer.text
    assert GOOD["reason"] in answer.text
    assert len(_all()) == 1


def test_somebody_of_two_units_chooses_one(make, client, source, unit):
    person, other = make.member(unit), make.unit(name="Phường Hòa Bình")
    make.lead(other, user=person)
    client.sign_in(person)

    client.send_form(f"/mo-hinh/{source.reference}/nhan-rong", unit=other.code, **GOOD)

    assert _all()[0].unit is other


@pytest.mark.parametrize("who", ["reviewer", "staff", "signer"])
def test_who_works_for_no_unit_cannot_open_the_page(make, client, source, who):
    client.sign_in(getattr(make, who)(make.unit()))

    assert client.get(f"/mo-hinh/{source.reference}/nhan-rong").status_code == 403


def test_the_public_is_asked_to_sign_in(client, source):
    answer = client.get(f"/mo-hinh/{source.reference}/nhan-rong")

    assert (answer.status_code, "/dang-nhap" in answer.location) == (303, True)


def test_a_draft_of_another_unit_is_not_found(make, client, unit):
    draft = make.exemplar(state=ExemplarState.DRAFT)
    client.sign_in(make.member(unit))
    fields, _action = form_of(client.get(f"/mo-hinh/{make.exemplar(public=True).reference}/nhan-rong").text)
    address = f"/mo-hinh/{draft.reference}/nhan-rong"

    assert client.get(address).status_code == 404
    assert client.post(address, data={**fields, **GOOD}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Replication)) == 0


def test_a_planned_day_may_lie_ahead(page, client):
    day = today() + timedelta(days=30)

    assert client.send_form(page, **{**GOOD, "started_on": f"{day:%d/%m/%Y}"}).status_code == 303
    assert _all()[0].state is ReplicationState.PROPOSED
