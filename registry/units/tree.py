"""Pure date arithmetic over the units: ancestors on a day, what is below, who stands in a unit's place."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from registry.units.states import Tree


@dataclass(frozen=True)
class Placement:
    """`unit` stood below `parent` in `tree` from `start` until the day before `end`."""

    unit: int
    parent: int
    tree: Tree
    start: date
    end: date | None

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Succession:
    """`successor` stands in the place of `unit` from `day` on."""

    unit: int
    successor: int
    day: date


class UnitTree:
    """All placements and successions, asked by unit id. Both trees count: territory and Party line."""

    def __init__(self, placements: Collection[Placement], successions: Collection[Succession]) -> None:
        above: dict[int, list[Placement]] = defaultdict(list)
        below: dict[int, list[Placement]] = defaultdict(list)
        after: dict[int, list[Succession]] = defaultdict(list)
        before: dict[int, list[Succession]] = defaultdict(list)
        for placement in placements:
            above[placement.unit].append(placement)
            below[placement.parent].append(placement)
        for succession in successions:
            after[succession.unit].append(succession)
            before[succession.successor].append(succession)
        days = {day for row in placements for day in (row.start, row.end) if day is not None}
        self._days = sorted(days.union(row.day for row in successions))
        # Nothing is added by asking: many threads read one tree.
        self._above, self._below, self._after, self._before = (
            dict(above),
            dict(below),
            dict(after),
            dict(before),
        )

    def changes_until(self, day: date) -> int:
        """On how many days something changed by then: between days of one number everything stands alike."""
        return bisect_right(self._days, day)

    def parents(self, unit: int, on: date, tree: Tree | None = None) -> list[int]:
        """The units directly above on a day."""
        return [p.parent for p in self._above.get(unit, ()) if p.holds_on(on) and tree in (None, p.tree)]

    def children(self, unit: int, on: date, tree: Tree | None = None) -> list[int]:
        """The units directly below on a day."""
        return [p.unit for p in self._below.get(unit, ()) if p.holds_on(on) and tree in (None, p.tree)]

    def ancestors(self, unit: int, on: date, tree: Tree | None = None) -> set[int]:
        """Every unit above on a day, without the unit itself."""
        return self._reach([unit], lambda one: self.parents(one, on, tree)) - {unit}

    def last_ancestors(self, unit: int, on: date) -> set[int]:
        """The ancestors on a day; for a unit that no longer stood anywhere, those of its last placements."""
        found = self.ancestors(unit, on)
        if found:
            return found
        last = self._last_day(unit, on)
        parents = self._last_parents(unit, on)
        return self._reach(parents, lambda one: self.parents(one, last, None)) if last else set()

    def subtree(self, unit: int, on: date) -> set[int]:
        """The unit and everything below it on a day."""
        return self._reach([unit], lambda one: self.children(one, on))

    def successors(self, unit: int, on: date) -> set[int]:
        """Who stands in the unit's place on a day: itself while nothing replaced it, else its successors."""
        reached = self._reach([unit], lambda one: self._followers(one, on))
        return {one for one in reached if not self._followers(one, on)}

    def predecessors(self, unit: int, on: date) -> set[int]:
        """The unit and every unit in whose place it stands on a day, however far back."""
        return self._reach([unit], lambda one: [s.unit for s in self._before.get(one, ()) if s.day <= on])

    def answerable_for(self, unit: int, on: date) -> set[int]:
        """Units at which a role gives rights over `unit` on a day: its successors and all above them.

        What ended without a successor stays with those that were above it, and with what replaced those.
        """
        return self._reach(self.successors(unit, on), lambda one: self._answering(one, on))

    def governed_by(self, unit: int, on: date) -> set[int]:
        """Units over which a role at `unit` gives rights on a day: what is or was below, what it replaced."""
        return self._reach([unit], lambda one: self._governed(one, on))

    def _followers(self, unit: int, on: date) -> list[int]:
        return [s.successor for s in self._after.get(unit, ()) if s.day <= on]

    def _answering(self, unit: int, on: date) -> list[int]:
        return self._followers(unit, on) or self.parents(unit, on) or self._last_parents(unit, on)

    def _governed(self, unit: int, on: date) -> set[int]:
        near = {p.unit for p in self._below.get(unit, ())} | {s.unit for s in self._before.get(unit, ())}
        return {one for one in near if unit in self._answering(one, on)}

    def _last_parents(self, unit: int, on: date) -> list[int]:
        last = self._last_day(unit, on)
        return [p.parent for p in self._above.get(unit, ()) if last is not None and p.end == last]

    def _last_day(self, unit: int, on: date) -> date | None:
        return max(
            (p.end for p in self._above.get(unit, ()) if p.end is not None and p.end <= on), default=None
        )

    @staticmethod
    def _reach(start: Iterable[int], step) -> set[int]:  # type: ignore[no-untyped-def]
        reached: set[int] = set()
        waiting = list(start)
        while waiting:
            one = waiting.pop()
            if one not in reached:
                reached.add(one)
                waiting.extend(step(one))
        return reached
