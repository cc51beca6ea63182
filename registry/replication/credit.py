"""What is owed to units that copy models, and equally to those that tried and said why they stopped.

Only what everybody may know: confirmed copies of public models. What was merged from several models or only
inspired by one is no copy and stands in the tree alone. A copy keeps the name its unit bore when it began.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import selectinload

from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.core.paging import Page, page_of
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.queries import copied_by, lives, sight_of, source_at, visible_to, was_confirmed
from registry.replication.states import COPY_KINDS, ReplicationState

# More than this are told by their number.
MOST = 20
# The longer a copy has shown that it lasts, the earlier it stands.
ORDER = {ReplicationState.SUSTAINED: 0, ReplicationState.REPORTED: 1, ReplicationState.CONFIRMED: 2}


@dataclass(frozen=True)
class Credit:
    """What units took over and keep, what they tried and stopped, and how many others learned from them."""

    kept: Page[Replication]
    tried: Page[Replication]
    learners: int

    def __bool__(self) -> bool:
        return bool(self.kept.total or self.tried.total or self.learners)


def credit_of(unit_ids: Iterable[int]) -> Credit:
    """What everybody may know of the copies that these units made, and of those made of their models."""
    ids = set(unit_ids)
    return Credit(
        _copies(ids, lives(), case(ORDER, value=Replication.state)),
        _copies(ids, _was_tried(), Replication.stopped_on.desc()),
        _learners(ids),
    )


def stopped_in(copy_ids: Iterable[int], actor: User | None) -> Page[Replication]:
    """Of these copies, the confirmed ones that were stopped, as far as this person may read them."""
    query = visible_to(actor).where(Replication.id.in_(list(copy_ids)), was_confirmed(), _was_tried())
    return page_of(query.order_by(Replication.stopped_on.desc(), Replication.id), 1, MOST)


def _was_tried() -> ColumnElement[bool]:
    return (Replication.state == ReplicationState.STOPPED) & Replication.kind.in_(COPY_KINDS)


def _copies(ids: set[int], which: ColumnElement[bool], first: ColumnElement[Any]) -> Page[Replication]:
    query = visible_to(None).where(copied_by(ids), which).options(selectinload(Replication.copy))
    return page_of(query.order_by(first, Replication.started_on.desc(), Replication.id), 1, MOST)


def _learners(ids: set[int]) -> int:
    """How many other units ever made a copy of a model of these, stopped ones too: they learned as well."""
    query = (
        select(func.count(func.distinct(Replication.unit_id)))
        .join(Exemplar, Exemplar.id == Replication.source_id)
        .where(source_at(ids), sight_of(None), was_confirmed(), Replication.kind.in_(COPY_KINDS))
        .where(Replication.unit_id.not_in(list(ids)))
    )
    return db.session.scalar(query) or 0
