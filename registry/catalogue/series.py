"""Dated figures of one indicator, one a line: `2023: 48`, `06/2024: 412,5`, `30/06/2025: 1.284`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from registry.core.figures import NotANumber, parse_amount
from registry.core.i18n import _

MOST_POINTS = 60
LONGEST = 4000
# The day comes first: a year, a month or a day; what parts it from its figure may be anything but a digit.
_LINE = re.compile(
    r"\s*(?P<when>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|(?:(?:[0-9]{1,2}[/.-])?[0-9]{1,2}[/.-])?[0-9]{4})"
    r"(?:\s*[:=;|\t]\s*|\s+)(?P<figure>.+)"
)


class NoSeries(ValueError):
    """A line cannot be read; the message says which, and what one looks like."""


@dataclass(frozen=True)
class Point:
    """A figure and when it was taken: `2023`, `2023-06` or `2023-06-30`, as exact as it is known."""

    on: str
    value: Decimal

    @property
    def first_day(self) -> date:
        """The first day that the time may mean."""
        year, month, day = (*map(int, self.on.split("-")), 1, 1)[:3]
        return date(year, month, day)


def parse_series(text: str, decimal_mark: str = ",") -> list[Point]:
    """The figures of a text in the order of time; raises NoSeries."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_POINTS:
        raise NoSeries(_("Give at most %(n)s figures in a series.", n=MOST_POINTS))
    points = [_point(line.strip(), decimal_mark) for line in lines]
    return in_order(points)


def in_order(points: Iterable[Point]) -> list[Point]:
    """The points by time; raises NoSeries when two name the same."""
    found = sorted(points, key=lambda point: (point.first_day, point.on))
    for one, next_ in pairwise(found):
        if one.on == next_.on:
            raise NoSeries(_("There are two figures for %(time)s.", time=shown(one)))
    return found


def _point(line: str, decimal_mark: str) -> Point:
    found = _LINE.fullmatch(line)
    try:
        if found is None:
            raise ValueError(line)
        return Point(_time(found["when"]), parse_amount(found["figure"], decimal_mark))
    except NotANumber as fault:
        raise NoSeries(f"{line[:60]} – {fault}") from None
    except ValueError:
        raise NoSeries(
            _("“%(line)s” is no figure with its time. Write for example 06/2024: 412", line=line[:60])
        ) from None


def _time(text: str) -> str:
    parts = [int(part) for part in re.split(r"[/.-]", text)]
    if len(str(parts[0])) < 4:
        parts.reverse()
    year, month, day = (*parts, 1, 1)[:3]
    return date(year, month, day).isoformat()[: (4, 7, 10)[len(parts) - 1]]


def shown(point: Point) -> str:
    """2023, 06/2023 or 30/06/2023."""
    return "/".join(reversed(point.on.split("-")))


def from_stored(stored: Iterable[Iterable[str]]) -> list[Point]:
    """The points of a stored series."""
    return [Point(on, Decimal(value)) for on, value in stored]


def to_stored(points: Iterable[Point]) -> list[list[str]]:
    """A series as it is stored: exact on every database."""
    return [[point.on, format(point.value, "f")] for point in points]
