"""The figures of a copy: its form, and the table on the page of the model."""

from decimal import Decimal

import pytest

from registry.catalogue.rows import ResultRow
from registry.replication.measured import measured_in
from registry.replication.service import reporting
from registry.replication.service.reporting import Figures
from registry.replication.states import ReplicationState
from tests.make.browser_client import form_of


@pytest.fixture
def copy(make):
    rows = [ResultRow("Hộ nghèo", 40, 20, "hộ")]
    source = make.exemplar(public=True, results=rows)
    return make.replication(source=source, state=ReplicationState.CONFIRMED)


def page_of(copy):
    return f"/nhan-rong/{copy.reference}/ket-qua"


def form_with(client, copy, **typed):
    given = {f"figures-0-{name}": text for name, text in typed.items()}
    return client.send_form(page_of(copy), result="Xong", **given)


def test_the_figures_of_a_copy_stand_beside_those_of_the_model(make, client, copy):
    client.sign_in(make.member(copy.unit))
    assert form_with(client, copy, before="10", after="5", as_of="01/11/2026").status_code == 303

    page = client.get(f"/mo-hinh/{copy.source.reference}").text
    table = page.partition("Kết quả ở nơi nhân rộng")[2].partition("</section>")[0]
    assert table.count("−50") == 2, "at home from 40 to 20, here from 10 to 5"
    assert "1 nơi có số liệu trước và sau: còn quá ít" in table
    assert 'value="10"' in client.get(page_of(copy)).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"before": "10"}, "Nhập số liệu sau khi làm"),
        ({"after": "nhiều"}, "Nhập"),
        ({"after": "5", "as_of": "01/11/2036"}, "Ngày này chưa tới"),
    ],
)
def test_a_wrong_figure_is_told_beside_its_field_and_kept(make, client, copy, typed, told):
    client.sign_in(make.member(copy.unit))
    page = form_with(client, copy, **typed)

    assert page.status_code == 422
    assert told in page.text
    assert all(f'value="{text}"' in page.text for text in typed.values())
    assert copy.outcomes == []


def test_two_reports_at_once_show_both_figures(make, client, copy):
    member = make.member(copy.unit)
    client.sign_in(member)
    key = measured_in(copy.source)[0].key
    fields, _action = form_of(client.get(page_of(copy)).text)
    figures = [Figures(key, Decimal(10), Decimal(7))]
    reporting.report_result(member, copy, adaptation="", result="Chưa xong", figures=figures)
    answer = client.post(
        page_of(copy), data={**fields, "result": "Xong", "figures-0-before": "10", "figures-0-after": "5"}
    )

    assert answer.status_code == 409
    assert "Hộ nghèo: 10 → 7" in answer.text
    assert "Hộ nghèo: 10 → 5" in answer.text


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [("31,5", "92", "+60,5"), ("20", "52,5", "+32,5"), ("10", "31,5", "+21,5"), ("18", "84", "+66")],
)
def test_percentages_that_stand_beside_their_difference_add_up(make, client, before, after, told):
    source = make.exemplar(public=True, results=[ResultRow("Hộ phân loại rác", 18, 84, "%")])
    copy = make.replication(source=source, state=ReplicationState.CONFIRMED)
    client.sign_in(make.member(copy.unit))
    assert form_with(client, copy, before=before, after=after, as_of="01/11/2026").status_code == 303

    table = client.get(f"/mo-hinh/{source.reference}").text.partition("Kết quả ở nơi nhân rộng")[2]
    assert f"{told} điểm phần trăm" in table.partition("</section>")[0]
