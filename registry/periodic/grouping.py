"""The consolidated table along the tree: what the units below each unit in between come to.

A unit that stands below two others, by territory and by Party line, counts in one of them only, and every
sum is made of the reports themselves: no report is counted twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from registry.periodic.consolidating import Figures, Line, Table, put_together
from registry.units.models import Unit
from registry.units.queries import list_by_ids, tree
from registry.units.states import Tree


@dataclass
class Group:
    """A unit between those that file and the one that asks, and what stands below it."""

    unit: Unit
    depth: int
    groups: list["Group"] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    figures: Figures = field(default_factory=dict)

    @property
    def within(self) -> Iterator["Group"]:
        """Every unit in between below this one, however deep."""
        for group in self.groups:
            yield group
            yield from group.within

    def __iter__(self) -> Iterator[Line]:
        """Every unit below that files, each once."""
        for group in self.groups:
            yield from group
        yield from self.lines

    @property
    def filed(self) -> int:
        """How many reports there are of what was asked of it."""
        return sum(len(line.reports) for line in self)

    @property
    def expected(self) -> int:
        return sum(line.expected for line in self)


# One row of the table in the order of the tree: a group before what stands in it.
Row = tuple[int, Group | Line]


def grouped(table: Table) -> Group:
    """The table of the unit that asks, divided along the tree as it stood on the last day."""
    whole = Group(table.demand.unit, 0)
    paths = {line.unit.id: _path(line, table) for line in table.lines}
    names = {one.id: one for one in list_by_ids({unit for path in paths.values() for unit in path})}
    known: dict[int, Group] = {}
    for line in table.lines:
        group = whole
        for unit_id in paths[line.unit.id]:
            if unit_id not in known:
                known[unit_id] = Group(names[unit_id], group.depth + 1)
                group.groups.append(known[unit_id])
            group = known[unit_id]
        group.lines.append(line)
    for group in (whole, *known.values()):
        group.figures = put_together(table.form, group)
    return whole


def rows_of(group: Group, opened: Iterable[str] | None = None) -> Iterator[Row]:
    """The rows below a group, each with how deep it stands; of groups that are not opened only their sums.

    All of them are opened where `opened` is None; else those whose code it names.
    """
    wanted = None if opened is None else set(opened)
    for inner in group.groups:
        yield inner.depth, inner
        if wanted is None or inner.unit.code in wanted:
            yield from rows_of(inner, wanted)
    for line in group.lines:
        yield group.depth + 1, line


def _path(line: Line, table: Table) -> list[int]:
    """The units between the one that asks and this one, from above; the shortest way by territory.

    What stood elsewhere in the end, or ended, stands directly below the one that asks.
    """
    root, day = table.demand.unit_id, table.period.last
    for kind in (Tree.TERRITORIAL, None):
        came: dict[int, int] = {line.unit.id: 0}
        waiting = [line.unit.id]
        while waiting and root not in came:
            below = waiting.pop(0)
            for above in sorted(tree().parents(below, day, kind)):
                if above not in came:
                    came[above] = below
                    waiting.append(above)
        if root in came:
            return _between(came, root, line.unit.id)
    return []


def _between(came: dict[int, int], root: int, unit: int) -> list[int]:
    found, at = [], came[root] if root != unit else 0
    while at and at != unit:
        found.append(at)
        at = came[at]
    return found
