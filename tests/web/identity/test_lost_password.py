"""Pages for whoever has lost the password, or is invited."""

import re

import pytest

from registry.identity import queries
from tests.make.letters import letters, token_in
from tests.make.people import PASSWORD

NEW = "suoi-chay-quanh-ban"


@pytest.fixture
def person(make):
    return make.user(name="Lò Thị Sen", username="sen.lu", email="sen@xa.gov.vn")


def opened(client, app, typed="sen.lu"):
    """A browser in which the link of a letter was opened."""
    client.send_form("/quen-mat-khau", who=typed)
    answer = client.get(f"/mat-khau-moi/{token_in(letters(app)[-1])}")
    assert (answer.status_code, answer.location) == (303, "/mat-khau-moi")
    return client


def test_lost_password_is_chosen_anew_and_opens_the_account(client, app, person):
    assert 'href="/quen-mat-khau"' in client.get("/dang-nhap").text
    answer = opened(client, app).send_form("/mat-khau-moi", new=NEW, repeat=NEW)
    assert answer.location == "/dang-nhap"
    assert "Đã lưu mật khẩu" in client.get("/dang-nhap").text
    assert app.test_client().send_form("/dang-nhap", username="sen.lu", password=PASSWORD).status_code == 422
    client.sign_in_by_page(person, NEW)


def test_l02_page_answers_alike_whether_there_is_somebody_or_not(client, app, person):
    pages = []
    for typed in ("sen.lu", "khong.co.ai", "sen@xa.gov.vn", "ai@xa.gov.vn"):
        browser = app.test_client()
        answer = browser.send_form("/quen-mat-khau", who=typed)
        assert (answer.status_code, answer.location) == (303, "/quen-mat-khau?sent=1")
        pages.append(browser.get(answer.location).text)
    assert len(set(pages)) == 1
    assert "Nếu có tài khoản mang tên này" in pages[0]


def test_l04_token_stands_in_no_page_and_no_address_of_one(client, app, person):
    opened(client, app)
    page = client.get("/mat-khau-moi")
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert token_in(letters(app)[-1]) not in page.text
    assert "sen.lu" in page.text


def test_l04_used_and_invented_links_answer_alike(client, app, person):
    opened(client, app).send_form("/mat-khau-moi", new=NEW, repeat=NEW)
    answers = []
    for token in (token_in(letters(app)[-1]), "x" * 43, "-" * 43):
        browser = app.test_client()
        browser.get(f"/mat-khau-moi/{token}")
        answer = browser.get("/mat-khau-moi")
        answers.append((answer.status_code, answer.text))
    assert set(answers) == {answers[0]}
    assert answers[0][0] == 410


def test_opening_a_link_changes_nothing(client, app, person):
    token = token_in(letters(opened(client, app).application)[-1])
    for _turn in range(3):
        assert app.test_client().get(f"/mat-khau-moi/{token}").status_code == 303
    assert client.send_form("/mat-khau-moi", new=NEW, repeat=NEW).status_code == 303


def test_weak_and_differing_passwords_are_told_beside_the_field(client, app, person):
    opened(client, app)
    answer = client.send_form("/mat-khau-moi", new="ngan", repeat="ngan")
    assert answer.status_code == 422
    assert "ít nhất 10 ký tự" in answer.text
    answer = client.send_form("/mat-khau-moi", new=NEW, repeat=f"{NEW}-khac")
    assert answer.status_code == 422
    assert client.send_form("/mat-khau-moi", new=NEW, repeat=NEW).status_code == 303


def test_too_many_letters_answer_with_the_time_to_wait(client, app, person):
    for turn in range(10):
        client.send_form("/quen-mat-khau", who=f"nguoi.{turn}")
    answer = client.send_form("/quen-mat-khau", who="sen.lu")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_administrator_invites_a_new_person_by_mail(client, app, make):
    province = make.province()
    client.sign_in(make.administrator(province))
    values = {"name": "Mùa A Mới", "username": "moi.mua", "email": "moi@xa.gov.vn", "unit": province.code}
    answer = client.send_form("/quan-tri/nguoi-dung/moi", by_mail="y", **values)
    page = client.get(answer.location).text
    assert "moi@xa.gov.vn" in page
    assert "Mật khẩu dùng một lần của" not in page
    browser = app.test_client()
    browser.get(f"/mat-khau-moi/{token_in(letters(app)[-1])}")
    assert browser.send_form("/mat-khau-moi", new=NEW, repeat=NEW).status_code == 303
    browser.sign_in_by_page(queries.find_user("moi.mua"), NEW)


def test_invitation_without_an_address_keeps_what_was_typed(client, make):
    province = make.province()
    client.sign_in(make.administrator(province))
    values = {"name": "Mùa A Mới", "username": "moi.mua", "unit": province.code}
    answer = client.send_form("/quan-tri/nguoi-dung/moi", by_mail="y", **values)
    assert answer.status_code == 422
    assert "Không có địa chỉ thư điện tử" in answer.text
    assert 'value="Mùa A Mới"' in answer.text
    assert queries.find_user("moi.mua") is None


def test_link_is_sent_from_the_page_of_a_person(client, app, make, person):
    province = make.province()
    make.member(province, user=person)
    client.sign_in(make.administrator(province))
    assert "/quan-tri/nguoi-dung/sen.lu/gui-thu" in client.get("/quan-tri/nguoi-dung/sen.lu").text
    client.send_form("/quan-tri/nguoi-dung/sen.lu/gui-thu")
    assert letters(app)[-1]["To"] == "sen@xa.gov.vn"


def test_lead_prints_a_slip_with_which_a_member_gets_in(client, app, make):
    unit = make.unit(parent=make.province())
    member = make.member(unit, name="Vàng A Sính", username="sinh.vang")
    client.sign_in(make.lead(unit))
    assert 'href="/don-vi-cua-toi/nguoi"' in client.get("/don-vi-cua-toi").text
    assert "Vàng A Sính" in client.get("/don-vi-cua-toi/nguoi").text
    answer = client.send_form("/don-vi-cua-toi/nguoi/sinh.vang/mat-khau")
    slip = client.get(answer.location)
    assert slip.headers["Cache-Control"] == "no-store"
    password = re.findall(r"\b[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\b", slip.text)[-1]
    assert client.get(answer.location).location == "/don-vi-cua-toi/nguoi"
    other = app.test_client()
    assert other.send_form("/dang-nhap", username=member.username, password=password).status_code == 303
    assert other.get("/viec-can-lam").location == "/tai-khoan/mat-khau"


def test_a04_lead_finds_nobody_of_another_unit(client, make):
    province = make.province()
    make.member(make.unit(parent=province), username="nguoi.khac")
    client.sign_in(make.lead(make.unit(parent=province)))
    missing, other = (
        client.get(f"/don-vi-cua-toi/nguoi/{one}/mat-khau") for one in ("khong.co", "nguoi.khac")
    )
    assert missing.status_code == other.status_code == 404
