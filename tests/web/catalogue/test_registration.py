"""The task list and the check: what is left, and the step from a draft to a registered model."""

from datetime import date

import pytest

from registry.catalogue.contents import Section
from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState, Visibility
from registry.core.db import db
from registry.units.service import reorganising
from tests.make.browser_client import form_of


@pytest.fixture
def unit(make):
    return make.unit(name="Xã An Bình")


@pytest.fixture
def member(make, unit, client):
    person = make.member(unit, name="Trần Văn Hùng")
    client.sign_in(person)
    return person


def url(exemplar, rest):
    return f"/mo-hinh/{exemplar.reference}{rest}"


def test_a_new_draft_lists_seven_sections_and_what_is_left(client, make, unit, member):
    draft = make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT, complete=False)

    page = client.get(url(draft, "/sua")).text

    assert "Đã xong 0 trên 7 phần" in page
    assert [page.count(f"{n}. ") > 0 for n in range(1, 8)] == [True] * 7
    assert "Chưa mở" in page
    assert "Mở khi đã điền:" in page
    assert f'href="/mo-hinh/{draft.reference}/kiem-tra"' not in page.partition('<ul class="tasks">')[2]


def test_a_complete_draft_waits_only_for_evidence_and_the_check(client, make, unit, member):
    draft = make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT)

    page = client.get(url(draft, "/sua")).text

    assert "Đã xong 5 trên 7 phần" in page
    assert "Sẵn sàng" in page


def test_a_model_without_a_name_and_somebody_elses_change_are_told(client, make, unit, member):
    draft = make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT, complete=False)
    editing.save_section(make.lead(unit, name="Lò Thị Mai"), draft, Section.NAME, {"title": ""})

    page = client.get(url(draft, "/sua")).text

    assert "<h1>Mô hình chưa đặt tên</h1>" in page
    assert "Lò Thị Mai sửa lần gần nhất" in page


def test_the_check_names_what_is_missing_with_links_to_it(client, make, unit, member):
    draft = make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT, complete=False)

    page = client.get(url(draft, "/kiem-tra")).text

    assert f"{url(draft, '/sua/van-de-va-muc-tieu')}?ve=kiem-tra#situation" in page
    assert f"{url(draft, '/sua/ten-va-don-vi')}?ve=kiem-tra#started" in page
    assert f"{url(draft, '/sua/ket-qua')}?ve=kiem-tra#results-0-indicator" in page
    assert "Đăng ký mô hình</button>" not in page


def test_every_answer_stands_on_the_check_with_a_link_to_change_it(client, make, unit, member):
    draft = make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT)

    page = client.get(url(draft, "/kiem-tra")).text

    assert "1.900.000.000\u00a0đồng" in page
    assert "Hộ tự nguyện hiến đất</b>: 0\u00a0hộ → 412\u00a0hộ" in page
    assert "Hội Liên hiệp Phụ nữ xã: Vận động từng hộ" in page
    assert f"{url(draft, '/sua/cach-lam')}?ve=kiem-tra#budget_vnd" in page


def test_a_draft_is_registered_once_with_the_declaration(client, make, unit, member):
    draft = make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT)
    path = url(draft, "/kiem-tra")

    undeclared = client.send_form(path)
    assert (undeclared.status_code, draft.state) == (422, "draft")
    assert 'id="agreed-e"' in undeclared.text
    opened, _action = form_of(client.get(path).text)
    answers = [client.post(path, data={**opened, "agreed": "y"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    db.session.expire_all()
    assert draft.state == "running"
    assert f"Đã đăng ký mô hình với mã {draft.reference}" in client.get(path).text


def test_an_incomplete_draft_cannot_be_registered_by_a_forged_form(client, make, unit, member):
    draft = make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT, complete=False)
    token = form_of(client.get("/dang-ky").text)[0]["csrf_token"]

    answer = client.post(url(draft, "/kiem-tra"), data={"csrf_token": token, "agreed": "y"})

    db.session.expire_all()
    assert (answer.status_code, draft.state) == (422, "draft")


def test_a_complete_registered_model_can_be_nominated(client, make, unit, member):
    exemplar = make.exemplar(unit=unit, actor=member)
    assert "/de-cu" not in client.get(url(exemplar, "/kiem-tra")).text.partition("buoc-sau")[2]
    make.evidence(exemplar)

    page = client.get(url(exemplar, "/kiem-tra")).text

    assert url(exemplar, "/de-cu") in page.partition("buoc-sau")[2]


def test_files_that_not_everybody_sees_are_told_before_handing_in(client, make, unit, member):
    exemplar = make.exemplar(unit=unit, actor=member)
    for n, seen_by in enumerate(["council", "council", "internal", "public"]):
        make.evidence(
            exemplar, actor=member, content=make.photo((64, 40 + n)), visibility=Visibility(seen_by)
        )

    page = client.get(url(exemplar, "/kiem-tra")).text

    assert "2 tệp chỉ hội đồng xem" in page
    assert "1 tệp chỉ đơn vị bạn xem" in page
    assert f'href="{url(exemplar, "/minh-chung")}#tep-h"' in page


def test_nothing_is_told_of_files_that_everybody_sees(client, make, unit, member):
    exemplar = make.exemplar(unit=unit, actor=member)
    make.evidence(exemplar, actor=member, visibility=Visibility.PUBLIC)

    assert 'id="ai-xem"' not in client.get(url(exemplar, "/kiem-tra")).text


def test_registering_for_another_unit_is_told_where_there_is_a_choice(client, make, unit, member):
    """Somebody with one unit reads nothing of it; who fills in for a unit below reads for whom."""
    draft = make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT)
    assert 'id="dang-ky-thay"' not in client.get(url(draft, "/sua")).text

    village = make.unit(name="Thôn Đông", parent=unit)
    assert 'href="/dang-ky"' in client.get(url(draft, "/sua")).text.partition('id="dang-ky-thay"')[2]

    theirs = make.exemplar(unit=village, actor=member, state=ExemplarState.DRAFT)
    assert "Bạn đang điền thay cho Thôn Đông" in client.get(url(theirs, "/sua")).text


def test_a_model_of_a_merged_unit_is_the_successors_own(client, make, unit, member):
    draft = make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT)
    heir = make.unit(name="Xã Sương Nắng")
    reorganising.merge_units(None, [unit], into=heir, on=date(2025, 7, 1))

    assert "Bạn đang điền thay" not in client.get(url(draft, "/sua")).text
