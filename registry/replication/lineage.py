"""The tree of a model: where it comes from and who copied it, generation after generation."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from registry.catalogue.models import Exemplar
from registry.core.db import db, is_one_of
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.plan_tables import Checkpoint
from registry.replication.queries import is_link, sight_of
from registry.replication.states import COPY_KINDS, COUNTED_STATES, ReplicationKind, ReplicationState

DEEPEST = 40


class Link(NamedTuple):
    """One copy as the tree needs it. `copy_id` is the copying unit's own model, when it has one."""

    id: int
    reference: str
    source_id: int
    copy_id: int | None
    unit_id: int
    unit_name: str
    kind: ReplicationKind
    state: ReplicationState
    started_on: date
    confirmed_at: object
    stopped_on: date | None
    reported_on: date | None
    sustained_on: date | None
    checked_on: date | None

    @property
    def is_confirmed(self) -> bool:
        """Both units say that it is so."""
        return self.confirmed_at is not None

    @property
    def is_copy(self) -> bool:
        """Confirmed, and the place follows the model: it was not only inspired by it, or merged."""
        return self.is_confirmed and self.kind in COPY_KINDS

    @property
    def lives(self) -> bool:
        """It is a copy and goes on."""
        return self.is_copy and self.state in COUNTED_STATES


@dataclass
class Branch:
    """One copy and the copies made of it. `stands_above`: those are drawn where it was met first."""

    link: Link
    generation: int
    branches: list["Branch"] = field(default_factory=list)
    stands_above: bool = False


@dataclass
class Lineage:
    """The root of a model's tree, and the branches from it."""

    root: Exemplar
    branches: list[Branch]

    def __iter__(self) -> Iterator[Branch]:
        """Every branch, each before those that come from it."""
        waiting = list(reversed(self.branches))
        while waiting:
            branch = waiting.pop()
            yield branch
            waiting.extend(reversed(branch.branches))

    @property
    def copies(self) -> int:
        """How many links the whole tree shows."""
        return sum(1 for _branch in self)

    @property
    def generations(self) -> int:
        """How many generations of copies there are."""
        return max((branch.generation for branch in self), default=0)


def lineage(exemplar: Exemplar, actor: User | None = None) -> Lineage:
    """The tree that the model stands in, as far as this person may see it."""
    return descendants(_root_of(exemplar, actor), actor)


def descendants(exemplar: Exemplar, actor: User | None = None) -> Lineage:
    """The tree that begins with this model."""
    below = _links_below(exemplar.id, actor)
    return Lineage(exemplar, _grown(exemplar.id, below, 1, {exemplar.id}))


def ancestors(exemplar: Exemplar, actor: User | None = None) -> list[Exemplar]:
    """The models a model comes from, the nearest first, as far as this person may see the links."""
    found: dict[int, Exemplar] = {}
    waiting = {exemplar.id}
    while waiting:
        query = (
            select(Exemplar)
            .join(Replication, Replication.source_id == Exemplar.id)
            .where(is_one_of(Replication.copy_id, waiting), is_link(), sight_of(actor))
        )
        nearest = {one.id: one for one in db.session.scalars(query)}
        waiting = nearest.keys() - found.keys() - {exemplar.id}
        found |= {number: nearest[number] for number in sorted(waiting)}
    return list(found.values())


def _root_of(exemplar: Exemplar, actor: User | None) -> Exemplar:
    seen = {exemplar.id}
    while True:
        query = (
            select(Exemplar)
            .join(Replication, Replication.source_id == Exemplar.id)
            .where(Replication.copy_id == exemplar.id, is_link(), sight_of(actor))
        )
        origin = db.session.scalars(query.order_by(Replication.id).limit(1)).first()
        if origin is None or origin.id in seen:
            return exemplar
        exemplar = origin
        seen.add(exemplar.id)


def _links_below(root: int, actor: User | None) -> dict[int, list[Link]]:
    """Every visible link in the tree by its source, read one generation at a time."""
    checked = select(func.max(Checkpoint.reported_on)).where(Checkpoint.replication_id == Replication.id)
    columns = [getattr(Replication, name) for name in Link._fields[:-1]]
    query = (
        select(*columns, checked.correlate(Replication).scalar_subquery())
        .join(Exemplar, Exemplar.id == Replication.source_id)
        .where(sight_of(actor), is_link())
        .order_by(Replication.started_on, Replication.id)
    )
    found: dict[int, list[Link]] = defaultdict(list)
    generation = {root}
    for _level in range(DEEPEST):
        rows = db.session.execute(query.where(is_one_of(Replication.source_id, generation)))
        links = [Link._make(row) for row in rows]
        for link in links:
            found[link.source_id].append(link)
        generation = {link.copy_id for link in links if link.copy_id is not None} - found.keys()
        if not generation:
            break
    return found


def _grown(source: int, below: dict[int, list[Link]], generation: int, drawn: set[int]) -> list[Branch]:
    """The branches from a source. Those of a model merged from several are drawn where it is met first."""
    branches = []
    for link in below.get(source, ()):
        branch = Branch(link, generation)
        if link.copy_id is not None and link.copy_id not in drawn:
            drawn.add(link.copy_id)
            branch.branches = _grown(link.copy_id, below, generation + 1, drawn)
        else:
            branch.stands_above = link.copy_id is not None and bool(below.get(link.copy_id))
        branches.append(branch)
    return branches


def descends_from(exemplar: Exemplar, other: Exemplar) -> bool:
    """Whether a model is a copy, however far removed, of the other."""
    query = select(Replication.source_id).where(Replication.state != ReplicationState.DECLINED)
    seen: set[int] = set()
    waiting = {exemplar.id}
    while waiting:
        seen |= waiting
        above = set(db.session.scalars(query.where(Replication.copy_id.in_(waiting))))
        if other.id in above:
            return True
        waiting = above - seen
    return False
