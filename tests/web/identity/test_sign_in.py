"""The sign-in page: what it says, what it leaves in the browser, where it leads."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.identity import showcase
from registry.identity.models import UserSession
from registry.identity.service import accounts
from registry.review.states import NominationState
from tests.make.people import PASSWORD

PRIVATE = "/tai-khoan"


def stripped(text):
    """A page without what differs from one sending to the next."""
    return re.sub(r'(name="(csrf_token|once)"[^>]*value|value)="[^"]*"', "", text)


@pytest.fixture
def settings(app):
    """Change settings for one test."""
    kept = app.extensions["registry.settings"]

    def change(**values):
        app.extensions["registry.settings"] = replace(kept, **values)

    yield change
    app.extensions["registry.settings"] = kept


def count_sessions():
    return db.session.scalar(select(func.count()).select_from(UserSession))


def test_right_password_opens_a_session_and_leads_to_the_inbox(make, client):
    answer = client.sign_in_by_page(make.user())
    assert answer.headers["Location"] == "/viec-can-lam"
    assert client.get(PRIVATE).status_code == 200
    assert count_sessions() == 1


def test_administrator_with_nothing_waiting_is_led_to_the_administration(make, client):
    unit = make.unit()
    answer = client.sign_in_by_page(make.administrator(unit))
    assert answer.headers["Location"] == "/quan-tri"
    assert client.get("/dang-nhap").headers["Location"] == "/quan-tri"


def test_administrator_who_also_has_work_is_led_to_it(make, client):
    lead = make.case(state=NominationState.TO_SIGN).lead
    make.administrator(make.unit(), user=lead)
    assert client.sign_in_by_page(lead).headers["Location"] == "/viec-can-lam"


def test_signed_in_person_is_led_on(make, client):
    client.sign_in_by_page(make.user())
    assert client.get("/dang-nhap").headers["Location"] == "/viec-can-lam"


@pytest.mark.parametrize(
    ("field", "told"), [("username", "Nhập tên đăng nhập"), ("password", "Nhập mật khẩu")]
)
def test_missing_field_is_named_and_the_other_kept(make, client, field, told):
    answer = client.send_form("/dang-nhap", **{"username": "lan.nguyen", "password": "abc", field: ""})
    assert answer.status_code == 422
    assert told in answer.text
    assert ('value="lan.nguyen"' in answer.text) == (field != "username")
    assert "abc" not in answer.text


def test_l02_wrong_name_and_wrong_password_get_the_same_answer(make, app):
    user = make.user()
    closed = make.user()
    closed.is_active = False
    db.session.commit()
    answers = [
        app.test_client().send_form("/dang-nhap", username=name, password=password)
        for name, password in ((user.username, "sai"), ("khong.co", "sai"), (closed.username, PASSWORD))
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({stripped(answer.text) for answer in answers}) == 1
    assert count_sessions() == 0


def test_l03_session_is_new_at_sign_in(make, client):
    client.get("/dang-nhap")
    before = client.get_cookie("registry").value
    client.sign_in_by_page(make.user())
    after = client.get_cookie("registry").value
    assert before != after
    other = client.application.test_client()
    other.set_cookie("registry", before)
    assert other.get(PRIVATE).status_code == 303


def test_l03_planted_session_is_not_taken_over(make, client):
    """An attacker's cookie in the victim's browser does not become the victim's session."""
    attacker = client.application.test_client()
    attacker.get("/dang-nhap")
    planted = attacker.get_cookie("registry").value
    client.set_cookie("registry", planted)
    client.sign_in_by_page(make.user())
    assert attacker.get(PRIVATE).status_code == 303


def test_l03_cookie_is_worth_nothing_after_signing_out(make, client):
    client.sign_in_by_page(make.user())
    stolen = client.get_cookie("registry").value
    page = client.get(PRIVATE).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    assert client.post("/dang-xuat", data={"csrf_token": token}).status_code == 303
    thief = client.application.test_client()
    thief.set_cookie("registry", stolen)
    assert thief.get(PRIVATE).status_code == 303
    assert count_sessions() == 0


def test_l03_cookie_of_another_device_is_worth_nothing_after_a_new_password(make, app):
    user, here, there = make.user(), app.test_client(), app.test_client()
    here.sign_in_by_page(user)
    there.sign_in_by_page(user)
    new = "một con đường khác"
    assert here.send_form("/tai-khoan/mat-khau", current=PASSWORD, new=new, repeat=new).status_code == 303
    assert here.get(PRIVATE).status_code == 200
    assert there.get(PRIVATE).status_code == 303


