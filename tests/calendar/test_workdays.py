"""Counting working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.calendar.known_days import KNOWN_DAYS
from registry.calendar.workdays import Workdays, is_weekend

days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
calendars = st.sets(st.dates(date(2024, 6, 1), date(2028, 6, 1)), max_size=60).map(Workdays)
counts = st.integers(0, 90)


@given(calendars, days, counts)
def test_counting_back_gives_what_was_added(calendar, start, count):
    assert calendar.between(start, calendar.add(start, count)) == count


@given(calendars, days, counts)
def test_a_period_ends_with_a_working_day(calendar, start, count):
    end = calendar.add(start, count)
    assert calendar.is_working_day(end) if count else end == start


@given(calendars, days, counts, counts)
def test_adding_in_two_steps_is_adding_at_once(calendar, start, first, second):
    assert calendar.add(calendar.add(start, first), second) == calendar.add(start, first + second)


@given(calendars, days, days, counts)
def test_who_begins_later_ends_no_earlier(calendar, one, other, count):
    assert calendar.add(min(one, other), count) <= calendar.add(max(one, other), count)


@given(calendars, days, days)
def test_between_is_counted_day_by_day(calendar, one, other):
    start, end = min(one, other), max(one, other)
    each = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert calendar.between(start, end) == sum(map(calendar.is_working_day, each))
    assert calendar.between(end, start) == -calendar.between(start, end)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # Tết 2026: from Friday the 13th on the next working day is Monday the 23rd.
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 2, 11), 5, date(2026, 2, 25)),
        # Saturday 22 August 2026 is worked instead of Monday the 31st.
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        # A period that begins on a Sunday counts from the Monday.
        (date(2026, 11, 22), 10, date(2026, 12, 4)),
    ],
)
def test_the_days_that_are_known(start, count, end):
    assert Workdays(KNOWN_DAYS).add(start, count) == end


def test_as_many_days_are_worked_instead_as_were_exchanged():
    worked = [day for day, name in KNOWN_DAYS.items() if name.startswith("Làm bù")]
    exchanged = [day for day, name in KNOWN_DAYS.items() if name.startswith("Nghỉ hoán đổi")]
    assert len(worked) == len(exchanged) == 3
    assert {day for day in KNOWN_DAYS if is_weekend(day)} == set(worked)


def test_nobody_counts_backwards():
    with pytest.raises(ValueError, match="forward"):
        Workdays().add(date(2026, 11, 22), -1)
