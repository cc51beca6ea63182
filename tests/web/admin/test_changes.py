"""What happens to units, through the pages: type, see what will happen, confirm."""

from datetime import date

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.review.models import Mark
from registry.review.states import NominationState
from registry.units import queries
from registry.units.models import UnitChange
from registry.units.service import reorganising
from tests.make.browser_client import form_of

TYPED = {"on": "01/07/2026", "basis": "Nghị quyết số 12/NQ-HĐND"}
DAY = date(2026, 7, 1)


@pytest.fixture
def world(make, client):
    province = make.province(name="tỉnh Mẫu")
    old, new = make.unit(name="xã Cũ", parent=province), make.unit(name="xã Mới", parent=province)
    client.sign_in(make.administrator(province))
    return province, old, new


def count_changes():
    return db.session.scalar(select(func.count()).select_from(UnitChange))


def ask(client, path, **typed):
    """Type a change; returns the page that says what will happen, which has an address of its own."""
    answer = client.send_form(path, **typed)
    assert answer.status_code == 303, answer.text
    return client.get(answer.location)


def confirm(client, path, **typed):
    """Type a change and confirm it; returns (the page that asks, the answer to the confirmation)."""
    asked = ask(client, path, **typed)
    assert asked.status_code == 200, asked.text
    fields, action = form_of(asked.text)
    return asked, client.post(action or path, data={**fields, "step": "confirm"})


def test_w13_merger_through_the_pages(make, world, client):
    _, old, new = world
    make.exemplar(unit=old, title="Đường hoa")
    lead = make.lead(old, name="Bế Tiến Dụng")
    asked, answer = confirm(client, f"/quan-tri/don-vi/{old.code}/nhap", into="xã Mới", **TYPED)
    for words in ("xã Cũ", "xã Mới", "Bế Tiến Dụng", "1 mô hình giữ tên đơn vị lúc đăng ký", "12/NQ-HĐND"):
        assert words in asked.text
    assert answer.headers["Location"] == f"/quan-tri/don-vi/{old.code}"
    db.session.expire_all()
    assert old.ended_on == DAY
    assert [unit.name for unit in queries.current_successors(old, DAY)] == ["xã Mới"]
    assert {grant.unit_id for grant in lead.grants} >= {new.id}


def test_nothing_is_stored_before_the_confirmation(world, client):
    _, old, _new = world
    asked = ask(client, f"/quan-tri/don-vi/{old.code}/nhap", into="xã Mới", **TYPED)
    assert "Chưa có gì được ghi." in asked.text
    assert count_changes() == 0
    db.session.expire_all()
    assert (old.ended_on, old.version) == (None, 1)


def test_going_back_keeps_what_was_typed(world, client):
    _, old, _ = world
    path = f"/quan-tri/don-vi/{old.code}/nhap"
    fields, _ = form_of(ask(client, path, into="xã Mới", **TYPED).text)
    back = client.post(path, data={**fields, "step": "change"})
    assert back.status_code == 200
    for text in ("xã Mới", *TYPED.values()):
        assert f'value="{text}"' in back.text


