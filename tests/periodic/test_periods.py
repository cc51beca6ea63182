"""Periods and forms: codes, days, what adds up to what."""

from datetime import date

import pytest

from registry.core.errors import NotFound
from registry.periodic.forms import FORMS, form_for, newest, period_of
from registry.periodic.periods import ReportPeriod, Span, find_period, period_at


@pytest.mark.parametrize(
    ("code", "span", "first", "last"),
    [
        ("2026-10", Span.MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        ("2024-02", Span.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-q4", Span.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-h1", Span.HALF, date(2026, 1, 1), date(2026, 6, 30)),
        ("2026", Span.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("2021-2025", Span.FIVE_YEARS, date(2021, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_code_names_one_period_and_the_period_its_code(code, span, first, last):
    period = find_period(code, *Span)
    assert (period.span, period.first, period.last, period.code) == (span, first, last, code)
    assert period_at(last, span) == period
    assert period.after().before() == period


@pytest.mark.parametrize("code", ["2026-13", "2026-q5", "2026-h3", "2022-2026", "abc", "1999", "2026-1"])
def test_other_codes_name_none(code):
    assert find_period(code, *Span) is None


def test_a_year_is_made_of_twelve_months_and_a_quarter_of_three():
    year = ReportPeriod(date(2026, 1, 1), Span.YEAR)
    assert [one.code for one in year.parts(Span.MONTH)] == [f"2026-{n:02}" for n in range(1, 13)]
    assert [one.code for one in period_at(date(2026, 5, 9), Span.QUARTER).parts(Span.MONTH)] == [
        "2026-04", "2026-05", "2026-06",
    ]  # fmt: skip
    assert year.parts(Span.YEAR) == [year]


def test_days_on_which_reports_are_due(app):
    def due(code, period):
        form = newest(code)
        return form.due_on(period_of(form, period))

    assert due("thang", "2026-10") == date(2026, 11, 5)
    # 5 December 2026 is a Saturday: the next Monday.
    assert due("thang", "2026-11") == date(2026, 12, 7)
    assert due("sau-thang", "2026-h1") == date(2026, 7, 15)
    assert due("sau-thang", "2025-h2") == date(2026, 1, 15)
    assert due("bieu-0601", "2026") == due("bieu-0603", "2026") == date(2026, 12, 15)
    assert due("nam-nam", "2021-2025") == date(2026, 3, 31)


def test_a_form_is_asked_for_the_periods_of_its_own_length(app):
    with pytest.raises(NotFound):
        period_of(newest("thang"), "2026-q1")
    with pytest.raises(NotFound):
        newest("tuan")


@pytest.mark.parametrize("code", FORMS)
def test_every_form_is_whole(code):
    for number, form in enumerate(FORMS[code], start=1):
        codes = [one.code for one in form.indicators]
        assert (form.code, form.version) == (code, number)
        assert len(codes) == len(set(codes))
        assert {one.part_of for one in form.indicators} <= {"", *codes}
        assert form_for(code, form.holds_from) is form
