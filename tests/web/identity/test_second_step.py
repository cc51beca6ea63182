"""The second step at the pages: set up, asked for, forgotten."""

import re
from dataclasses import replace

import pytest
import time_machine

from registry.core.clock import now
from registry.identity import codes, queries
from registry.identity.models import Role
from registry.identity.service import accounts
from tests.make.browser import Visitor
from tests.make.people import PASSWORD

PAGE = "/tai-khoan/hai-lop"


@pytest.fixture(autouse=True)
def _in_one_step():
    with time_machine.travel(now(), tick=False):
        yield


@pytest.fixture
def needed(app):
    """The second step is asked of whoever needs it."""
    kept = app.extensions["registry.settings"]
    app.extensions["registry.settings"] = replace(kept, second_step=True)
    yield
    app.extensions["registry.settings"] = kept


def shown(user, salt, ahead=0):
    return codes.code_at(user.id, salt, int(now().timestamp()) // codes.STEP + ahead)


def set_up(client, user):
    """The codes for paper, and the salt of the phone."""
    salt = re.search(r'name="salt"[^>]*value="([0-9a-f]{40})"', client.get(PAGE).text)[1]
    answer = client.send_form(PAGE, code=shown(user, salt, -1), salt=salt)
    assert answer.location == f"{PAGE}/ma-giay", answer.text
    page = client.get(answer.location)
    assert page.headers["Cache-Control"] == "no-store"
    return re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", page.text), salt


def with_password(app, user):
    """Somebody who has given the right password."""
    client = app.test_client()
    answer = client.send_form("/dang-nhap", username=user.username, password=PASSWORD)
    return client, answer


def test_staff_sets_a_phone_up_before_anything_else(make, app, client, needed):
    user = make.staff(make.province())
    client.sign_in(user)
    assert client.get("/viec-can-lam").location == PAGE
    assert "<svg" in client.get(PAGE).text
    assert client.get("/viec-can-lam").location == PAGE

    spare, salt = set_up(client, user)

    assert len(spare) == 10
    assert client.get("/viec-can-lam").status_code == 200
    # Shown once.
    assert client.get(f"{PAGE}/ma-giay").location == PAGE
    assert "còn 10 mã" in client.get(PAGE).text

    other, answer = with_password(app, user)
    assert answer.location == "/dang-nhap/ma"
    assert other.get("/viec-can-lam").location.startswith("/dang-nhap")
    wrong = other.send_form("/dang-nhap/ma", code="12 34 56 78")
    assert (wrong.status_code, "Mã không đúng hoặc đã dùng" in wrong.text) == (422, True)
    assert other.send_form("/dang-nhap/ma", code=shown(user, salt)).location == "/viec-can-lam"
    assert other.get("/viec-can-lam").status_code == 200


def test_who_does_not_need_it_goes_on_without(make, client, needed):
    client.sign_in(make.lead(make.unit()))
    assert client.get("/viec-can-lam").status_code == 200


def test_a_wrong_first_code_keeps_the_picture(make, client):
    user = make.user()
    client.sign_in(user)
    salt = re.search(r'name="salt"[^>]*value="([0-9a-f]{40})"', client.get(PAGE).text)[1]
    bad = client.send_form(PAGE, code="nothing", salt=salt)
    assert bad.status_code == 422
    assert f'value="{salt}"' in bad.text
    assert queries.find_second_step(user) is None
    assert client.send_form(PAGE, code="000000", salt="<script>").status_code == 422


def test_one_goes_on_where_one_wanted_to_with_a_code_from_paper(make, app, client):
    user = make.user()
    client.sign_in(user)
    spare, _salt = set_up(client, user)
    other = app.test_client()
    other.get("/tai-khoan")
    other.send_form("/dang-nhap", username=user.username, password=PASSWORD)
    assert other.send_form("/dang-nhap/ma", code=spare[3]).location == "/tai-khoan"


def test_a_password_that_was_changed_or_ten_minutes_end_the_waiting(make, app, client):
    user = make.user()
    client.sign_in(user)
    set_up(client, user)
    late, _answer = with_password(app, user)
    with time_machine.travel(now().timestamp() + 601, tick=False):
        assert late.get("/dang-nhap/ma").location == "/dang-nhap"
    waiting, _answer = with_password(app, user)
    accounts.change_password(user, current=PASSWORD, new="một con đường khác")
    assert waiting.get("/dang-nhap/ma").location == "/dang-nhap"
    assert app.test_client().get("/dang-nhap/ma").location == "/dang-nhap"


def test_l08_the_page_says_when_to_try_again(make, app, client):
    user = make.user()
    client.sign_in(user)
    set_up(client, user)
    other, _answer = with_password(app, user)
    answers = [other.send_form("/dang-nhap/ma", code="1") for _try in range(6)]
    assert [one.status_code for one in answers] == [422] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_another_password_keeps_the_second_step(make, client, needed):
    user = make.staff(make.province())
    client.sign_in(user)
    set_up(client, user)
    new = "một con đường khác"
    client.send_form("/tai-khoan/mat-khau", current=PASSWORD, new=new, repeat=new)
    assert client.get("/viec-can-lam").status_code == 200


def test_phone_and_paper_are_changed_with_a_code(make, client):
    user = make.user()
    client.sign_in(user)
    assert client.get(f"{PAGE}/tat").location == PAGE
    spare, _salt = set_up(client, user)
    assert client.send_form(f"{PAGE}/ma-giay-moi", code="x").status_code == 422
    assert client.send_form(f"{PAGE}/ma-giay-moi", code=spare[0]).location == f"{PAGE}/ma-giay"
    new = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", client.get(f"{PAGE}/ma-giay").text)
    assert client.send_form(f"{PAGE}/tat", code=spare[1]).status_code == 422
    assert client.send_form(f"{PAGE}/tat", code=new[1]).location == PAGE
    assert queries.find_second_step(user) is None


def test_an_administrator_removes_a_lost_phone(make, app, client):
    province = make.province()
    user, administrator = make.member(make.unit(parent=province)), make.administrator(province)
    page = f"/quan-tri/nguoi-dung/{user.username}"
    mine = app.test_client()
    mine.sign_in(administrator)
    assert "Gỡ điện thoại đã mất" not in mine.get(page).text
    client.sign_in(user)
    set_up(client, user)
    assert "Gỡ điện thoại đã mất" in mine.get(page).text
    assert mine.send_form(f"{page}/hai-lop").location == page
    assert client.get("/tai-khoan").status_code == 303
    _other, answer = with_password(app, user)
    assert answer.location == "/viec-can-lam"


@pytest.mark.browser
def test_the_pages_are_for_everybody(make, browser, url):
    user = make.holder(Role.REVIEWER, make.province())
    visitor = Visitor(browser, url).sign_in(user.username)
    visitor.open(PAGE)
    seen = [visitor.findings()]
    salt = visitor.page.locator("input[name=salt]").input_value()
    visitor.page.fill("#code", shown(user, salt, -1))
    visitor.page.get_by_role("button", name="Bật xác thực hai lớp").click()
    visitor.page.get_by_role("link", name="Tôi đã giữ mã").wait_for()
    seen.append(visitor.findings())
    for path in (PAGE, f"{PAGE}/tat", f"{PAGE}/ma-giay-moi"):
        assert visitor.open(path) == 200
        seen.append(visitor.findings())
    visitor.close()
    other = Visitor(browser, url)
    other.open("/dang-nhap")
    other.page.fill("#username", user.username)
    other.page.fill("#password", PASSWORD)
    other.page.click("#sign-in button[type=submit]")
    other.page.fill("#code", shown(user, salt))
    seen.append(other.findings())
    other.page.get_by_role("button", name="Đăng nhập").click()
    other.page.wait_for_url("**/viec-can-lam")
    other.close()
    assert seen == [[]] * 6
