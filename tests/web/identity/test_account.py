"""My account: roles with their days, devices, password."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.identity.models import Role, UserSession
from registry.identity.service import accounts, roles
from tests.make.people import PASSWORD

NEW = "một con đường khác"


def test_account_shows_roles_with_their_days(make, client):
    unit = make.unit(name="xã Bến Đợi")
    user = make.lead(unit, since=date(2024, 2, 1))
    roles.grant_role(
        None,
        user,
        role=Role.REVIEWER,
        unit_id=unit.id,
        valid_from=date(2020, 1, 1),
        valid_to=date(2021, 1, 1),
    )
    client.sign_in(user)
    page = client.get("/tai-khoan").text
    for words in ("xã Bến Đợi", "01/02/2024", "Còn hiệu lực", "01/01/2021", "Không có hiệu lực"):
        assert words in page


def test_one_device_is_signed_out(make, app):
    user, here, there = make.user(), app.test_client(), app.test_client()
    here.sign_in(user)
    there.sign_in(user)
    address = re.search(r'action="(/tai-khoan/thiet-bi/[0-9a-f]+)"', here.get("/tai-khoan").text)[1]
    assert here.send_form("/tai-khoan", form_id=address).status_code == 303
    assert here.get("/tai-khoan").status_code == 200
    assert there.get("/tai-khoan").status_code == 303


def test_all_other_devices_are_signed_out(make, app):
    user, clients = make.user(), [app.test_client() for _ in range(3)]
    for one in clients:
        one.sign_in(user)
    assert clients[0].send_form("/tai-khoan", form_id="/tai-khoan/thiet-bi").status_code == 303
    assert [one.get("/tai-khoan").status_code for one in clients] == [200, 303, 303]


def test_device_of_somebody_else_does_not_exist(make, app):
    mine, theirs = app.test_client(), app.test_client()
    theirs.sign_in(make.user())
    foreign = db.session.scalars(select(UserSession)).one().reference
    mine.sign_in(make.user())
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', mine.get("/tai-khoan").text)[1]
    for reference in (foreign, "0" * 16, "9" * 26):
        assert mine.post(f"/tai-khoan/thiet-bi/{reference}", data={"csrf_token": token}).status_code == 404
    assert theirs.get("/tai-khoan").status_code == 200


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"current": ""}, "Nhập mật khẩu hiện tại"),
        ({"current": "sai rồi"}, "Đây không phải mật khẩu hiện tại của bạn."),
        ({"new": "", "repeat": ""}, "Nhập mật khẩu mới"),
        ({"new": "ngắn", "repeat": "ngắn"}, "10 ký tự"),
        ({"repeat": "khác hẳn"}, "Hai lần nhập mật khẩu mới không giống nhau."),
        ({"new": "x" * 1025, "repeat": "x" * 1025}, "1024"),
    ],
)
def test_each_field_wrong_in_turn_is_named_and_nothing_changes(make, client, changed, told):
    user = make.user()
    before = user.password_hash
    client.sign_in(user)
    answer = client.send_form(
        "/tai-khoan/mat-khau", **{"current": PASSWORD, "new": NEW, "repeat": NEW, **changed}
    )
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text
    db.session.refresh(user)
    assert user.password_hash == before


def test_guessing_the_present_password_is_limited(make, client):
    client.sign_in(make.user())
    statuses = [
        client.send_form("/tai-khoan/mat-khau", current="sai", new=NEW, repeat=NEW).status_code
        for _ in range(11)
    ]
    assert statuses == [422] * 10 + [429]


def test_l09_one_time_password_opens_nothing_but_the_page_for_a_new_one(make, client):
    unit = make.unit()
    user = make.lead(unit)
    password = accounts.reset_password(None, user)
    client.send_form("/dang-nhap", username=user.username, password=password)
    for page in ("/tai-khoan", "/don-vi-cua-toi", "/viec-can-lam"):
        assert client.get(page).headers["Location"] == "/tai-khoan/mat-khau"
    assert client.get(f"/don-vi/{unit.code}").status_code == 200
    answer = client.send_form("/tai-khoan/mat-khau", current=password, new=NEW, repeat=NEW)
    assert answer.status_code == 303
    assert client.get("/don-vi-cua-toi").status_code == 200


def test_account_page_needs_a_sign_in(client):
    for page in ("/tai-khoan", "/tai-khoan/mat-khau"):
        assert client.get(page).headers["Location"] == "/dang-nhap"
