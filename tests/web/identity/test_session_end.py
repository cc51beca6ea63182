"""A session that ended while somebody typed: what was typed is there again after signing in."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.catalogue.contents import Section
from registry.catalogue.states import ExemplarState
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity.models import KeptText, UserSession
from registry.identity.queries import REMEMBERED
from registry.web.catalogue.labels import SLUGS
from tests.make.browser_client import form_of


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def exemplar(make, unit):
    return make.exemplar(unit=unit, state=ExemplarState.DRAFT)


@pytest.fixture
def lead(make, unit, client):
    person = make.lead(unit)
    client.sign_in(person)
    return person


@pytest.fixture
def path(exemplar):
    return f"/mo-hinh/{exemplar.reference}/sua/{SLUGS[Section.METHOD]}"


def end_sessions(ago=timedelta(minutes=1)):
    with transaction():
        for one in db.session.scalars(select(UserSession)):
            one.expires_at = now() - ago


def kept():
    return db.session.scalar(select(func.count()).select_from(KeptText))


def typed_into(client, path, **values):
    fields, _action = form_of(client.get(path).text)
    return {**fields, **values}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_half_written_page_is_there_again(client, lead, path, exemplar, prefix):
    fields = typed_into(client, path, forces="Tổ vận động mới", budget_vnd="gần hai tỷ")
    before = exemplar.latest.forces
    end_sessions()

    refused = client.post(prefix + path, data=fields)
    assert refused.status_code == 303
    assert client.get(refused.location).status_code == 200
    back = client.sign_in(lead)

    assert back.location.startswith(f"{prefix}{path}?tiep=")
    shown = client.get(back.location).text
    again, _action = form_of(shown)
    unlike = {name for name in fields if again.get(name) != fields[name]}
    assert unlike <= {"csrf_token", "once"}
    db.session.expire_all()
    assert exemplar.latest.forces == before
    assert client.post(path, data={**again, "budget_vnd": "2 tỷ"}).status_code == 303
    db.session.expire_all()
    assert (exemplar.latest.forces, kept()) == ("Tổ vận động mới", 0)


def test_an_autosave_after_the_end_leads_back_to_the_page(client, lead, path):
    fields = typed_into(client, path, forces="Tổ vận động mới", tab="abc", turn="1")
    end_sessions()

    client.post(f"{path}/tu-luu", data=fields, headers={"Referer": f"http://localhost{path}"})

    back = client.sign_in(lead)
    assert form_of(client.get(back.location).text)[0]["forces"] == "Tổ vận động mới"


def test_other_long_forms_are_kept_too(client, make, lead, unit):
    model = make.exemplar(unit=make.unit(), public=True)
    path = f"/mo-hinh/{model.reference}/nhan-rong"
    fields = typed_into(client, path, reason="Xã tôi cũng cần.")
    end_sessions()

    client.post(path, data=fields)

    back = client.sign_in(lead)
    assert form_of(client.get(back.location).text)[0]["reason"] == "Xã tôi cũng cần."


def test_somebody_else_who_signs_in_sees_nothing_of_it(client, make, lead, unit, path):
    other = make.member(unit)
    fields = typed_into(client, path, forces="Chỉ của trưởng đơn vị")
    end_sessions()
    client.post(path, data=fields)

    back = client.sign_in(other)

    assert "Chỉ của trưởng đơn vị" not in client.get(back.location).text


def test_nothing_is_kept_after_signing_out_or_long_after_the_end(client, lead, path):
    fields = typed_into(client, path, forces="Muộn")
    end_sessions(REMEMBERED + timedelta(minutes=1))
    client.post(path, data=fields)
    assert kept() == 0

    client.sign_in(lead)
    fields = typed_into(client, path, forces="Muộn")
    with transaction():
        for one in db.session.scalars(select(UserSession)):
            db.session.delete(one)
    client.post(path, data=fields)
    assert kept() == 0


def test_passwords_are_never_kept(client, lead):
    fields = typed_into(client, "/tai-khoan/mat-khau", current="rat-bi-mat-2026", new="rat-bi-mat-2027")
    end_sessions()

    client.post("/tai-khoan/mat-khau", data=fields)

    assert kept() == 0
