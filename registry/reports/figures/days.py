"""How long stays took: the middle one and the one that nine of ten do not exceed."""

from collections import Counter
from dataclasses import dataclass

from registry.campaigns.states import StageKind
from registry.reports.figures.counting import By, count_lengths
from registry.reports.scope import Scope
from registry.reports.states import COMPLETION, WHOLE

HIGH_SHARE = 90
# The stages in the order in which a nomination goes through them.
PARTS = (
    StageKind.VERIFICATION, COMPLETION, StageKind.ELIGIBILITY, StageKind.SCORING, StageKind.DISCUSSION,
    StageKind.COUNCIL_VOTE, StageKind.PUBLIC_NOTICE,
)  # fmt: skip


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


def spreads_of(scope: Scope) -> dict[str, Spread]:
    """Of every stage in which stays ended in the period, in their order; the whole way comes last."""
    lengths, none = count_lengths(scope, By.PART), Counter[int]()
    found = {part: spread_of(lengths.get(part, none)) for part in (*PARTS, WHOLE)}
    return {part: spread for part, spread in found.items() if spread is not None}


def _at(lengths: Counter[int], place: int) -> int:
    """The length at a place, counted from 0, when all stand in order."""
    passed = 0
    for length, count in sorted(lengths.items()):
        passed += count
        if passed > place:
            return length
    raise IndexError(place)
