"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.figures import NotANumber, parse_amount, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.284,5", "1284.5"),
        ("1.284", "1284"),
        ("1284", "1284"),
        ("1284,5", "1284.5"),
        ("6.5", "6.5"),
        ("0.500", "0.500"),
        ("1 284 000", "1284000"),
        ("1\u00a0284,25", "1284.25"),
        ("1,284.5", "1284.5"),
        ("1,284,567", "1284567"),
        ("−3,5", "-3.5"),
        ("1.900.000.000", "1900000000"),
        ("1'284'000", "1284000"),
        ("  -1 284,5 ", "-1284.5"),
        ("1\u202f284.5", "1284.5"),
    ],
)
def test_a_vietnamese_number_is_read(text, number):
    assert parse_number(text) == Decimal(number)


def test_an_english_reader_groups_with_commas():
    assert parse_number("1,284", decimal_mark=".") == 1284
    assert parse_number("1.284", decimal_mark=".") == Decimal("1.284")


@pytest.mark.parametrize(
    "text",
    ["", "nhiều", "1 2 3", "1'5", "1 8", "12 34", "1 284'000", "1 2840", "0 284", "1, 5", "1 284.5 6",
     "1 284.567,5", "1.2.3", "1,2,3", "12.34,5", "1,9 tỷ", "²", "٣", "NaN", "1e5", "9" * 26, "-", ",", "1."],
)  # fmt: skip
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumber):
        parse_number(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_a_number_written_in_vietnamese_is_read_back(number):
    written = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))

    assert parse_number(written) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20 triệu", "20000000"),
        ("20 triệu đồng", "20000000"),
        ("1,5 tỷ", "1500000000"),
        ("1.5 tỉ", "1500000000"),
        ("1 tỷ 500 triệu", "1500000000"),
        ("20.000.000", "20000000"),
        ("20.000.000 đ", "20000000"),
        ("500 nghìn", "500000"),
        ("12 TRIỆU VNĐ", "12000000"),
        ("12,5", "12.5"),
        ("3tr", "3000000"),
    ],
)
def test_an_amount_may_be_said_in_words(text, number):
    assert parse_amount(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["triệu", "20 triệu 5", "2 5 triệu", "1 2 tỷ 5 00 triệu",
     "500 triệu 1 tỷ", "1 tỷ 1 tỷ", "hai triệu", "20 triệu hộ", "9999999999999 tỷ",
     "20 trieu", "1 tỷ -5 triệu", "triệu 20", "đồng"],
)  # fmt: skip
def test_words_that_name_no_one_number_are_refused(text):
    with pytest.raises(NotANumber):
        parse_amount(text)
