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
    assert unlike <= {"csrf_token", "once", "of_session"}
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


def restart_browser(client):
    """What a browser forgets when it is closed: the cookie of the session."""
    client.delete_cookie("registry")


@pytest.mark.parametrize("autosaved", [False, True])
def test_a_lost_cookie_leads_back_to_the_half_written_page(client, lead, path, exemplar, autosaved):
    fields = typed_into(client, path, forces="Tổ vận động mới", budget_vnd="gần hai tỷ")
    restart_browser(client)

    where = f"{path}/tu-luu" if autosaved else path
    refused = client.post(where, data=fields, headers={"Referer": f"http://localhost{path}"})

    assert (refused.status_code, refused.location) == (303, "/dang-nhap?ended=1")
    back = client.sign_in(lead)
    again, _action = form_of(client.get(back.location).text)
    assert (again["forces"], again["budget_vnd"]) == ("Tổ vận động mới", "gần hai tỷ")
    assert again["csrf_token"] != fields["csrf_token"]
    assert client.post(path, data={**again, "budget_vnd": ""}).status_code == 303
    db.session.expire_all()
    assert (exemplar.latest.forces, kept()) == ("Tổ vận động mới", 0)


def test_a_lost_cookie_opens_nothing_to_somebody_else(client, make, lead, unit, path):
    other = make.member(unit)
    fields = typed_into(client, path, forces="Chỉ của trưởng đơn vị")
    restart_browser(client)
    client.post(path, data=fields)

    back = client.sign_in(other)

    assert "Chỉ của trưởng đơn vị" not in client.get(back.location).text


@pytest.mark.parametrize("mark", ["", "x", "AAAA.BBBB", "\x00", "ế" * 300])
def test_a_form_whose_person_is_unknown_is_shown_to_be_copied(client, lead, path, exemplar, mark):
    fields = typed_into(client, path, forces="Tổ vận động mới <b>", of_session=mark)
    before = exemplar.latest.forces
    restart_browser(client)

    shown = client.post(path, data=fields)

    assert shown.status_code == 401
    assert "Tổ vận động mới &lt;b&gt;" in shown.text
    assert fields["csrf_token"] not in shown.text
    assert 'href="/dang-nhap"' in shown.text
    db.session.expire_all()
    assert (exemplar.latest.forces, kept()) == (before, 0)
    assert client.sign_in(lead).location == path


def test_a_page_opened_before_signing_in_again_goes_on(client, lead, path, exemplar):
    fields = typed_into(client, path, forces="Gõ ở thẻ cũ")
    restart_browser(client)
    client.sign_in(lead)
    before = exemplar.latest.forces

    moved = client.post(path, data=fields)

    assert moved.status_code == 303
    db.session.expire_all()
    assert exemplar.latest.forces == before
    assert form_of(client.get(moved.location).text)[0]["forces"] == "Gõ ở thẻ cũ"


def test_somebody_elses_page_is_not_taken_over(client, make, lead, unit, path, exemplar):
    fields = typed_into(client, path, forces="Của trưởng đơn vị")
    before = exemplar.latest.forces
    restart_browser(client)
    client.sign_in(make.member(unit))

    refused = client.post(path, data=fields)

    assert (refused.status_code, kept()) == (400, 0)
    assert "Của trưởng đơn vị" in refused.text
    db.session.expire_all()
    assert exemplar.latest.forces == before


def test_a_forged_form_keeps_nothing(client, lead, path):
    fields = typed_into(client, path, forces="Giả")
    forged = {**fields, "csrf_token": "forged", "of_session": ""}

    assert (client.post(path, data=forged).status_code, kept()) == (400, 0)


def test_the_page_filled_again_leads_to_the_stored_text(client, lead, path):
    fields = typed_into(client, path, forces="Tổ vận động mới")
    end_sessions()
    client.post(path, data=fields)
    back = client.sign_in(lead)

    shown = client.get(back.location).text

    assert "Trang này hiện phần bạn gõ dở lúc" in shown
    assert f"{path}/do-dang/" in shown
