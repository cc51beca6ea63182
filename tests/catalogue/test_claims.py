"""What a result says besides its figures: period, population, series, who paid."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.catalogue.completeness import missing_items
from registry.catalogue.funding import funding_of
from registry.catalogue.measures import USUAL, suggested_measures
from registry.catalogue.rows import ResultRow, result_rows
from registry.catalogue.series import NoSeries, Point, from_stored, parse_series, shown, to_stored
from registry.catalogue.service import editing
from registry.core.errors import InvalidInput
from registry.core.figures import parse_amount

WHOLE = ResultRow(
    "Hộ hiến đất", 0, 412, "hộ", "more_than", date(2025, 5, 1), "", True,
    since=date(2024, 3, 1), since_month=True, of_count=630, of_whom="hộ của sáu thôn",
    series=(Point("2024", Decimal(120)), Point("2024-11", Decimal("310.5")), Point("2025-05-20", Decimal(4))),
    fund_state=1_200_000_000, fund_community=640_000_000, fund_enterprises=0, fund_other=60_000_000_000_000,
)  # fmt: skip


@pytest.fixture
def draft(make):
    return make.exemplar(complete=False, state="draft")


@pytest.fixture
def actor(make, draft):
    return make.member(draft.lead_unit)


def test_everything_a_claim_says_is_kept_from_version_to_version(make, draft, actor):
    editing.replace_results(actor, draft, [WHOLE])
    make.frozen(draft)

    editing.begin_new_version(actor, draft)

    (first,), (second,) = (result_rows(version) for version in draft.versions)
    assert first == second
    assert {**vars(first), "key": ""} == vars(WHOLE)


WRONG = {
    "a period backwards": ({"since": date(2025, 5, 2), "as_of": date(2025, 5, 1)}, "since"),
    "a beginning long ago": ({"since": date(1700, 1, 1)}, "since"),
    "a population below 0": ({"of_count": -1}, "of_count"),
    "half a household": ({"of_count": "630,5"}, "of_count"),
    "too many": ({"of_count": 10**13}, "of_count"),
    "words": ({"of_count": "nhiều"}, "of_count"),
    "26 digits": ({"fund_state": "9" * 26}, "fund_state"),
    "half a dong": ({"fund_community": "0,5"}, "fund_community"),
    "money below 0": ({"fund_other": -5}, "fund_other"),
    "money without end": ({"fund_enterprises": 10**16}, "fund_enterprises"),
    "a long name": ({"of_whom": "x" * 121}, "of_whom"),
    "a series without time": ({"series": "412"}, "series"),
    "a series of one day twice": ({"series": "2024: 1\n2024: 2"}, "series"),
    "a series of long ago": ({"series": "1700: 1"}, "series"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_part_is_told_beside_its_field_and_nothing_is_stored(draft, actor, name):
    values, field = WRONG[name]

    with pytest.raises(InvalidInput) as refusal:
        editing.replace_results(actor, draft, [ResultRow("Đúng", after=1), ResultRow("Hộ", **values)])

    assert (refusal.value.field, draft.latest.results) == (f"results-1-{field}", [])


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("06/2024: 412", [("2024-06", "412")]),
        ("2024\t1.284,5", [("2024", "1284.5")]),
        ("30/6/2025 = 1,5 tỷ", [("2025-06-30", "1500000000")]),
        ("2025-06-30; -3", [("2025-06-30", "-3")]),
        ("2025: 2\n\n2023: 1", [("2023", "1"), ("2025", "2")]),
        ("", []),
    ],
)
def test_a_series_is_read_as_people_write_it(text, points):
    assert [(point.on, format(point.value, "f")) for point in parse_series(text)] == points


@pytest.mark.parametrize(
    "text",
    ["412", "06/2024", "13/2024: 1", "30/02/2024: 1", "2024: nhiều", ": 5", "2024: " + "9" * 26, "x" * 900],
)
def test_what_is_no_series_is_refused_with_its_line(text):
    with pytest.raises(NoSeries) as refusal:
        parse_series(text)

    assert text.splitlines()[0][:20] in str(refusal.value)


def test_a_series_has_an_end():
    with pytest.raises(NoSeries):
        parse_series("\n".join(f"{year}: 1" for year in range(1900, 1961)))


DAYS = st.dates(date(1946, 1, 1), date(2026, 1, 1))
TIMES = st.builds(lambda day, letters: day.isoformat()[:letters], DAYS, st.sampled_from((4, 7, 10)))
FIGURES = st.decimals(-(10**12), 10**12, places=2, allow_nan=False, allow_infinity=False)


def _in_vietnamese(number):
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))


@given(st.dictionaries(TIMES, FIGURES, max_size=12))
def test_a_series_that_is_written_and_read_again_is_the_same(figures):
    points = [Point(on, value) for on, value in figures.items()]
    text = "\n".join(f"{shown(point)}: {_in_vietnamese(point.value)}" for point in points)

    read = parse_series(text)

    assert {point.on: point.value for point in read} == figures
    assert from_stored(to_stored(read)) == read
    assert [point.first_day for point in read] == sorted(point.first_day for point in read)


@given(st.integers(0, 10**15 - 1))
def test_money_of_any_size_is_written_and_read_again(dong):
    assert parse_amount(f"{dong:,} đồng".replace(",", ".")) == dong
    assert parse_series(f"2025: {dong:,}".replace(",", ".")) == [Point("2025", Decimal(dong))]


def test_funding_is_summed_and_what_differs_is_told(make):
    rows = [ResultRow("a", after=1, fund_state=10**14, fund_other=5), ResultRow("b", after=1, fund_state=1)]
    funding = funding_of(make.exemplar(results=rows, budget_vnd=10**14 + 6).latest)
    more = funding_of(make.exemplar(results=rows, budget_vnd=7).latest)
    none = funding_of(make.exemplar(budget_vnd=7).latest)

    assert (funding.by_source, funding.differs) == ({"fund_state": 10**14 + 1, "fund_other": 5}, False)
    assert (more.total, more.differs, none.differs) == (10**14 + 6, True, False)


def test_units_of_measure_of_public_models_are_offered_and_no_others(make):
    make.exemplar(results=[ResultRow("a", after=1, measure="con trâu")], public=True)
    make.exemplar(results=[ResultRow("a", after=1, measure="điều bí mật")])

    offered = suggested_measures()

    assert offered[: len(USUAL)] == list(USUAL)
    assert ("con trâu" in offered, "điều bí mật" in offered) == (True, False)


def test_a_series_alone_is_a_figure(make):
    with_series = make.exemplar(results=[ResultRow("a", series="2024: 5")]).latest
    with_nothing = make.exemplar(results=[ResultRow("a")]).latest

    assert missing_items(with_series, 1) == []
    assert [item.field for item in missing_items(with_nothing, 1)] == ["results-0-after"]
