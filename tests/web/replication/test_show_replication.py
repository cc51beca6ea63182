"""The page of one copy, and the pages on which both sides act."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from registry.core.clock import today
from registry.core.db import db
from registry.identity.models import RoleGrant
from registry.replication.service import confirming, preparing, reporting
from registry.replication.states import ReplicationState
from registry.units.service import reorganising
from tests.make.browser_client import form_of

R = ReplicationState


def _address(replication, action=""):
    return f"/nhan-rong/{replication.reference}" + (f"/{action}" if action else "")


def _source_lead(make, replication):
    return make.lead(replication.source.lead_unit)


def _copying(make, replication):
    return make.member(replication.unit)


def test_everybody_reads_a_confirmed_copy(make, client):
    replication = make.replication(state=R.REPORTED)

    text = client.get(_address(replication)).text

    for words in (
        "Có kết quả",
        "92 trong 94 hộ hiến đất",
        "Bỏ bước cắm mốc thử",
        "Đường lan tỏa",
        "Đã cử người",
    ):
        assert words in text
    assert "/ket-qua" not in text
    assert "/dung" not in text


@pytest.mark.parametrize("state", [R.PROPOSED, R.DECLINED])
def test_others_do_not_find_an_unconfirmed_copy(make, client, state):
    replication = make.replication(state=state)

    assert client.get(_address(replication)).status_code == 404
    client.sign_in(make.lead(make.unit()))
    assert client.get(_address(replication)).status_code == 404


@pytest.mark.parametrize("reference", ["NR-2026-9999", "9" * 26, "%00", "%ff"])
@pytest.mark.parametrize("action", ["", "tra-loi", "ket-qua", "dung"])
def test_what_is_not_there_is_not_found(make, client, reference, action):
    client.sign_in(make.member(make.unit()))

    assert client.get(f"/nhan-rong/{reference}" + (f"/{action}" if action else "")).status_code == 404


def test_an_unconfirmed_copy_is_drawn_dashed_and_says_so_in_words(make, client):
    replication = make.replication()
    client.sign_in(_source_lead(make, replication))

    text = client.get(_address(replication)).text

    assert "stroke-dasharray" in text
    assert "Chưa xác nhận: đang chờ" in text
    assert "chờ xác nhận" in text


def test_the_source_unit_confirms(make, client):
    replication = make.replication()
    client.sign_in(_source_lead(make, replication))

    answer = client.send_form(_address(replication, "tra-loi"), button=("dong-y", "1"), answer="Sẽ giúp")

    assert (answer.status_code, answer.location) == (303, _address(replication))
    assert (replication.state, replication.answer) == (R.CONFIRMED, "Sẽ giúp")


def test_not_confirming_needs_a_reason_beside_the_field(make, client):
    replication = make.replication()
    client.sign_in(_source_lead(make, replication))

    refused = client.send_form(_address(replication, "tra-loi"), button=("dong-y", "0"))
    assert refused.status_code == 422
    assert 'id="answer-e"' in refused.text
    assert replication.state is R.PROPOSED

    client.send_form(_address(replication, "tra-loi"), button=("dong-y", "0"), answer="Cách làm khác")
    assert replication.state is R.DECLINED


def test_an_answer_without_a_button_decides_nothing(make, client):
    replication = make.replication()
    client.sign_in(_source_lead(make, replication))

    answer = client.send_form(_address(replication, "tra-loi"), answer="Không rõ nút nào")

    assert answer.status_code == 422
    assert "Không rõ nút nào" in answer.text
    assert replication.state is R.PROPOSED


def test_the_result_is_reported_with_the_units_own_model(make, client):
    replication = make.replication(state=R.CONFIRMED)
    own = make.exemplar(unit=replication.unit)
    client.sign_in(_copying(make, replication))
    page = _address(replication, "ket-qua")
    assert own.reference in client.get(page).text

    answer = client.send_form(page, result="Mở 2 km", adaptation="Bỏ một bước", copy=own.reference)

    assert answer.status_code == 303
    assert (replication.state, replication.result, replication.copy) == (R.REPORTED, "Mở 2 km", own)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"result": ""}, "result"),
        ({"result": "x" * 4001}, "result"),
        ({"adaptation": "x" * 4001}, "adaptation"),
        ({"copy": "MH-2026-99999"}, "copy"),
    ],
)
def test_each_field_of_a_report_wrong_in_turn(make, client, values, field):
    replication = make.replication(state=R.CONFIRMED)
    client.sign_in(_copying(make, replication))
    good = {"result": "Mở được hai cây số", "adaptation": "Bỏ bước cắm mốc"}

    answer = client.send_form(_address(replication, "ket-qua"), **{**good, **values})

    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    for name in good.keys() - values.keys():
        assert good[name] in answer.text
    assert replication.state is R.CONFIRMED


def test_a_stale_report_shows_both_texts_and_can_be_sent_again(make, client):
    replication = make.replication(state=R.CONFIRMED)
    page = _address(replication, "ket-qua")
    client.sign_in(_copying(make, replication))
    fields, _action = form_of(client.get(page).text)
    reporting.report_result(_copying(make, replication), replication, adaptation="", result="Người khác báo")

    answer = client.post(page, data={**fields, "result": "Tôi báo"})

    assert answer.status_code == 409
    for words in ("Người khác báo", "Tôi báo"):
        assert words in answer.text
    again, _action = form_of(answer.text)
    assert client.post(page, data=again).status_code == 303
    assert replication.result == "Tôi báo"


def test_stopping_needs_a_reason(make, client):
    replication = make.replication(state=R.CONFIRMED)
    client.sign_in(_copying(make, replication))
    page = _address(replication, "dung")

    assert client.send_form(page).status_code == 422
    assert replication.state is R.CONFIRMED

    assert client.send_form(page, reason="Hết kinh phí").status_code == 303
    assert replication.state is R.STOPPED
    assert "Hết kinh phí" in client.get(_address(replication)).text


@pytest.mark.parametrize("action", ["tra-loi", "ket-qua", "dung"])
def test_a_page_that_comes_too_late_leads_to_what_happened(make, client, action):
    replication = make.replication(state=R.STOPPED)
    client.sign_in((_source_lead if action == "tra-loi" else _copying)(make, replication))

    answer = client.get(_address(replication, action))

    assert (answer.status_code, answer.location) == (303, _address(replication))


def test_a_form_that_comes_too_late_is_refused(make, client):
    replication = make.replication()
    lead = _source_lead(make, replication)
    client.sign_in(lead)
    fields, _action = form_of(client.get(_address(replication, "tra-loi")).text)
    confirming.decline(lead, replication, "Không phải")

    answer = client.post(_address(replication, "tra-loi"), data={**fields, "dong-y": "1"})

    assert answer.status_code == 409
    assert replication.state is R.DECLINED


@pytest.mark.parametrize("action", ["tra-loi", "ket-qua", "dung"])
def test_the_wrong_side_may_not(make, client, action):
    replication = make.replication()
    client.sign_in((_copying if action == "tra-loi" else _source_lead)(make, replication))

    assert client.get(_address(replication, action)).status_code == 403


def test_nothing_is_done_without_the_token(make, client):
    replication = make.replication()
    client.sign_in(_source_lead(make, replication))

    assert client.post(_address(replication, "tra-loi"), data={"dong-y": "1"}).status_code == 400
    assert replication.state is R.PROPOSED


def test_texts_are_shown_as_text(make, client):
    replication = make.replication(state=R.REPORTED, result="<script>alert(1)</script>\n\nĐoạn hai")

    text = client.get(_address(replication)).text

    assert "<script>alert" not in text
    assert "<p>Đoạn hai</p>" in text


def test_in_english(make, client):
    text = client.get(f"/en{_address(make.replication(state=R.REPORTED))}").text

    assert "follows a model" in text
    assert "What was done otherwise" in text


def test_the_unit_sees_a_copy_of_a_model_that_lost_its_public(make, client):
    replication = make.replication(state=R.CONFIRMED)
    replication.source.is_public = False
    db.session.commit()
    client.sign_in(_copying(make, replication))

    assert client.get(_address(replication)).status_code == 200


def test_who_is_waited_for_is_named_with_what_stands_in_its_place(make, client):
    replication = make.replication(source=make.exemplar(unit=make.unit(name="xã Cũ"), public=True))
    client.sign_in(_copying(make, replication))
    assert "đang chờ xã Cũ trả lời" in client.get(_address(replication)).text
    new = make.unit(name="xã Mới")
    reorganising.merge_units(None, [replication.source.lead_unit], into=new, on=today())
    assert "đang chờ xã Cũ (nay là xã Mới) trả lời" in client.get(_address(replication)).text


def test_of_an_imported_model_the_staff_of_its_place_is_waited_for(make, client):
    source = make.exemplar(unit=make.unit(name="xã Mẫu"), public=True)
    replication = make.replication(source=source)
    source.is_imported = True
    for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.unit_id == source.lead_unit_id)):
        grant.valid_to = date(2021, 1, 1)
    db.session.commit()
    client.sign_in(_copying(make, replication))
    assert "đang chờ cán bộ quản lý của xã Mẫu trả lời" in client.get(_address(replication)).text


def test_the_result_stands_before_the_plan_and_its_absence_after_it(make, client):
    copy = make.replication(state=ReplicationState.PREPARING)
    make.fill_in(copy)
    preparing.propose(make._member_of(copy.unit), copy)
    member = make._member_of(copy.unit)
    client.sign_in(member)

    def heads():
        return re.findall(r"<h2>([^<]+)</h2>", client.get(f"/nhan-rong/{copy.reference}").text)

    assert heads().index("Kết quả") > heads().index("Tự kiểm tra trước khi làm")
    confirming.confirm(_source_lead(make, copy), copy, "Đồng ý")
    reporting.report_result(member, copy, adaptation="Thêm tổ hòa giải", result="92 hộ hiến đất")
    assert heads()[0] == "Kết quả"
    assert heads().count("Kết quả") == 1


@pytest.mark.parametrize(
    ("pressed", "said"), [("1", "Đã xác nhận. Đơn vị nhân rộng được báo."), ("0", "Đã ghi là không xác nhận")]
)
def test_whoever_answers_reads_what_they_answered(make, client, pressed, said):
    copy = make.replication()
    client.sign_in(_source_lead(make, copy))
    path = _address(copy)
    client.send_form(f"{path}/tra-loi", answer="Cách làm khác", **{"dong-y": pressed})
    assert said in client.get(path).text


def test_a_wrong_figure_is_named_by_its_indicator(make, client):
    copy = make.replication(state=ReplicationState.CONFIRMED)
    client.sign_in(_copying(make, copy))
    page = client.send_form(_address(copy, "ket-qua"), result="Đã mở", **{"figures-1-after": "năm m"})
    assert "Chiều rộng mặt đường, Sau: Nhập một số" in page.text
