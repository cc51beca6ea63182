"""Figures by year or by quarter: each told as if it alone were asked for."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from registry.reports.figures.counting import By, Counts, count_amounts, count_standing
from registry.reports.scope import Period, Scope
from registry.reports.states import Booked
from registry.units.queries import tree

TIMES = (By.YEAR, By.QUARTER)
Counting = Callable[..., Counts]
Keyed = tuple[int, Period]


def periods_of(period: Period, time: By) -> list[Keyed]:
    """The years, or the quarters, of a period with their numbers; the first and the last as far as they
    lie in it.
    """
    months = 12 if time is By.YEAR else 3
    found, first = [], date(period.first.year, (period.first.month - 1) // months * months + 1, 1)
    while first <= period.last:
        number = first.month + months - 1
        after = date(first.year + number // 12, number % 12 + 1, 1)
        last = date.fromordinal(after.toordinal() - 1)
        key = first.year if time is By.YEAR else first.year * 10 + (first.month + 2) // 3
        found.append((key, Period(max(first, period.first), min(last, period.last))))
        first = after
    return found


def count_by_time(counting: Counting, scope: Scope, kind: Booked, by: tuple[By, ...]) -> Counts:
    """The numbers by what they are divided, one of which is a time.

    Units that moved between two periods are counted where they stood in each; as many statements are needed
    as there were such moves, not more.
    """
    place = next(number for number, one in enumerate(by) if one in TIMES)
    time, others = by[place], by[:place] + by[place + 1 :]
    found: Counts = {}
    for _moves, alike in groupby(
        periods_of(scope.period, time), lambda one: tree().changes_until(one[1].end)
    ):
        of_alike = _standing if counting is count_standing else _happened
        for number, counts in of_alike(counting, scope, kind, time, others, list(alike)):
            for key, count in counts.items():
                parts = [] if not others else [key] if len(others) == 1 else list(key)
                parts.insert(place, number)
                if count:
                    found[parts[0] if len(by) == 1 else tuple(parts)] = count
    return found


def _whole(periods: list[Keyed]) -> Period:
    return Period(periods[0][1].first, periods[-1][1].last)


def _happened(
    counting: Counting, scope: Scope, kind: Booked, time: By, others: tuple[By, ...], periods: list[Keyed]
) -> Iterator[tuple[int, Counts]]:
    counted = counting(scope.at(_whole(periods)), kind, time, *others)
    for number, _period in periods:
        yield number, _of_time(counted, number)


def _standing(
    counting: Counting, scope: Scope, kind: Booked, time: By, others: tuple[By, ...], periods: list[Keyed]
) -> Iterator[tuple[int, Counts]]:
    """What stands at the end of the first, and with what came since at the end of each other one."""
    stands: Counter[Any] = Counter(counting(scope.at(periods[0][1]), kind, *others))
    yield periods[0][0], stands
    if not periods[1:]:
        return
    came = count_amounts(scope.at(_whole(periods[1:])), kind, time, *others)
    for number, _period in periods[1:]:
        stands = Counter(stands)
        stands.update(_of_time(came, number))
        yield number, stands


def _of_time(counted: Counts, number: int) -> Counts:
    """What was counted in one period, by all but the time, which was counted first."""
    found = {}
    for key, count in counted.items():
        time, rest = (key, None) if not isinstance(key, tuple) else (key[0], key[1:])
        if time == number:
            found[rest[0] if rest and len(rest) == 1 else rest] = count
    return found
