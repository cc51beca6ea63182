"""What a model changed where it began and where it was copied, indicator by indicator.

The figures of a copy are compared in per cent when all of an indicator's are above 0 and it is no percentage
itself (the change is then a logarithm of after to before), as differences otherwise. Percentages of a known
number of people or households weigh by how exact they can be; everything else weighs the same, for how
exactly a place measured is not known (see `pooling`).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from registry.catalogue.models import Exemplar, Result
from registry.core.ids import plain_words
from registry.identity.models import User
from registry.replication.measured import measured_copies, measured_in, words_of
from registry.replication.models import Outcome, Replication
from registry.replication.pooling import Effect, Pooled, pool

PERCENT_WORDS = ("phan tram", "percent", "per cent")
# A share of none or of all would seem exact beyond reason: half a person is added to both sides.
HALF = 0.5
# How many standard errors an interval of 95 % reaches to each side, where the error itself is known.
REACH = 1.96


@dataclass(frozen=True)
class Change:
    """Before and after at one place; `value` is None where there is nothing to compare with.

    `variance` is that of the error of the value, 0 where it is not known.
    """

    before: Decimal | None
    after: Decimal
    value: float | None = None
    variance: float = 0.0

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between what the change lies, at 95 %; None where its error is not known."""
        if self.value is None or self.variance <= 0:
            return None
        reach = REACH * math.sqrt(self.variance)
        return self.value - reach, self.value + reach


@dataclass(frozen=True)
class Elsewhere:
    """The change at one copy, and whether it went as it did at home; None where one of them is unknown.

    `weight` is its share in the mean of all; None where there is no mean or this copy is not in it.
    """

    replication: Replication
    change: Change
    same_way: bool | None
    weight: float | None = None


@dataclass(frozen=True)
class Indicator:
    """One indicator at home and elsewhere, called as the copies were asked for it.

    `home` is None where the model words it otherwise by now, or has it no more. `pooled` is of the copies
    alone, one for each unit, and None when they are too few.
    """

    title: str
    measure: str
    is_share: bool
    home: Change | None
    copies: list[Elsewhere]
    pooled: Pooled | None

    @property
    def compared(self) -> int:
        """How many units say what changed."""
        return len(_latest(self.copies))

    @property
    def alike(self) -> int:
        """At how many it went the way it did at home."""
        return sum(bool(one.same_way) for one in _latest(self.copies))


def is_percent(measure: str) -> bool:
    """Whether a figure with this measure is a percentage: `%`, or the word in full."""
    return measure.strip().startswith("%") or plain_words(measure.casefold()).startswith(PERCENT_WORDS)


def effects_of(exemplar: Exemplar, actor: User | None = None) -> list[Indicator]:
    """What copies were measured by, as far as this person may know of them: in the order of the model's
    results, then what it has no more."""
    copies = measured_copies(exemplar, actor)
    if not copies:
        return []
    results = {words_of(one): one for one in measured_in(exemplar)}
    order = {words: at for at, words in enumerate(results)}
    groups: dict[tuple[str, str], list[tuple[Replication, Outcome]]] = {}
    for one in copies:
        for outcome in one.outcomes:
            groups.setdefault(words_of(outcome), []).append((one, outcome))
    found = [_indicator(results.get(words), group) for words, group in groups.items()]
    places = [order.get(words, len(order)) for words in groups]
    return [one for _at, one in sorted(zip(places, found, strict=True), key=lambda pair: pair[0])]


def _indicator(at_home: Result | None, measured: Sequence[tuple[Replication, Outcome]]) -> Indicator:
    first = measured[0][1]
    pairs = [(one.before, one.after) for _copy, one in measured]
    if at_home is not None and at_home.after is not None:
        pairs.append((at_home.before, at_home.after))
    is_share = not is_percent(first.measure) and all(
        before is None or (before > 0 and after > 0) for before, after in pairs
    )
    home = None
    if at_home is not None and at_home.after is not None:
        of = at_home.of_count if is_percent(first.measure) else None
        home = _change(at_home.before, at_home.after, of, is_share=is_share)
    copies = []
    for copy, one in measured:
        of = one.of_count if is_percent(one.measure) else None
        change = _change(one.before, one.after, of, is_share=is_share)
        copies.append(Elsewhere(copy, change, _goes_with(home, change)))
    pooled = _pooled(_latest(copies))
    return Indicator(
        first.indicator, first.measure, is_share, home, _weighed(copies, pooled), pooled
    )  # fmt: skip


def _latest(copies: Iterable[Elsewhere]) -> list[Elsewhere]:
    """Of each unit the copy that began last and says what changed: one place counts once."""
    return list({one.replication.unit_id: one for one in copies if one.change.value is not None}.values())


def _pooled(copies: Sequence[Elsewhere]) -> Pooled | None:
    changes = [one.change for one in copies]
    knows_errors = all(change.variance > 0 for change in changes)
    return pool([Effect(change.value or 0.0, change.variance if knows_errors else 0.0) for change in changes])


def _weighed(copies: Sequence[Elsewhere], pooled: Pooled | None) -> list[Elsewhere]:
    """The copies with their shares in the mean."""
    if pooled is None:
        return list(copies)
    pairs = zip(_latest(copies), pooled.weights, strict=True)
    shares = {one.replication.id: share for one, share in pairs}
    return [replace(one, weight=shares.get(one.replication.id)) for one in copies]


def _change(before: Decimal | None, after: Decimal, of: int | None, *, is_share: bool) -> Change:
    if before is None:
        return Change(before, after)
    if is_share:
        return Change(before, after, math.log(after / before))
    variance = _variance(before, of) + _variance(after, of) if of else 0.0
    return Change(before, after, float(after - before), variance)


def _variance(percent: Decimal, of: int) -> float:
    """The variance of a percentage of so many, in points squared."""
    share = (float(percent) / 100 * of + HALF) / (of + 2 * HALF)
    return max(share * (1 - share), 0.0) / of * 100**2


def _goes_with(home: Change | None, change: Change) -> bool | None:
    if home is None or home.value is None or change.value is None:
        return None
    return (home.value > 0) == (change.value > 0) and (home.value < 0) == (change.value < 0)
