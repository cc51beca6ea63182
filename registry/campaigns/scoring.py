"""Pure arithmetic of scoring: points to bands, marks to a total, totals to mean and spread."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Protocol, TypeVar

from registry.core.i18n import _

CENT = Decimal("0.01")
# Ends of neighbouring bands may lie this far apart: 12-18 and 19-24 leave no whole point out.
WIDEST_STEP = Decimal(1)
_PLAIN_NUMBER = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,2})?", re.ASCII)


class Range(Protocol):
    """Anything with a lowest and a highest number of points."""

    @property
    def low(self) -> Decimal: ...

    @property
    def high(self) -> Decimal: ...


Band = TypeVar("Band", bound=Range)


@dataclass(frozen=True)
class Figures:
    """What a set of totals says; everything but the count is None while there is nothing to say."""

    count: int
    mean: Decimal | None
    spread: Decimal | None
    deviation: Decimal | None
    low: Decimal | None
    high: Decimal | None


def parse_points(text: str) -> Decimal | None:
    """Points as a person types them, with a comma or a point; None for nothing. Raises ValueError."""
    typed = text.strip()
    if not typed:
        return None
    if not _PLAIN_NUMBER.fullmatch(typed):
        raise ValueError(text)
    return Decimal(typed.replace(",", "."))


def fault_of_points(points: Decimal, maximum: Decimal) -> str | None:
    """The sentence that says why these points cannot be given, or None."""
    if not points.is_finite() or points.is_signed() or points > maximum:
        return _("Enter points from 0 to %(most)s.", most=plain(maximum))
    if points != points.quantize(CENT):
        return _("Give at most two decimal places.")
    return None


def band_of(bands: Iterable[Band], points: Decimal) -> Band | None:
    """The band points fall into. A fraction between two bands belongs to the lower one."""
    reached = [band for band in bands if band.low <= points]
    return max(reached, key=lambda band: band.low, default=None)


def is_at_an_end(bands: Sequence[Band], band: Band | None) -> bool:
    """Whether a band is the lowest or the highest: such marks need a comment."""
    ordered = sorted(bands, key=lambda one: one.low)
    return band is not None and any(band is end for end in (*ordered[:1], *ordered[-1:]))


def fault_of_bands(bands: Sequence[Range], maximum: Decimal) -> str | None:
    """The sentence that says why bands do not cover 0 to the maximum exactly once, or None."""
    if not bands:
        return _("Give at least one level.")
    ordered = sorted(bands, key=lambda band: band.low)
    if any(band.low > band.high for band in ordered):
        return _("The lower end of a level must not be above its upper end.")
    if ordered[0].low != 0:
        return _("The lowest level must begin at 0.")
    if ordered[-1].high != maximum:
        return _("The highest level must end at %(most)s, the most points.", most=plain(maximum))
    for lower, upper in pairwise(ordered):
        if upper.low <= lower.high:
            return _("Two levels overlap at %(points)s points.", points=plain(upper.low))
        if upper.low - lower.high > WIDEST_STEP:
            return _(
                "No level covers the points between %(low)s and %(high)s.",
                low=plain(lower.high),
                high=plain(upper.low),
            )
    return None


def total(points: Iterable[Decimal]) -> Decimal:
    """The sum of the points of one ballot."""
    return sum(points, Decimal(0))


def figures(totals: Iterable[Decimal]) -> Figures:
    """Count, mean, spread (highest less lowest) and sample standard deviation, to two places.

    The rounded mean is the one that counts: what people read is what is compared with the marks.
    """
    known = list(totals)
    if not known:
        return Figures(0, None, None, None, None, None)
    low, high, mean = min(known), max(known), total(known) / len(known)
    deviation = None
    if len(known) > 1:
        # As `statistics.stdev` says to the cent, in a tenth of its time.
        apart = [one - mean for one in known]
        deviation = _rounded((total([one * one for one in apart]) / (len(known) - 1)).sqrt())
    return Figures(len(known), _rounded(mean), high - low, deviation, low, high)


def plain(number: Decimal) -> str:
    """A number without trailing zeros, with a decimal point."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(CENT, ROUND_HALF_UP)
