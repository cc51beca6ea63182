"""Counting working days: pure, from the days that are not what their weekday says."""

from collections.abc import Iterable
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_weekend(day: date) -> bool:
    """Whether a day is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


class Workdays:
    """Monday to Friday are worked, but for `exceptions`: a weekday among them is free, a weekend day worked.

    A period begins on the day after the one it is counted from and ends with a working day (Civil Code
    91/2015, art. 147 and 148).
    """

    def __init__(self, exceptions: Iterable[date] = ()) -> None:
        self.exceptions = frozenset(exceptions)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on a day."""
        return is_weekend(day) == (day in self.exceptions)

    def add(self, start: date, days: int) -> date:
        """The last of so many working days after a day; the day itself for none."""
        if days < 0:
            raise ValueError("count forward")
        day = start
        while days:
            day += ONE_DAY
            days -= self.is_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """The working days after `start` up to and including `end`; below zero when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        tail = [end - timedelta(days=back) for back in range(rest)]
        usual = weeks * 5 + sum(not is_weekend(day) for day in tail)
        among = [day for day in self.exceptions if start < day <= end]
        return usual + sum(1 if is_weekend(day) else -1 for day in among)