def test_confirming_twice_makes_one_change(world, client):
    _, old, _ = world
    path = f"/quan-tri/don-vi/{old.code}/nhap"
    fields, _ = form_of(ask(client, path, into="xã Mới", **TYPED).text)
    answers = [client.post(path, data={**fields, "step": "confirm"}) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert count_changes() == 1


def test_unit_that_changed_meanwhile_is_a_conflict(world, client):
    _, old, _new = world
    path = f"/quan-tri/don-vi/{old.code}/nhap"
    fields, _ = form_of(ask(client, path, into="xã Mới", **TYPED).text)
    reorganising.rename_unit(None, old, name="xã Khác", on=date(2026, 1, 1))
    answer = client.post(path, data={**fields, "step": "confirm"})
    assert answer.status_code == 409
    assert f'value="{TYPED["basis"]}"' in answer.text
    assert count_changes() == 1


def test_several_units_merge_at_once(make, world, client):
    province, old, _new = world
    third = make.unit(name="xã Ba", parent=province)
    confirm(client, f"/quan-tri/don-vi/{old.code}/nhap", into="xã Mới", units="xã Ba\n", **TYPED)
    db.session.expire_all()
    assert (old.ended_on, third.ended_on) == (DAY, DAY)


@pytest.mark.parametrize(
    ("page", "typed", "changed", "told"),
    [
        ("doi-ten", {"name": "xã Mới Tinh"}, {"name": ""}, "Nhập tên đơn vị"),
        ("doi-ten", {"name": "xã Mới Tinh"}, {"name": "xã Cũ"}, "Đây là tên hiện nay"),
        ("doi-ten", {"name": "xã Mới Tinh"}, {"on": "01/01/1999"}, "không tồn tại vào ngày đó"),
        ("doi-ten", {"name": "xã Mới Tinh"}, {"basis": ""}, "Nhập nghị quyết hoặc quyết định"),
        ("nhap", {"into": "xã Mới"}, {"into": ""}, "Chọn đơn vị tiếp tục hoạt động."),
        ("nhap", {"into": "xã Mới"}, {"into": "xã Cũ"}, "đơn vị"),
        ("nhap", {"into": "xã Mới"}, {"into": "khong-co"}, "Bạn không quản trị đơn vị nào"),
        ("nhap", {"into": "xã Mới"}, {"units": "xã Mới"}, "đơn vị"),
        ("nhap", {"into": "xã Mới"}, {"units": "a\n" * 70}, "60"),
        ("nhap", {"into": "xã Mới"}, {"on": "hôm nay"}, "Nhập ngày có thật, ví dụ"),
        ("chia", {"into": "xã Mới\ntỉnh Mẫu"}, {"into": "xã Mới"}, "ít nhất hai đơn vị"),
        ("chia", {"into": "xã Mới\ntỉnh Mẫu"}, {"into": ""}, "ít nhất hai đơn vị"),
        ("chia", {"into": "xã Mới\ntỉnh Mẫu"}, {"heir": "xã Cũ"}, "Chọn một trong các đơn vị kế tục."),
        ("giai-the", {}, {"on": ""}, "Nhập ngày"),
        ("giai-the", {}, {"on": "01/01/1990"}, "không tồn tại vào ngày đó"),
        ("chuyen", {"parent": "xã Mới"}, {"parent": "xã Cũ"}, "không thể trực thuộc chính nó"),
        ("chuyen", {"parent": "xã Mới"}, {"tree": "x"}, "Chọn"),
    ],
)
def test_each_field_wrong_in_turn_is_named_and_the_rest_kept(world, client, page, typed, changed, told):
    _, old, _ = world
    given = {**typed, **TYPED, **changed}
    answer = client.send_form(f"/quan-tri/don-vi/{old.code}/{page}", **given)
    assert answer.status_code == 422, answer.text
    assert told in answer.text
    for name in set(TYPED) - set(changed):
        assert f'value="{given[name]}"' in answer.text
    assert count_changes() == 0


def test_rename_move_split_and_dissolve_through_the_pages(make, world, client):
    province, old, new = world
    third = make.unit(name="xã Ba", parent=province)
    steps = [
        (old, "doi-ten", {"name": "phường Bến Trăng"}),
        (old, "chuyen", {"parent": "xã Mới"}),
        (new, "chia", {"into": "phường Bến Trăng\nxã Ba"}),
        (third, "giai-the", {"on": "01/08/2026"}),
    ]
    for unit, page, typed in steps:
        _, answer = confirm(client, f"/quan-tri/don-vi/{unit.code}/{page}", **{**TYPED, **typed})
        assert answer.status_code == 303, (page, answer.text)
    db.session.expire_all()
    assert old.names[-1].name == "phường Bến Trăng"
    assert (new.ended_on, third.ended_on) == (DAY, date(2026, 8, 1))
    log = client.get(f"/quan-tri/nhat-ky/don-vi/{old.code}").text
    assert "Đơn vị đổi tên" in log
    assert "12/NQ-HĐND" in log


def test_a03_lead_who_sends_the_form_anyway_is_refused(make, client):
    unit, other = make.unit(), make.unit()
    client.sign_in(make.lead(unit))
    assert client.get(f"/quan-tri/don-vi/{other.code}/chuyen").status_code == 403
    admin_of_other = client.application.test_client()
    admin_of_other.sign_in(make.administrator(other))
    answer = admin_of_other.send_form(
        f"/quan-tri/don-vi/{other.code}/chuyen", parent=unit.code, tree="territorial", **TYPED
    )
    assert answer.status_code == 422
    assert count_changes() == 0


def test_w13_merger_in_the_middle_of_a_review_keeps_the_ballots(make, client):
    case = make.case(state=NominationState.VERIFIED)
    new = make.unit(name="xã Mới", parent=case.campaign.unit)
    if not case.assignments:
        case.assign()
    case.score(case.assignments[0], 85)
    marks = db.session.scalar(select(func.count()).select_from(Mark))
    client.sign_in(make.administrator(case.campaign.unit))
    today = queries.today().strftime("%d/%m/%Y")
    asked, answer = confirm(
        client, f"/quan-tri/don-vi/{case.unit.code}/nhap", into="xã Mới", on=today, basis="NQ 1"
    )
    assert "hồ sơ đang xét" in asked.text
    assert answer.status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Mark)) == marks
    case.score(case.assignments[1], 80)
    desk = client.application.test_client()
    desk.sign_in(make.lead(new))
    assert desk.get(f"/de-cu/{case.nomination.reference}").status_code == 200


