"""When a year is closed, and in which day's figures something is counted: pure."""

from datetime import date

from registry.reports.states import CARRIED, Booked

# What is known by this day of the next year still belongs to the year before.
CLOSES = (1, 31)


def closing_day(year: int) -> date:
    """The last day on which the figures of a year can change."""
    return date(year + 1, *CLOSES)


def is_open(year: int, on: date) -> bool:
    """Whether the figures of a year can still change on a day."""
    return on <= closing_day(year)


def day_of_new(happened_on: date, known_on: date, *, is_history: bool = False) -> date:
    """In which day's figures something new is counted: that of its year while that is open, else the day it
    became known. What older registers tell of was known in its own time.
    """
    happened_on = min(happened_on, known_on)
    return happened_on if is_history or is_open(happened_on.year, known_on) else known_on


def day_of_change(
    kind: Booked, counted_on: date | None, first_on: date | None, known_on: date
) -> date | None:
    """In which day's figures something counted before is taken back or said anew; None where it is only kept.

    While the year is open as if it had always been so. Afterwards what goes on changes from the day on which
    it is known; what happened once stays in the figures of its year as they were told.

    `first_on` is the day in whose figures it was before the first change that came after its year was closed:
    such a change opens no later year for it. Otherwise a corrected field would decide in which year a merger
    is counted.
    """
    if first_on is not None and is_open(first_on.year, known_on):
        return counted_on
    return known_on if kind in CARRIED else None
