"""The tree of a model: where it comes from and who copied it, generation after generation."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select

from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.queries import find_origin, visible_to
from registry.replication.states import ReplicationState

DEEPEST = 8


@dataclass
class Branch:
    """One copy and the copies made of it. `exemplar` is the copying unit's own model, when it has one."""

    replication: Replication
    exemplar: Exemplar | None
    branches: list["Branch"] = field(default_factory=list)


@dataclass
class Lineage:
    """The root of a model's tree, and the branches from it."""

    root: Exemplar
    branches: list[Branch]

    @property
    def copies(self) -> int:
        """How many copies the whole tree shows."""
        waiting, count = list(self.branches), 0
        while waiting:
            waiting.extend(waiting.pop().branches)
            count += 1
        return count


def lineage(exemplar: Exemplar, actor: User | None = None) -> Lineage:
    """The tree that the model stands in, as far as this person may see it."""
    root = _root_of(exemplar, actor)
    below = _branches_below(root, actor)
    return Lineage(root, _grown(root.id, below, frozenset({root.id})))


def _root_of(exemplar: Exemplar, actor: User | None) -> Exemplar:
    seen = {exemplar.id}
    while (origin := find_origin(exemplar)) is not None and origin.source_id not in seen:
        if db.session.scalar(visible_to(actor).where(Replication.id == origin.id)) is None:
            break
        exemplar = origin.source
        seen.add(exemplar.id)
    return exemplar


def _branches_below(root: Exemplar, actor: User | None) -> dict[int, list[Replication]]:
    """Every visible copy in the tree by its source, read one generation at a time."""
    found: dict[int, list[Replication]] = defaultdict(list)
    generation = {root.id}
    for _level in range(DEEPEST):
        query = visible_to(actor).where(
            Replication.source_id.in_(generation), Replication.state != ReplicationState.DECLINED
        )
        rows = db.session.scalars(query.order_by(Replication.started_on, Replication.id)).all()
        for row in rows:
            found[row.source_id].append(row)
        generation = {row.copy_id for row in rows if row.copy_id is not None} - found.keys()
        if not generation:
            break
    return found


def _grown(source_id: int, below: dict[int, list[Replication]], above: frozenset[int]) -> list[Branch]:
    branches = []
    for row in below.get(source_id, ()):
        branch = Branch(row, row.copy)
        if row.copy_id is not None and row.copy_id not in above:
            branch.branches = _grown(row.copy_id, below, above | {row.copy_id})
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