def test_a11_closed_account_is_out_at_the_next_request(make, client):
    unit = make.unit()
    admin, user = make.administrator(unit), make.member(unit)
    client.sign_in_by_page(user)
    accounts.set_active(admin, user, active=False)
    answer = client.get(PRIVATE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/dang-nhap")
    assert count_sessions() == 0


def test_l01_too_many_tries_say_how_long_to_wait(make, client, settings):
    settings(sign_in_tries=3, sign_in_window=300)
    user = make.user()
    for _ in range(3):
        client.send_form("/dang-nhap", username=user.username, password="sai")
    answer = client.send_form("/dang-nhap", username=user.username, password=PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert "Bạn đã thử quá nhiều lần. Chờ 5 phút rồi thử lại." in answer.text
    assert f'value="{user.username}"' in answer.text


def test_l01_forwarded_address_of_a_stranger_changes_nothing(make, client, settings):
    settings(sign_in_tries=3, sign_in_window=300)
    statuses = [
        client.send_form(
            "/dang-nhap", username=f"ten-{n}", password="sai", headers={"X-Forwarded-For": f"203.0.113.{n}"}
        ).status_code
        for n in range(4)
    ]
    assert statuses == [422, 422, 422, 429]


def test_l01_owner_signs_in_from_a_device_used_before(make, app, settings):
    settings(sign_in_tries=3, sign_in_window=300)
    user, own, strange = make.user(), app.test_client(), app.test_client()
    own.sign_in_by_page(user)
    own.post("/dang-xuat", data={"csrf_token": _token(own)})
    for _ in range(4):
        strange.send_form("/dang-nhap", username=user.username, password="sai")
    assert strange.send_form("/dang-nhap", username=user.username, password=PASSWORD).status_code == 429
    assert own.send_form("/dang-nhap", username=user.username, password=PASSWORD).status_code == 303


def test_l01_mark_of_a_device_counts_for_its_own_user_only(make, app, settings):
    settings(sign_in_tries=3, sign_in_window=300)
    attacker_account, victim, attacker = make.user(), make.user(), app.test_client()
    attacker.sign_in_by_page(attacker_account)
    attacker.post("/dang-xuat", data={"csrf_token": _token(attacker)})
    for _ in range(3):
        attacker.send_form("/dang-nhap", username=victim.username, password="sai")
    stranger = app.test_client()
    assert stranger.send_form("/dang-nhap", username=victim.username, password="sai").status_code == 429


def test_l03_nothing_of_the_old_cookie_outlives_the_sign_in(make, client):
    client.get("/dang-nhap")
    with client.session_transaction() as session:
        session["planted"], before = "x", session["csrf_token"]
    client.sign_in_by_page(make.user())
    client.get(PRIVATE)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["csrf_token"] != before


def test_x05_sign_in_leads_back_to_the_page_that_asked(make, client):
    client.get("/en/tai-khoan/mat-khau?a=1")
    answer = client.send_form("/dang-nhap", username=make.user().username, password=PASSWORD)
    assert answer.headers["Location"] == "/en/tai-khoan/mat-khau?a=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example",
        "\\\\evil.example", "https:evil.example", "https:///evil.example", "javascript:alert(1)",
        "/%09/evil.example\t", "\t//evil.example", " //evil.example", "/\t/evil.example", "/\n/evil.example",
        "http://localhost@evil.example", "http://evil.example#localhost", "//evil.example%2f@localhost",
        "data:text/html,x", "ftp://evil.example", "/\r\nLocation: https://evil.example", "evil.example",
        "\u2028//evil.example", "/\\/evil.example", "////evil.example", "http:\\\\evil.example",
        "/\x00/evil.example",
    ],
)  # fmt: skip
def test_x05_no_address_leads_to_another_site(make, client, target):
    user = make.user()
    page = client.get("/dang-nhap", query_string={"next": target})
    assert page.status_code == 200
    with client.session_transaction() as session:
        session["next"] = target
    answer = client.send_form("/dang-nhap", username=user.username, password=PASSWORD)
    assert answer.headers["Location"] == "/viec-can-lam"


def test_next_in_the_address_is_not_followed(make, client):
    user = make.user()
    page = client.get("/dang-nhap?next=/quan-tri").text
    token, once = (
        re.search(f'name="{name}"[^>]*value="([^"]+)"', page)[1] for name in ("csrf_token", "once")
    )
    answer = client.post(
        "/dang-nhap?next=https://evil.example",
        data={"csrf_token": token, "once": once, "username": user.username, "password": PASSWORD},
    )
    assert answer.headers["Location"] == "/viec-can-lam"


def test_form_that_comes_after_the_session_ended_says_so(make, client):
    client.sign_in_by_page(make.user())
    token = _token(client)
    db.session.execute(UserSession.__table__.delete())
    db.session.commit()
    answer = client.post("/tai-khoan/thiet-bi", data={"csrf_token": token})
    assert answer.headers["Location"] == "/dang-nhap?ended=1"
    assert "Phiên làm việc đã hết" in client.get(answer.headers["Location"]).text


def test_x02_sign_in_without_the_forms_token_is_refused(make, client):
    user = make.user()
    answer = client.post("/dang-nhap", data={"username": user.username, "password": PASSWORD})
    assert answer.status_code == 400
    assert count_sessions() == 0


def test_l07_a_megabyte_of_password_is_only_wrong(make, client):
    answer = client.send_form("/dang-nhap", username=make.user().username, password="a" * 1_000_000)
    assert answer.status_code == 422
    assert client.send_form("/dang-nhap", username="x\0y", password="a\0b").status_code == 422


def test_l05_normal_start_lists_no_accounts(make, client, settings, app):
    accounts.create_user(None, username="sen.lu", name="Lù Thị Sen", password=PASSWORD, is_demonstration=True)
    _leave_list(app)
    assert "sen.lu" not in client.get("/dang-nhap").text


def test_demonstration_lists_accounts_and_signs_in_with_one_click(make, client, settings, app):
    settings(demonstration=True)
    user = accounts.create_user(
        None, username="sen.lu", name="Lù Thị Sen", password=PASSWORD, is_demonstration=True
    )
    _leave_list(app)
    page = client.get("/dang-nhap").text
    assert "Lãnh đạo đơn vị" in page
    assert "Hội Phụ nữ xã A" in page
    assert client.send_form("/dang-nhap").headers["Location"] == "/viec-can-lam"
    assert db.session.scalars(select(UserSession.user_id)).all() == [user.id]


def _leave_list(app):
    row = {
        "role": "unit_lead",
        "username": "sen.lu",
        "password": PASSWORD,
        "unit": "Hội Phụ nữ xã A",
        "name": "Lù Thị Sen",
    }
    folder = app.extensions["registry.settings"].instance
    (folder / showcase.FILE).write_text(json.dumps([row]), encoding="utf-8")


def _token(client):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(PRIVATE).text)[1]
