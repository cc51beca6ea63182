"""Copies side by side: what each kept and adapted is for everybody, people and money for those inside."""

import re
from datetime import UTC, datetime

import pytest

from registry.core.db import db
from registry.identity.models import Role
from registry.replication.service import confirming, planning, preparing
from registry.replication.states import ReplicationState, Treatment


@pytest.fixture
def source(make):
    return make.exemplar(public=True)


def planned(make, source, name, treatment=Treatment.ADAPT):
    """A confirmed copy with a plan; its first part is kept, adapted or left out."""
    copy = make.replication(source=source, unit=make.unit(name=name), state=ReplicationState.PREPARING)
    make.fill_in(copy)
    member, part = make._member_of(copy.unit), copy.components[0]
    marked = {one.id: planning.Marked(Treatment.KEEP) for one in copy.components}
    planning.save_components(member, copy, marked | {part.id: planning.Marked(treatment, f"{name} họp khác")})
    preparing.propose(member, copy)
    owner = make._holder_at(source.lead_unit, Role.UNIT_LEAD) or make.lead(source.lead_unit)
    return confirming.confirm(owner, copy, "Đồng ý")


def address(source, *copies):
    named = "&".join(f"ban={one.reference}" for one in copies)
    return f"/mo-hinh/{source.reference}/lan-toa/so-sanh?{named}"


def test_everybody_compares_what_was_kept_and_adapted_and_nobody_outside_reads_money(make, client, source):
    one, other = planned(make, source, "Xã An"), planned(make, source, "Xã Bình", Treatment.LEAVE_OUT)

    page = client.get(address(source, one, other)).text

    rows = dict(re.findall(r'rowheader">([^<]+)</th>(.*?)</tr>', page, re.S))
    assert "Xã An họp khác" in rows["Điều chỉnh"]
    assert "Xã Bình họp khác" in rows["Lược bỏ"]
    assert "Xã An họp khác" not in rows["Lược bỏ"]
    assert rows["Các mốc thời gian"].count("31/12/2026: Họp xong (sắp tới)") == 2
    assert not {"Người thực hiện", "Kinh phí cần"} & set(rows)
    assert not [words for words in ("Tổ năm người", "50 triệu", "Ngân sách xã") if words in page]


def test_what_a_copy_added_is_not_said_to_be_kept_of_the_model(make, client, source):
    one, other = planned(make, source, "Xã An"), planned(make, source, "Xã Bình")
    member = make._member_of(one.unit)
    planning.save_components(member, one, {}, added=["Mời già làng cúng đường"])

    page = client.get(address(source, one, other)).text
    rows = dict(re.findall(r'rowheader">([^<]+)</th>(.*?)</tr>', page, re.S))
    assert "Mời già làng cúng đường" in rows["Làm thêm"]
    assert "già làng" not in rows["Giữ nguyên"]
    shown = client.get(f"/nhan-rong/{one.reference}").text
    assert re.search(r"Mời già làng cúng đường</span><span[^>]*>.*?Làm thêm</span>", shown)

    client.sign_in(member)
    step = client.get(f"/nhan-rong/{one.reference}/chuan-bi/thanh-phan").text
    row = step.partition("Mời già làng cúng đường</h2>")[2].partition("</fieldset>")[0]
    assert re.findall(r'value="(\w+)"( checked)?><label[^>]*>([^<]+)', row) == [
        ("keep", " checked", "Làm thêm"), ("adapt", "", "Điều chỉnh"), ("leave_out", "", "Bỏ"),
    ]  # fmt: skip


def test_who_is_inside_one_reads_people_and_money_of_that_one_only(make, client, source):
    one, other = planned(make, source, "Xã An"), planned(make, source, "Xã Bình")
    client.sign_in(make._member_of(one.unit))

    page = client.get(address(source, one, other)).text

    assert page.count("Tổ năm người") == 1
    assert "Chỉ hai đơn vị" in page


def test_what_one_may_not_know_of_is_not_there_and_four_are_enough(make, client, source):
    copies = [planned(make, source, f"Xã {number}") for number in range(5)]
    hidden = make.replication(source=source, unit=make.unit(name="Xã Kín"))
    elsewhere = make.replication(unit=make.unit(name="Xã Khác"), state=ReplicationState.CONFIRMED)
    db.session.commit()

    page = client.get(address(source, hidden, elsewhere, *copies)).text

    assert page.count('role="columnheader"') == 4
    assert "Xã Kín" not in page
    assert "Xã Khác" not in page
    assert "Chọn từ hai đến bốn nơi nhân rộng" in client.get(address(source, copies[0], hidden)).text


def test_the_table_of_places_offers_it(make, client, source):
    for name in ("Xã An", "Xã Bình"):
        planned(make, source, name)

    page = client.get(f"/mo-hinh/{source.reference}/lan-toa").text

    assert page.count('type="checkbox" name="ban"') == 2
    assert f'action="/mo-hinh/{source.reference}/lan-toa/so-sanh"' in page


def test_days_are_those_of_the_place_where_people_are(make, client, source):
    """At seven in the evening in Greenwich it is the next morning here."""
    one, other = planned(make, source, "Xã An"), planned(make, source, "Xã Bình")
    one.confirmed_at = datetime(2026, 3, 9, 19, tzinfo=UTC)
    db.session.commit()

    page = client.get(address(source, one, other)).text

    assert "Xác nhận: 10/03/2026" in page
