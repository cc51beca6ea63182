"""Dates, figures and money as readers of each language know them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from flask_babel import force_locale

from registry.core.i18n import _n
from registry.web import filters

DAY = date(2026, 11, 22)
FILTERS = (
    filters.as_date,
    filters.as_datetime,
    filters.as_number,
    filters.as_money,
    filters.as_money_full,
    filters.as_filesize,
    filters.as_percent,
)
LATE = datetime(2026, 11, 21, 18, 10, tzinfo=UTC)


@pytest.fixture
def vi(app):
    with app.test_request_context(), force_locale("vi"):
        yield


@pytest.fixture
def en(app):
    with app.test_request_context(), force_locale("en"):
        yield


def test_vietnamese_reader(vi):
    assert filters.as_date(DAY) == "22/11/2026"
    assert filters.as_datetime(LATE) == "22/11/2026, 01:10"
    assert filters.as_number(1284) == "1.284"
    assert filters.as_number(Decimal("88.40")) == "88,4"
    assert filters.as_money(1_900_000_000) == "1,9\u00a0tỷ\u00a0đồng"
    assert filters.as_money(640_000_000) == "640\u00a0triệu\u00a0đồng"
    assert filters.as_money_full(1_900_000_000) == "1.900.000.000\u00a0đồng"
    assert filters.as_filesize(1_468_006) == "1,4\u00a0MB"
    assert filters.as_percent(Decimal("0.62")) == "62%"
    assert [filters.as_signed(change) for change in (-100, 0, 1300)] == ["−100", "0", "+1.300"]


def test_a_count_inside_a_sentence_is_written_like_every_number(app, vi):
    page = app.jinja_env.from_string('{{ ngettext("%(num)s unit", "%(num)s units", 1276) }}')
    assert page.render() == "1.276 đơn vị"
    assert _n("%(num)s unit", "%(num)s units", 1276) == "1.276 đơn vị"


def test_english_reader(en):
    assert filters.as_date(DAY) == "22 November 2026"
    assert filters.as_number(1284) == "1,284"
    assert filters.as_money(1_900_000_000) == "1.9\u00a0billion\u00a0VND"


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_whole_numbers_are_written_as_the_library_writes_them(app, locale):
    with app.test_request_context(), force_locale(locale):
        for value in (0, 7, -7, 999, 1000, -1000, 12_345, 100_000, 1_234_567, 10**12):
            assert filters.as_number(value) == format_decimal(value, "#,##0.##", locale)


@pytest.mark.parametrize("give", FILTERS)
def test_nothing_is_shown_for_nothing(vi, give):
    assert give(None) == ""


def test_money_near_the_next_unit_is_not_called_a_thousand_millions(vi):
    assert filters.as_money(999_999_999) == "1\u00a0tỷ\u00a0đồng"


def test_typed_text_keeps_its_lines_and_no_markup():
    assert filters.as_lines("a <b>\r\nc\n\n\nd") == "<p>a &lt;b&gt;<br>c</p><p>d</p>"
