"""What a model brought in, read off its results."""

from datetime import date
from decimal import Decimal

import pytest

from registry.reports.amounts import Told, amounts_of
from registry.reports.states import Booked

DAY = date(2025, 5, 20)


def told(indicator, measure, after, before=0, funds=(0, 0, 0, 0)):
    return Told(indicator, measure, Decimal(before), Decimal(after), DAY, funds)


def found(results, budget=None, percent=None):
    return {(one.kind, one.part): one.amount for one in amounts_of(results, budget, percent)}


@pytest.mark.parametrize(
    ("result", "kind", "amount"),
    [
        (told("Đất dân tự nguyện hiến", "m²", 3600), Booked.LAND, 3600),
        (told("Hiến đất mở đường", "ha", "1,5".replace(",", ".")), Booked.LAND, 15_000),
        (told("Ngày công làm đường", "ngày công", 450, 50), Booked.LABOUR, 400),
        (told("Hộ tự nguyện hiến đất", "hộ", 412), Booked.HOUSEHOLDS, 412),
    ],
)
def test_results_are_counted_by_what_they_are_measured_in(result, kind, amount):
    assert found([result]) == {(kind, ""): amount}


@pytest.mark.parametrize(
    "result",
    [
        told("Diện tích đất thực hiện", "m²", 900),
        told("Số hồ", "hồ", 3),
        told("Dòng họ tự quản", "họ", 3),
        told("Ngày công", "ngày công", 0),
    ],
)
def test_words_that_look_alike_are_not_taken(result):
    assert found([result]) == {}


def test_households_behind_several_results_count_once():
    assert found([told("Hộ hiến đất", "hộ", 40), told("Hộ thoát nghèo", "hộ", 52)]) == {
        (Booked.HOUSEHOLDS, ""): 52
    }


def test_the_budget_counts_where_no_result_says_what_it_cost():
    paid = told("Đường bê tông", "km", 2, funds=(0, 300, 200, 0))
    assert found([], 1000, 62) == {(Booked.MONEY, "community"): 620, (Booked.MONEY, "unstated"): 380}
    assert found([paid], 1000, 62) == {(Booked.MONEY, "community"): 300, (Booked.MONEY, "enterprises"): 200}
