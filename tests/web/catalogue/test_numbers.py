"""Numbers and days as people type them into a registration, and what is said of those that do not fit."""

from datetime import date
from decimal import Decimal

import pytest

from registry.catalogue.contents import Section
from registry.core.db import db
from tests.make.browser_client import form_of


def latest(exemplar):
    db.session.expire_all()
    return exemplar.latest


@pytest.mark.parametrize(
    ("typed", "measure", "stored"),
    [
        ("hơn 400", "hộ", (400, "hộ", "more_than")),
        ("gần 84%", "", (84, "%", "nearly")),
        ("khoảng 1.450,5 kg", "kg", (Decimal("1450.5"), "kg", "about")),
        ("2.140 hộ", "hộ dân", (2140, "hộ dân", "exact")),
    ],
)
def test_the_words_around_a_figure_go_where_they_belong(client, page, exemplar, typed, measure, stored):
    row = {"indicator": "Hộ tham gia", "before": "", "after": typed, "measure": measure, "qualifier": "exact"}
    answer = client.send_form(page(Section.RESULTS), **{f"results-0-{name}": row[name] for name in row})

    assert answer.status_code == 303
    result = latest(exemplar).results[0]
    assert (result.after, result.measure, result.qualifier) == stored


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("after", "dưới 400", "là mức giới hạn"),
        ("after", "400 kg", "không phải đơn vị tính"),
        ("before", "hơn 20", "chỉ ghi được cho ô “Sau”"),
    ],
)
def test_words_that_fit_nowhere_are_refused_with_the_reason(client, page, exemplar, name, typed, said):
    row = {"results-0-measure": "hộ", f"results-0-{name}": typed}
    answer = client.send_form(page(Section.RESULTS), **row)

    assert answer.status_code == 422
    assert said in answer.text
    assert form_of(answer.text)[0][f"results-0-{name}"] == typed


def test_a_part_of_a_household_is_stored_and_told_of(client, page, exemplar):
    row = {"results-0-measure": "hộ", "results-0-before": "-3", "results-0-after": "12,5"}
    answer = client.send_form(page(Section.RESULTS), **row)

    assert answer.status_code == 303
    assert latest(exemplar).results[0].after == Decimal("12.5")
    assert client.get(answer.location).text.count("thường là số nguyên") == 2
    assert client.get(page(Section.RESULTS)).text.count("thường là số nguyên") == 2


@pytest.mark.parametrize(("typed", "stored"), [("30%", 30), ("30 %", 30), ("30 phần trăm", 30), ("30,0", 30)])
def test_a_share_is_typed_with_or_without_its_sign(client, page, exemplar, typed, stored):
    assert client.send_form(page(Section.METHOD), community_percent=typed).status_code == 303
    assert latest(exemplar).community_percent == stored


@pytest.mark.parametrize(
    ("section", "name", "typed", "said"),
    [
        (Section.METHOD, "community_percent", "12,5", "đóng góp: nhập số nguyên từ 0 đến 100"),
        (Section.METHOD, "budget_vnd", "2.000.000.000.000.000", "Số này quá lớn"),
        (Section.METHOD, "budget_vnd", "hơn 2 tỷ", "bỏ chữ “hơn”"),
        (Section.NAME, "started", "31/02/2024", "Không có ngày 31/02/2024 trong lịch"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_reason(client, page, exemplar, section, name, typed, said):
    answer = client.send_form(page(section), **{name: typed})

    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    ("typed", "year", "day"),
    [
        ("tháng 3 năm 2024", 2024, date(2024, 3, 1)), ("Tháng 3/2024", 2024, date(2024, 3, 1)),
        ("năm 2024", 2024, None), ("ngày 12 tháng 3 năm 2024", 2024, date(2024, 3, 12)),
        ("12 thang 3, 2024", 2024, date(2024, 3, 12)),
    ],
)  # fmt: skip
def test_a_beginning_may_be_said_in_words(client, page, exemplar, typed, year, day):
    assert client.send_form(page(Section.NAME), started=typed).status_code == 303
    assert (latest(exemplar).started_year, latest(exemplar).started_on) == (year, day)


def test_a_share_of_more_than_all_is_stored_and_told_of(client, page, exemplar):
    row = {"results-0-measure": "%", "results-0-before": "31,5", "results-0-after": "250"}
    answer = client.send_form(page(Section.RESULTS), **row)

    assert answer.status_code == 303
    assert latest(exemplar).results[0].after == 250
    assert client.get(answer.location).text.count("từ 0% đến 100%") == 1
    assert client.get(page(Section.RESULTS)).text.count("từ 0% đến 100%") == 1