def test_slip_in_a_name_is_mended_with_a_reason(world, client):
    _, old, _new = world
    path = f"/quan-tri/don-vi/{old.code}/sua-ten"
    refused = client.send_form(path, name="xã Cũ Hơn", reason="")
    assert refused.status_code == 422
    assert 'value="xã Cũ Hơn"' in refused.text
    answer = client.send_form(path, name="xã Cũ Hơn", reason="gõ thiếu chữ")
    assert answer.headers["Location"] == f"/quan-tri/don-vi/{old.code}"
    db.session.expire_all()
    assert [row.name for row in old.names] == ["xã Cũ Hơn"]
    assert "gõ thiếu chữ" in client.get(f"/quan-tri/nhat-ky/don-vi/{old.code}").text
    stale = client.send_form(path, name="xã Cũ Nữa", reason="gõ thừa", version="1")
    assert stale.status_code == 409
    for text in ("xã Cũ Hơn", "xã Cũ Nữa", "gõ thừa", "giữ tên tại thời điểm ghi nhận"):
        assert text in stale.text


def test_log_names_units_rather_than_codes(world, client):
    _, old, new = world
    reorganising.merge_units(None, [old], into=new, on=DAY)
    log = client.get(f"/quan-tri/nhat-ky/don-vi/{old.code}").text
    assert "Nhập vào: xã Mới" in log
    assert new.code not in log.split("<main")[1]


def test_the_page_before_the_confirmation_can_be_gone_back_to(world, client):
    _, old, _new = world
    path = f"/quan-tri/don-vi/{old.code}/nhap"
    answer = client.send_form(path, into="xã Mới", **TYPED)
    assert answer.status_code == 303
    fields, action = form_of(client.get(answer.location).text)
    assert client.post(action or path, data={**fields, "step": "confirm"}).status_code == 303
    again = client.get(answer.location)
    assert again.status_code in {409, 422}
    assert count_changes() == 1
    assert client.get(f"{path}?step=look&into=khong-co&on=x&version=9").status_code == 422
    assert count_changes() == 1
