"""The desk of one's own unit."""

from datetime import date

import pytest

from registry.core.db import db
from registry.identity.models import Role
from registry.notifications.models import Message
from registry.replication.states import ReplicationState
from registry.review.states import NominationState
from registry.units.service import reorganising

DAY = date(2025, 7, 1)


def test_desk_shows_models_in_every_state_with_their_reviews_and_copies(make, client):
    case = make.case(state=NominationState.SUBMITTED, title="Hiến đất mở đường")
    make.exemplar(unit=case.unit, title="Bản nháp", state="draft")
    source = make.exemplar(title="Mô hình nơi khác", public=True)
    make.replication(source=source, unit=case.unit, state=ReplicationState.CONFIRMED)
    client.sign_in(case.lead)
    page = client.get("/don-vi-cua-toi")
    assert page.status_code == 200
    for words in ("Hiến đất mở đường", "Bản nháp", "Nháp", "Đã gửi", "Mô hình nơi khác", case.campaign.title):
        assert words in page.text
    assert f"/de-cu/{case.nomination.reference}" in page.text


def test_desk_leads_to_what_was_decided(make, client):
    case = make.case(state=NominationState.NOT_CHOSEN)
    client.sign_in(case.lead)
    page = client.get("/don-vi-cua-toi").text
    assert f"/de-cu/{case.nomination.reference}/ket-qua" in page
    assert "Không chọn ở đợt này" in page


def test_models_of_a_merged_unit_stand_on_the_successors_desk(make, client):
    old, new = make.unit(name="xã Cũ"), make.unit(name="xã Mới")
    make.exemplar(unit=old, title="Đường hoa")
    lead = make.lead(old)
    reorganising.merge_units(None, [old], into=new, on=DAY)
    client.sign_in(lead)
    page = client.get("/don-vi-cua-toi").text
    assert "Đường hoa" in page
    assert "đăng ký dưới tên xã Cũ" in page


def test_who_works_for_several_units_chooses(make, client):
    one, two = make.unit(name="xã Một"), make.unit(name="xã Hai")
    lead = make.lead(one)
    make.holder(Role.UNIT_MEMBER, two, user=lead)
    make.exemplar(unit=two, title="Của xã Hai")
    client.sign_in(lead)
    assert "Của xã Hai" not in client.get(f"/don-vi-cua-toi?don-vi={one.code}").text
    assert "Của xã Hai" in client.get(f"/don-vi-cua-toi?don-vi={two.code}").text


def test_desk_of_another_unit_does_not_exist(make, client):
    mine, other = make.unit(), make.unit()
    client.sign_in(make.lead(mine))
    for code in (other.code, "khong-co", "9" * 26):
        assert client.get(f"/don-vi-cua-toi?don-vi={code}").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "9" * 26, "x"])
def test_odd_page_numbers_show_a_page(make, client, page):
    client.sign_in(make.lead(make.unit()))
    assert client.get(f"/don-vi-cua-toi?trang={page}").status_code == 200


def test_empty_desk_says_what_to_do(make, client):
    client.sign_in(make.member(make.unit()))
    page = client.get("/don-vi-cua-toi").text
    assert "Đơn vị bạn chưa có mô hình nào" in page
    assert 'href="/dang-ky"' in page


def test_desk_is_for_people_of_units(make, client):
    assert client.get("/don-vi-cua-toi").status_code == 303
    client.sign_in(make.reviewer(make.unit()))
    assert client.get("/don-vi-cua-toi").status_code == 403


def test_desk_counts_the_messages_that_the_inbox_shows(make, client):
    case = make.case(state=NominationState.SUBMITTED)
    case.return_to_unit()
    client.sign_in(case.lead)
    assert "tin chưa đọc" not in client.get("/don-vi-cua-toi").text
    told = Message(
        to_id=case.lead.id, kind="registered", subject="Có mô hình mới", body="Xem ở trang tìm.", path="/"
    )
    db.session.add(told)
    db.session.commit()
    assert "1 tin chưa đọc" in client.get("/don-vi-cua-toi").text
