"""The arithmetic of scoring."""

import statistics
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.campaigns import scoring

D = Decimal


@dataclass(frozen=True)
class Band:
    low: Decimal
    high: Decimal


def bands(*ends):
    return [Band(D(low), D(high)) for low, high in ends]


FOUR = bands((0, 11), (12, 18), (19, 24), (25, 30))


@pytest.mark.parametrize(
    ("text", "points"),
    [("9,5", "9.5"), ("9.5", "9.5"), (" 10 ", "10"), ("0", "0"), ("7.25", "7.25"), ("007", "7")],
)
def test_points_are_read_with_a_comma_or_a_point(text, points):
    assert scoring.parse_points(text) == D(points)


def test_nothing_typed_is_no_points():
    assert scoring.parse_points("  ") is None


BAD = [
    "NaN",
    "nan",
    "Infinity",
    "-0",
    "-1",
    "+5",
    "1e308",
    "1e2",
    "١٠",
    "９",
    "9,555",
    "1.234,5",
    "9,5,5",
    "0x1F",
]


@pytest.mark.parametrize("text", [*BAD, "7 5", "bảy", "99999", "5.", ".5", "1" * 400, "7\u200b", "½"])
def test_w15_what_is_not_plain_points_is_refused(text):
    with pytest.raises(ValueError, match=r"(?s)."):
        scoring.parse_points(text)


@pytest.mark.parametrize("points", ["NaN", "sNaN", "Infinity", "-Infinity", "-0", "-0.01", "30.01", "1e308"])
def test_w15_points_outside_the_criterion_are_refused(points):
    assert scoring.fault_of_points(D(points), D(30))


@pytest.mark.parametrize("points", ["0", "30", "29.99", "7.5", "7.250", "1e1"])
def test_points_of_a_criterion_are_accepted(points):
    assert scoring.fault_of_points(D(points), D(30)) is None


@pytest.mark.parametrize("points", ["7.125", "0.001", "1e-400"])
def test_more_than_two_decimals_are_refused(points):
    assert scoring.fault_of_points(D(points), D(30))


@pytest.mark.parametrize(
    ("points", "band"), [("0", 0), ("11", 0), ("11.5", 0), ("12", 1), ("24.99", 2), ("25", 3), ("30", 3)]
)
def test_fraction_between_two_bands_belongs_to_the_lower(points, band):
    assert scoring.band_of(FOUR, D(points)) is FOUR[band]


@pytest.mark.parametrize(("band", "at_an_end"), [(0, True), (1, False), (2, False), (3, True)])
def test_lowest_and_highest_band_are_the_ends(band, at_an_end):
    assert scoring.is_at_an_end(FOUR, FOUR[band]) is at_an_end
    assert scoring.is_at_an_end(list(reversed(FOUR)), FOUR[band]) is at_an_end


def test_no_band_is_no_end():
    assert not scoring.is_at_an_end(FOUR, None)
    assert scoring.band_of([], D(1)) is None


@pytest.mark.parametrize(
    "ends",
    [
        [],
        [(1, 30)],
        [(0, 29)],
        [(0, 10), (10, 30)],
        [(0, 15), (12, 30)],
        [(0, 10), (12, 30)],
        [(0, 10), ("11.5", 30)],
        [(0, 20), (11, 30), (0, 10)],
        [(0, 30), (31, 30)],
    ],
)
def test_bands_with_a_gap_or_an_overlap_are_refused(ends):
    assert scoring.fault_of_bands(bands(*ends), D(30))


@pytest.mark.parametrize(
    "ends",
    [[(0, 30)], [(0, 11), (12, 30)], [(12, 30), (0, 11)], [(0, "11.5"), (12, 30)], [(0, 0), ("0.01", 30)]],
)
def test_bands_that_cover_all_points_are_accepted(ends):
    assert scoring.fault_of_bands(bands(*ends), D(30)) is None


def test_figures_of_no_ballot_say_nothing():
    assert scoring.figures([]) == scoring.Figures(0, None, None, None, None, None)


def test_figures_of_one_ballot_have_no_deviation():
    assert scoring.figures([D(80)]) == scoring.Figures(1, D(80), D(0), None, D(80), D(80))


def test_figures_are_rounded_half_up_to_two_places():
    found = scoring.figures([D("80"), D("80"), D("81")])
    assert (found.mean, found.spread) == (D("80.33"), 1)
    assert scoring.figures([D("79.99"), D("80")]).mean == D("80.00")
    assert scoring.figures([D("0.10"), D("0.20"), D("0.30")]).mean == D("0.20"), "no binary fractions"


TOTALS = st.lists(
    st.decimals(min_value=0, max_value=100, places=2, allow_nan=False, allow_infinity=False), min_size=2
)


@given(TOTALS)
def test_figures_hold_for_any_ballots(totals):
    found = scoring.figures(totals)
    assert found.low <= found.mean <= found.high
    assert found.spread == found.high - found.low
    assert abs(found.mean - statistics.fmean(totals).__trunc__()) <= 1
    assert found.deviation <= found.spread + D("0.01")
    assert scoring.figures(reversed(totals)) == found


@given(st.integers(1, 100), st.data())
def test_every_point_falls_into_exactly_one_accepted_band(maximum, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, maximum - 1), max_size=6)))
    ends = list(zip([0, *(cut + 1 for cut in cuts)], [*cuts, maximum], strict=True))
    rubric = bands(*ends)
    assert scoring.fault_of_bands(rubric, D(maximum)) is None
    points = D(data.draw(st.integers(0, maximum * 100))) / 100
    band = scoring.band_of(rubric, points)
    assert band.low <= points < band.high + 1


@pytest.mark.parametrize(
    ("number", "text"), [("7.50", "7.5"), ("100", "100"), ("0.00", "0"), ("1E+2", "100")]
)
def test_plain_numbers(number, text):
    assert scoring.plain(D(number)) == text
