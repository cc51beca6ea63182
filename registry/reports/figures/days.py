"""How long stays took: the middle one and the one that nine of ten do not exceed. Pure."""

from collections import Counter
from dataclasses import dataclass

HIGH_SHARE = 90


@dataclass(frozen=True)
class Spread:
    """Of so many stays the middle one, and the length that 90 % did not exceed, in working days."""

    count: int
    median: float
    high: int


def spread_of(lengths: Counter[int]) -> Spread | None:
    """Nothing where nothing ended. 90 %: the least length that at least nine of ten did not exceed."""
    count = lengths.total()
    if count <= 0:
        return None
    lower, upper = _at(lengths, (count - 1) // 2), _at(lengths, count // 2)
    return Spread(count, (lower + upper) / 2, _at(lengths, -(-count * HIGH_SHARE // 100) - 1))


def _at(lengths: Counter[int], place: int) -> int:
    """The length at a place, counted from 0, when all stand in order."""
    passed = 0
    for length, count in sorted(lengths.items()):
        passed += count
        if passed > place:
            return length
    raise IndexError(place)
