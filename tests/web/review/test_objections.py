"""Objections through the pages: without an account, with a receipt, in the secretary's hands."""

import re

import pytest
from sqlalchemy import func, select, update

from registry.core.db import db
from registry.review.objections import NoticeSheet, Objection, Objector
from registry.review.service import announcing
from tests.make.browser_client import form_of
from tests.review.test_further_stages import campaign_with_notice
from tests.web.review.test_notice import scored

TEXT = "Số hộ tham gia trong báo cáo cao hơn số hộ của cả thôn."
NAME = "Lò Thị Nhân Chứng"


@pytest.fixture
def case(make):
    campaign = campaign_with_notice(make)
    case = scored(make, campaign, 85, 91)
    announcing.put_on_notice(case.secretary, campaign)
    return case


def path_of(case):
    return f"/dot-xet/{case.campaign.reference}/cong-khai/{case.nomination.reference}"


def send(client, case, **changed):
    values = {"text": TEXT, "manner": "confidential", "name": NAME, "contact": "", **changed}
    return client.send_form(f"{path_of(case)}/phan-anh", **values)


def stored():
    return db.session.scalar(select(func.count()).select_from(Objection))


def test_anybody_objects_and_follows_it_by_the_receipt(case, client, app):
    assert f"{path_of(case)}/phan-anh" in client.get(f"/dot-xet/{case.campaign.reference}/cong-khai").text
    answer = send(client, case)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/phan-anh")
    page = client.get("/phan-anh").text
    code = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", page)[0]
    objection = db.session.scalar(select(Objection))
    assert objection.reference in page
    assert NAME not in page

    stranger = app.test_client()
    assert objection.reference not in stranger.get("/phan-anh").text
    wrong = stranger.send_form("/phan-anh", reference=objection.reference, code="A" * 16)
    assert (wrong.status_code, "không khớp" in wrong.text) == (422, True)
    assert stranger.send_form("/phan-anh", reference=objection.reference, code=code).status_code == 303
    assert objection.reference in stranger.get("/phan-anh").text
    own = form_of(stranger.get("/phan-anh").text, "/phan-anh/xoa")[0]
    assert stranger.post("/phan-anh/xoa", data=own).status_code == 303
    assert objection.reference not in stranger.get("/phan-anh").text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": ""}, "Viết rõ điều chưa đúng"),
        ({"text": "ngắn"}, "20"),
        ({"manner": None}, "Chọn"),
        ({"manner": "named", "name": ""}, "Nhập họ tên"),
        ({"website": "http://spam.example"}, "để trống"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(case, client, changed, told):
    answer = send(client, case, **changed)
    assert (answer.status_code, told in answer.text, stored()) == (422, True, 0)


def test_w12_too_many_are_answered_429_with_what_was_typed(case, client):
    for _ in range(5):
        assert send(client, case).status_code == 303
    answer = send(client, case)
    assert (answer.status_code, TEXT in answer.text) == (429, True)
    assert int(answer.headers["Retry-After"]) > 0
    assert stored() == 5


def test_codes_are_not_guessed_for_long(case, client):
    send(client, case)
    reference = db.session.scalar(select(Objection.reference))
    answers = [client.send_form("/phan-anh", reference=reference, code="B" * 16) for _ in range(21)]
    assert [one.status_code for one in answers] == [422] * 20 + [429]


def test_the_secretary_takes_it_up_admits_and_answers(case, client, app):
    send(client, case)
    path = f"/phan-anh/{db.session.scalar(select(Objection.reference))}"
    desk = app.test_client()
    desk.sign_in(case.secretary)
    assert path in desk.get("/viec-can-lam").text
    before = desk.get(path).text
    assert (NAME in before, TEXT in before) == (False, False)
    assert desk.send_form(path).status_code == 303
    assert NAME in desk.get(path).text
    assert desk.send_form(path, verdict="admit", text="Phản ánh về số hộ tham gia.").status_code == 303
    assert desk.send_form(path, outcome="dismissed", effect="taken_off", text="Đúng sổ.").status_code == 422
    assert desk.send_form(path, outcome="dismissed", effect="stays", text="Đúng sổ.").status_code == 303
    assert "Đúng sổ." in client.get("/phan-anh").text
    listed = desk.get(f"/dot-xet/{case.campaign.reference}/phan-anh").text
    assert (path in listed, NAME in listed) == (True, False)


def test_who_may_not_finds_nothing(case, client, app):
    send(client, case)
    objection = db.session.scalar(select(Objection))
    for person in (case.signer, case.lead):
        other = app.test_client()
        other.sign_in(person)
        assert other.get(f"/phan-anh/{objection.reference}").status_code == 403
    assert client.get(f"/phan-anh/{objection.reference}").status_code == 303
    assert db.session.get(Objector, objection.id).name == NAME


def test_the_text_as_it_was_put_up_and_a_change_is_seen(case, client):
    notice = f"/dot-xet/{case.campaign.reference}/cong-khai"
    sheet = db.session.scalar(select(NoticeSheet))
    assert sheet.digest in client.get(notice).text
    assert client.get(f"{path_of(case)}/ban-goc").get_data(as_text=True) == sheet.content
    assert "không khớp" not in client.get(notice).text
    db.session.execute(update(NoticeSheet).values(content=sheet.content.replace("until", "untii")))
    db.session.commit()
    assert "không khớp" in client.get(notice).text


def test_what_is_not_on_notice_is_not_found(case, client):
    base = f"/dot-xet/{case.campaign.reference}/cong-khai"
    for code in ("DC-0", "9" * 26, case.campaign.reference):
        for end in ("phan-anh", "ban-goc"):
            assert client.get(f"{base}/{code}/{end}").status_code == 404
