"""Figures with the words people say around them."""

from decimal import Decimal

import pytest

from registry.core.figures import NotANumber
from registry.core.spoken import Hedge, parse_spoken

NO_FIGURES = (
    "", "hơn", "rất nhiều", "bốn trăm", "400-500", "5 trên 7", "hơn hai tỷ", "%", "2 tỷ rưỡi", "20 trieu",
    "1e3", "1.2.3", "12 hộ 5 người",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number", "hedge", "of"),
    [
        ("hơn 400", "400", Hedge.MORE_THAN, ""),
        ("Trên 1.284,5", "1284.5", Hedge.MORE_THAN, ""),
        ("hon 400 ho", "400", Hedge.MORE_THAN, "ho"),
        ("gần 20 triệu đồng", "20000000", Hedge.NEARLY, ""),
        ("khoảng 1,5 tỷ", "1500000000", Hedge.ABOUT, ""),
        ("~400", "400", Hedge.ABOUT, ""),
        ("> 400", "400", Hedge.MORE_THAN, ""),
        ("dưới 5%", "5", Hedge.BOUND, "%"),
        ("ít nhất 12", "12", Hedge.BOUND, ""),
        ("84%", "84", None, "%"),
        ("84,5 %", "84.5", None, "%"),
        ("2.140 hộ dân", "2140", None, "hộ dân"),
        ("20 triệu lượt người", "20000000", None, "lượt người"),
        ("412 m2", "412", None, "m2"),
        ("-3 hộ", "-3", None, "hộ"),
        ("400", "400", None, ""),
    ],
)
def test_a_figure_is_read_with_its_words(text, number, hedge, of):
    spoken = parse_spoken(text)
    assert (spoken.number, spoken.hedge, spoken.of) == (Decimal(number), hedge, of)


@pytest.mark.parametrize("text", NO_FIGURES)
def test_words_without_one_number_are_refused(app, text):
    with pytest.raises(NotANumber):
        parse_spoken(text)
