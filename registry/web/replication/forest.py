"""The drawing of what a model changed, place by place: a forest plot.

Each place has its name and, below it on one scale for all, its change: a line is the interval, the area of
a square the weight in the mean. Where it was done first stands apart, and so does the mean of the copies.
"""

import enum
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from registry.core.i18n import _
from registry.web.filters import as_number

# In the drawing's own units. The sides leave room for half the words of the first and the last tick.
WIDTH, EDGE, ROW, HEAD, GAP = 360, 30, 38, 26, 22
# How high a name stands at the head of its row, and the words of the scale below all.
NAMED, FOOT = 17, 38
# How long a name may be; the table has it in full.
LONGEST = 46
BIGGEST, SMALLEST, PLAIN = 15.0, 5.0, 9.0
FEWEST_TICKS, MOST_TICKS = 3, 5
STEPS = ("1", "2", "2.5", "5")
# Beyond this factor between the ends, ticks in per cent would crowd: they double and halve instead.
WIDE = 3


class Kind(enum.StrEnum):
    """What stands in a row."""

    HOME = "home"
    COPY = "copy"
    MEAN = "mean"


@dataclass(frozen=True)
class Spot:
    """One row: its change, between what it lies where that is known, and its share in the mean."""

    kind: Kind
    who: str
    value: float | None
    interval: tuple[float, float] | None = None
    weight: float | None = None


@dataclass(frozen=True)
class Mark:
    """One row as drawn. `side` is that of the square, or across the dot."""

    kind: Kind
    who: str
    y: int
    at: float
    ends: tuple[float, float] | None
    side: float
    is_square: bool


@dataclass(frozen=True)
class Heading:
    """What the rows below it have in common."""

    text: str
    y: int


@dataclass(frozen=True)
class Drawing:
    """Rows below their headings, and the scale below all. `zero` is where nothing changed."""

    height: int
    zero: float
    marks: list[Mark]
    headings: list[Heading]
    ticks: list[tuple[float, str]]
    measure: str
    width: int = WIDTH

    @property
    def bands(self) -> list[tuple[int, int]]:
        """Between what heights the lines of the scale are drawn: beside each change, never through a name."""
        last = self.marks[-1:]
        return [(one.y + NAMED, self.end if one in last else one.y + ROW) for one in self.marks]

    @property
    def end(self) -> int:
        """How high the scale stands."""
        return self.height - FOOT


def drawing_of(spots: Sequence[Spot], *, is_share: bool, measure: str) -> Drawing:
    """The drawing of these rows; those without a change are told in the table alone."""
    shown = [one for one in spots if one.value is not None]
    values = [0.0, *(one.value or 0.0 for one in shown)]
    values += [end for one in shown for end in one.interval or ()]
    ticks = ticks_of(min(values), max(values), is_share=is_share)
    low, high = min(values[0], *values, ticks[0][0]), max(*values, ticks[-1][0])

    def place(value: float) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * (value - low) / (high - low), 1)

    heaviest = max((one.weight or 0.0 for one in shown), default=0.0)
    titles = {
        Kind.HOME: _("Where it was done first"),
        Kind.COPY: _("Where it was copied"),
        Kind.MEAN: _("Taken together"),
    }
    marks, headings, y, before = [], [], HEAD, None
    for one in shown:
        if one.kind is not before:
            headings.append(Heading(titles[one.kind], y + 14))
            y, before = y + GAP, one.kind
        ends = (place(one.interval[0]), place(one.interval[1])) if one.interval else None
        side, is_square = _size(one, heaviest)
        marks.append(Mark(one.kind, _short(one.who), y, place(one.value or 0.0), ends, side, is_square))
        y += ROW
    return Drawing(
        y + 4 + FOOT, place(0.0), marks, headings, [(place(at), text) for at, text in ticks], measure
    )


def _size(one: Spot, heaviest: float) -> tuple[float, bool]:
    """The area of a square is its weight; a place without an interval is a dot."""
    is_square = one.kind is Kind.COPY and one.interval is not None
    if one.weight is None or not is_square or not heaviest:
        return PLAIN, is_square
    return round(max(BIGGEST * math.sqrt(one.weight / heaviest), SMALLEST), 1), True


def _short(who: str) -> str:
    return who if len(who) <= LONGEST else who[: LONGEST - 1].rstrip() + "…"


def ticks_of(low: float, high: float, *, is_share: bool) -> list[tuple[float, str]]:
    """Three to five round places around these ends with their words; 0 is among them when they hold it."""
    if low == high:
        low, high = low - (0.1 if is_share else 1), high + (0.1 if is_share else 1)
    if not is_share:
        return [(float(at), _words(at)) for at in _even(low, high)]
    if high - low <= math.log(WIDE):
        found = _even((math.exp(low) - 1) * 100, (math.exp(high) - 1) * 100)
        if found[0] > -100:
            return [(math.log1p(float(at) / 100), _words(at)) for at in found]
    return [(float(at.ln()), _words((at - 1) * 100)) for at in _folds(low, high)]


def _even(low: float, high: float) -> list[Decimal]:
    for step in _steps(high - low):
        first, last = math.floor(low / float(step)), math.ceil(high / float(step))
        if last - first + 1 <= MOST_TICKS:
            break
    return [step * number for number in range(first, max(last, first + FEWEST_TICKS - 1) + 1)]


def _steps(span: float) -> Iterator[Decimal]:
    """Round steps, the smallest that could do first."""
    power = math.floor(math.log10(span)) - 1
    while True:
        yield from (Decimal(step).scaleb(power) for step in STEPS)
        power += 1


def _folds(low: float, high: float) -> list[Decimal]:
    """So many times as much: 1, 2, 5, 10 and so on, and their inverses; evenly thinned from 1 on."""
    every = 1
    while True:
        numbers, at = [0], 0
        while float(_fold(at).ln()) < high:
            at += every
            numbers.append(at)
        at = 0
        while float(_fold(at).ln()) > low:
            at -= every
            numbers.insert(0, at)
        if len(numbers) <= MOST_TICKS:
            return [_fold(number) for number in numbers]
        every += 1


def _fold(number: int) -> Decimal:
    tens, rest = divmod(abs(number), 3)
    times = Decimal((1, 2, 5)[rest]).scaleb(tens)
    return times if number >= 0 else 1 / times


def _words(at: Decimal) -> str:
    """`−50`, `0`, `+2,5`."""
    size = abs(at).normalize()
    exponent = size.as_tuple().exponent
    places = max(-exponent, 0) if isinstance(exponent, int) else 0
    sign = "+" if at > 0 else "−" if at < 0 else ""
    return sign + as_number(size, places)
