"""Accounts and roles through the pages, within one's scope."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from registry.core.clock import today
from registry.core.db import db
from registry.identity.models import Role, RoleGrant, User
from registry.identity.queries import find_user
from registry.identity.service import accounts, roles
from tests.make.browser_client import form_of

PERSON = {
    "name": "Vàng Thị Mây", "username": "may.vang", "job_title": "Ủy viên", "email": "may@xa.gov.vn",
    "role": "unit_member", "unit": "xã Đồng Gương", "valid_from": "01/07/2025", "reason": "QĐ 5",
}  # fmt: skip


@pytest.fixture
def scope(make, client):
    """An administrator of one commune, signed in; the commune, its province, a foreign commune."""
    province = make.province(name="tỉnh Mẫu")
    commune = make.unit(name="xã Đồng Gương", parent=province)
    other = make.unit(name="xã Lạ", parent=province)
    client.sign_in(make.administrator(commune, username="quan.tri", name="Hà Duy Trí"))
    return province, commune, other


def end_of(grant):
    """Where a role is ended."""
    return f"/quan-tri/nguoi-dung/{grant.user.username}/vai-tro/{grant.id}"


def count_users():
    return db.session.scalar(select(func.count()).select_from(User))


def test_account_is_opened_with_a_role_and_a_password_shown_once(scope, client):
    answer = client.send_form("/quan-tri/nguoi-dung/moi", **PERSON)
    assert answer.headers["Location"] == "/quan-tri/nguoi-dung/may.vang"
    shown = client.get(answer.headers["Location"]).text
    password = re.search(r"Mật khẩu dùng một lần của may\.vang: ([a-z0-9-]{14})", shown)[1]
    assert password not in client.get(answer.headers["Location"]).text
    person = find_user("may.vang")
    assert [(grant.role, grant.valid_from) for grant in person.grants] == [
        (Role.UNIT_MEMBER, date(2025, 7, 1))
    ]
    browser = client.application.test_client()
    signed_in = browser.send_form("/dang-nhap", username="may.vang", password=password)
    assert signed_in.status_code == 303
    assert browser.get("/viec-can-lam").headers["Location"] == "/tai-khoan/mat-khau"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "Nhập họ tên"),
        ({"name": "Nguyễn Vаn A"}, "hai hệ chữ"),
        ({"username": ""}, "Nhập tên đăng nhập"),
        ({"username": "mây vàng"}, "3 đến 60 ký tự"),
        ({"username": "quan.tri"}, "Tên đăng nhập quan.tri đã có người dùng."),
        ({"username": "ｑuan.tri"}, "Tên đăng nhập quan.tri đã có người dùng."),
        ({"email": "khong"}, "ten@xa.gov.vn"),
        ({"role": "x"}, "Chọn"),
        ({"unit": ""}, "Chọn đơn vị."),
        ({"unit": "xã Lạ"}, "Bạn không quản trị đơn vị nào"),
        ({"valid_from": "x"}, "Nhập ngày có thật, ví dụ"),
        ({"valid_to": "01/01/2020"}, "Ngày cuối cùng"),
    ],
)
def test_each_field_wrong_in_turn_is_named_and_the_rest_kept(scope, client, changed, told):
    before = count_users()
    answer = client.send_form("/quan-tri/nguoi-dung/moi", **{**PERSON, **changed})
    assert answer.status_code == 422
    assert told in answer.text
    for name in {"name", "username", "job_title", "email", "unit", "reason"} - set(changed):
        assert f'value="{PERSON[name]}"' in answer.text
    assert count_users() == before


def test_l09_administrator_cannot_choose_a_password(make, scope, client):
    _, commune, _ = scope
    client.send_form("/quan-tri/nguoi-dung/moi", **PERSON, password="toi-biet-mat-khau")
    person = make.member(commune)
    path = f"/quan-tri/nguoi-dung/{person.username}/mat-khau"
    client.send_form(path, password="toi-biet-mat-khau", new="toi-biet-mat-khau")
    for name in ("may.vang", person.username):
        browser = client.application.test_client()
        answer = browser.send_form("/dang-nhap", username=name, password="toi-biet-mat-khau")
        assert answer.status_code == 422
        assert find_user(name).one_time_until is not None
    assert (
        "Đã cấp mật khẩu dùng một lần" in client.get(f"/quan-tri/nhat-ky/nguoi-dung/{person.username}").text
    )


def test_list_shows_people_of_the_scope_only(make, scope, client):
    _, commune, other = scope
    make.member(commune, name="Đặng Thị Hòa")
    make.member(other, name="Người Nơi Khác")
    page = client.get("/quan-tri/nguoi-dung").text
    assert "Đặng Thị Hòa" in page
    assert "Người Nơi Khác" not in page
    assert "Đặng Thị Hòa" in client.get("/quan-tri/nguoi-dung?q=dang+hoa&vai-tro=unit_member").text
    assert "Đặng Thị Hòa" not in client.get("/quan-tri/nguoi-dung?vai-tro=signer").text


def test_a04_people_outside_the_scope_do_not_exist(make, scope, client):
    _, _, other = scope
    stranger = make.member(other)
    pages = ["", "/sua", "/mat-khau", "/dong", "/vai-tro", "/vai-tro/1"]
    for name in (stranger.username, "khong.co", "9" * 26):
        for page in pages:
            assert client.get(f"/quan-tri/nguoi-dung/{name}{page}").status_code == 404, (name, page)
    assert client.get(f"/quan-tri/nhat-ky/nguoi-dung/{stranger.username}").status_code == 404


def test_roles_elsewhere_are_counted_but_not_named(make, scope, client):
    province, commune, _ = scope
    person = make.member(commune)
    roles.grant_role(None, person, role=Role.SIGNER, unit_id=province.id)
    page = client.get(f"/quan-tri/nguoi-dung/{person.username}").text
    assert "1 vai trò ngoài phạm vi của bạn" in page
    assert "Người ký" not in page
    assert "Cấp mật khẩu dùng một lần" not in page
    answer = client.send_form(f"/quan-tri/nguoi-dung/{person.username}/mat-khau")
    assert answer.status_code == 403
    assert person.one_time_until is None


def test_account_is_changed_and_a_stale_form_shows_both_texts(make, scope, client):
    _, commune, _ = scope
    person = make.member(commune, username="hoa.dang", name="Đặng Thị Hòa")
    path = "/quan-tri/nguoi-dung/hoa.dang/sua"
    answer = client.send_form(path, name="Đặng Thị Hoa", version="0")
    assert answer.status_code == 409
    assert "Đặng Thị Hoa" in answer.text
    assert "Đặng Thị Hòa" in answer.text
    db.session.refresh(person)
    assert person.name == "Đặng Thị Hòa"
    assert client.send_form(path, name="Đặng Thị Hoa", job_title="Chủ tịch").status_code == 303
    db.session.refresh(person)
    assert (person.name, person.job_title) == ("Đặng Thị Hoa", "Chủ tịch")


def test_a11_closing_an_account_signs_the_person_out(make, scope, client):
    _, commune, _ = scope
    person = make.member(commune)
    browser = client.application.test_client()
    browser.sign_in(person)
    assert client.send_form(f"/quan-tri/nguoi-dung/{person.username}/dong").status_code == 303
    assert browser.get("/don-vi-cua-toi").status_code == 303
    assert "Tài khoản đã khóa" in client.get(f"/quan-tri/nguoi-dung/{person.username}").text
    reopen = f"/quan-tri/nguoi-dung/{person.username}/mo"
    assert client.send_form(f"/quan-tri/nguoi-dung/{person.username}", form_id=reopen).status_code == 303
    browser.sign_in(person)


def test_a10_ended_role_is_gone_at_the_next_request(make, scope, client):
    _, commune, _ = scope
    person = make.lead(commune)
    tabs = [client.application.test_client() for _ in range(3)]
    for tab in tabs:
        tab.sign_in(person)
        assert tab.get("/don-vi-cua-toi").status_code == 200
    answer = client.send_form(end_of(person.grants[0]), reason="Chuyển công tác")
    assert answer.status_code == 303
    assert [tab.get("/don-vi-cua-toi").status_code for tab in tabs] == [403, 403, 403]
    assert "Đã hết" in client.get(f"/quan-tri/nguoi-dung/{person.username}").text


def test_role_is_granted_with_its_days_and_holds_at_once(make, scope, client):
    _, commune, _ = scope
    person = make.member(commune)
    path = f"/quan-tri/nguoi-dung/{person.username}/vai-tro"
    answer = client.send_form(path, role="unit_lead", unit=commune.code, reason="QĐ 7")
    assert answer.status_code == 303
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.role == Role.UNIT_LEAD)).one()
    assert (grant.valid_from, grant.reason) == (today(), "QĐ 7")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"unit": "tỉnh Mẫu"}, "Bạn không quản trị đơn vị nào"),
        ({"role": "unit_member"}, "đã giữ vai trò này"),
        ({"valid_to": "01/01/2000"}, "Ngày cuối cùng"),
        ({"valid_from": ""}, "Nhập ngày"),
    ],
)
def test_role_that_is_refused_is_not_stored(make, scope, client, changed, told):
    _, commune, _ = scope
    person = make.member(commune)
    given = {"role": "unit_lead", "unit": "xã Đồng Gương", "reason": "QĐ 7", **changed}
    answer = client.send_form(f"/quan-tri/nguoi-dung/{person.username}/vai-tro", **given)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="QĐ 7"' in answer.text
    assert len(person.grants) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [({"reason": ""}, "Nêu lý do"), ({"reason": "x", "last_day": "01/01/2000"}, "Ngày cuối cùng"),
     ({"reason": "x", "last_day": "abc"}, "Nhập ngày có thật, ví dụ")],
)  # fmt: skip
def test_end_of_a_role_that_is_refused_changes_nothing(make, scope, client, typed, told):
    _, commune, _ = scope
    person = make.member(commune)
    answer = client.send_form(end_of(person.grants[0]), **typed)
    assert answer.status_code == 422
    assert told in answer.text
    db.session.refresh(person.grants[0])
    assert person.grants[0].valid_to is None


def test_role_that_somebody_else_gave_an_end_meanwhile_shows_both_days(make, scope, client):
    _, commune, _ = scope
    person, soon = make.member(commune), today() + timedelta(days=30)
    path = end_of(person.grants[0])
    fields, _action = form_of(client.get(path).text)
    roles.end_role(None, person.grants[0], last_day=soon)
    answer = client.post(path, data={**fields, "last_day": "", "reason": "Chuyển công tác"})
    assert answer.status_code == 409
    assert f"{soon:%d/%m/%Y}" in answer.text
    assert 'value="Chuyển công tác"' in answer.text
    db.session.refresh(person.grants[0])
    assert person.grants[0].valid_to == soon
    fields, _action = form_of(answer.text)
    assert client.post(path, data=fields).status_code == 303
    db.session.refresh(person.grants[0])
    assert person.grants[0].valid_to < today()


def test_a_page_left_open_ends_the_role_it_shows_though_others_came_into_the_scope(make, scope, client):
    province, commune, other = scope
    person = make.member(other)
    make.lead(commune, user=person)
    elsewhere, shown = person.grants
    path = end_of(shown)
    assert path in client.get(f"/quan-tri/nguoi-dung/{person.username}").text
    fields, _action = form_of(client.get(path).text)
    make.administrator(province, user=find_user("quan.tri"))
    assert client.post(path, data={**fields, "reason": "Chuyển công tác"}).status_code == 303
    db.session.expire_all()
    assert (elsewhere.valid_to, shown.valid_to) == (None, today() - timedelta(days=1))


def test_a_role_elsewhere_or_of_somebody_else_is_not_found_there(make, scope, client):
    _, commune, other = scope
    person, colleague = make.member(commune), make.member(commune)
    make.lead(other, user=person)
    for grant in (person.grants[1], colleague.grants[0]):
        path = f"/quan-tri/nguoi-dung/{person.username}/vai-tro/{grant.id}"
        assert client.get(path).status_code == 404
        assert grant.valid_to is None


def test_nobody_closes_the_own_account_through_the_page(scope, client):
    answer = client.send_form("/quan-tri/nguoi-dung/quan.tri/dong")
    assert answer.status_code == 422
    assert "Bạn không thể khóa tài khoản của chính mình." in answer.text
    assert client.get("/quan-tri").status_code == 200


def test_log_of_a_person_is_in_plain_words(make, scope, client):
    _, commune, _ = scope
    person = make.member(commune)
    roles.end_role(None, person.grants[0], reason="Nghỉ hưu")
    accounts.reset_password(None, person)
    page = client.get(f"/quan-tri/nhat-ky/nguoi-dung/{person.username}").text
    for words in (
        "Giao một vai trò",
        "Kết thúc một vai trò",
        "Nghỉ hưu",
        "xã Đồng Gương",
        "người vận hành hệ thống",
    ):
        assert words in page
    assert "role.granted" not in page
    assert client.get("/quan-tri/nhat-ky/khac/x").status_code == 404
