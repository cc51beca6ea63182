"""What a model changed where it began and where it was copied, indicator by indicator.

The figures of a copy are compared as shares when all of an indicator's are above 0 and none is a percentage
itself (the change is then a logarithm of after to before, and told in per cent), as differences otherwise.
How exactly a place measured is not known, so every place weighs the same: what is pooled is the mean over
places, and its interval says how far places differ (see `pooling`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from registry.catalogue.models import Exemplar, Result
from registry.identity.models import User
from registry.replication.measured import measured_copies, measured_in
from registry.replication.models import Outcome, Replication
from registry.replication.pooling import Effect, Pooled, pool

PERCENT = "%"


@dataclass(frozen=True)
class Change:
    """Before and after at one place; `value` is None where there is nothing to compare with."""

    before: Decimal | None
    after: Decimal
    value: float | None = None


@dataclass(frozen=True)
class Elsewhere:
    """The change at one copy, and whether it went as it did at home; None where one of them is unknown."""

    replication: Replication
    change: Change
    same_way: bool | None


@dataclass(frozen=True)
class Indicator:
    """One indicator at home and elsewhere; `pooled` is of the copies alone, None when they are too few."""

    result: Result
    is_share: bool
    home: Change
    copies: list[Elsewhere]
    pooled: Pooled | None

    @property
    def compared(self) -> int:
        """How many copies say what changed."""
        return sum(one.change.value is not None for one in self.copies)

    @property
    def alike(self) -> int:
        """At how many it went the way it did at home."""
        return sum(bool(one.same_way) for one in self.copies)


def effects_of(exemplar: Exemplar, actor: User | None = None) -> list[Indicator]:
    """The indicators that at least one copy was measured by, as far as this person may know of copies."""
    copies = measured_copies(exemplar, actor)
    if not copies:
        return []
    found = []
    for result in measured_in(exemplar):
        measured = [(one, outcome) for one in copies for outcome in one.outcomes if outcome.key == result.key]
        if measured:
            found.append(_indicator(result, measured))
    return found


def _indicator(result: Result, measured: Sequence[tuple[Replication, Outcome]]) -> Indicator:
    pairs = [(result.before, result.after), *((one.before, one.after) for _copy, one in measured)]
    is_share = result.measure != PERCENT and all(
        before is None or (before > 0 and after is not None and after > 0) for before, after in pairs
    )
    home = _change(result.before, result.after or Decimal(), is_share=is_share)
    copies = []
    for copy, one in measured:
        change = _change(one.before, one.after, is_share=is_share)
        copies.append(Elsewhere(copy, change, _goes_with(home, change)))
    known = [one.change.value for one in copies if one.change.value is not None]
    return Indicator(result, is_share, home, copies, pool([Effect(value) for value in known]))


def _change(before: Decimal | None, after: Decimal, *, is_share: bool) -> Change:
    if before is None:
        return Change(before, after)
    return Change(before, after, math.log(after / before) if is_share else float(after - before))


def _goes_with(home: Change, change: Change) -> bool | None:
    if home.value is None or change.value is None:
        return None
    return (home.value > 0) == (change.value > 0) and (home.value < 0) == (change.value < 0)
