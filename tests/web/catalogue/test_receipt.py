"""What a unit holds in hand after registering, and what it may look at while filling in."""

import pytest

from registry.catalogue.states import ExemplarState
from registry.core.clock import now
from registry.web.filters import as_datetime


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def lead(make, unit, client):
    person = make.lead(unit)
    client.sign_in(person)
    return person


def test_registering_gives_a_receipt_with_code_and_next_step(client, lead, make, unit):
    draft = make.exemplar(unit=unit, state=ExemplarState.DRAFT)
    path = f"/mo-hinh/{draft.reference}"
    assert client.get(f"{path}/bien-nhan").location == f"{path}/sua"

    answer = client.send_form(f"{path}/kiem-tra", agreed="y")

    assert answer.location == f"{path}/bien-nhan"
    shown = client.get(answer.location).text
    assert draft.reference in shown
    assert f'src="{path}/ma-qr.svg"' in shown
    assert "Còn thiếu 1 mục" in shown
    assert f"<dd>{lead.name}</dd>" in shown
    assert f"<dd>{as_datetime(now())[:10]}" in shown
    code = client.get(f"{path}/ma-qr.svg")
    assert (code.status_code, code.mimetype) == (200, "image/svg+xml")
    assert b"style=" not in code.data


def test_a_receipt_is_the_units_own(client, make, lead):
    other = make.exemplar()
    assert client.get(f"/mo-hinh/{other.reference}/bien-nhan").status_code == 403
    assert client.get(f"/mo-hinh/{other.reference}/ma-qr.svg").status_code == 403


def test_a_real_model_with_a_source_is_the_example(client, make, unit, lead):
    draft = make.exemplar(unit=unit, state=ExemplarState.DRAFT, complete=False)
    path = f"/mo-hinh/{draft.reference}/sua/van-de-va-muc-tieu"
    hidden = make.exemplar(public=False, situation="Không ai được xem đoạn này, dù khá dài.")
    make.exemplar(public=True, sources=[], situation="Không có nguồn nên không làm ví dụ.")
    assert "mô hình thật" not in client.get(path).text

    shown = make.exemplar(public=True, situation="Năm 2023, cả xã có 14 bãi rác tự phát dọc đường.")
    page = client.get(path).text

    assert "Xem ví dụ từ một mô hình thật" in page
    assert "14 bãi rác tự phát" in page
    assert f'href="/mo-hinh/{shown.reference}"' in page
    assert hidden.latest.situation not in page


def test_whoever_corrects_an_answer_comes_back_to_all_of_them(client, lead, make, unit):
    draft = make.exemplar(unit=unit, state=ExemplarState.DRAFT)
    path = f"/mo-hinh/{draft.reference}"
    section = f"{path}/sua/cach-lam?ve=kiem-tra"
    assert f'href="{section}#method"' in client.get(f"{path}/kiem-tra").text
    assert "Lưu và về trang kiểm tra" in client.get(section).text

    assert client.send_form(section, method="1. Họp dân.").location == f"{path}/kiem-tra"
    assert client.send_form(section, then="tasks").location == f"{path}/sua"
    assert client.send_form(f"{path}/sua/cach-lam").location == f"{path}/sua/ket-qua"
