"""Reading replications: one, lists, who copied a model, where it comes from."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import selectinload

from registry.catalogue.masking import masked_for
from registry.catalogue.models import Exemplar
from registry.catalogue.queries import version_for_others
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.paging import Page, page_of
from registry.core.prepared import Prepared, is_among
from registry.identity.models import Role, User
from registry.replication.models import Replication
from registry.replication.states import (
    ACTIVE_STATES,
    COPY_KINDS,
    COUNTED_STATES,
    ReplicationKind,
    ReplicationState,
)
from registry.units import queries as units
from registry.units.rules import scope_of, units_with_role

OWNERS = (Role.UNIT_MEMBER, Role.UNIT_LEAD)
Row = TypeVar("Row")
OVERSEERS = (Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER, Role.ADMINISTRATOR)


def visible_to(actor: User | None) -> Select[Replication]:
    """Every replication this person may read."""
    query = select(Replication).join(Exemplar, Exemplar.id == Replication.source_id)
    return query.where(sight_of(actor)).options(selectinload(Replication.source))


def sight_of(actor: User | None) -> ColumnElement[bool]:
    """What a person may read of copies joined with their source: both units and those who look after them;
    once it was confirmed every unit, and the public when the model is public."""
    ways: list[ColumnElement[bool]] = [and_(was_confirmed(), Exemplar.is_public)]
    if actor is not None and actor.is_active:
        ways.append(and_(was_confirmed(), Exemplar.state != ExemplarState.DRAFT))
        ways.append(_between(scope_of(actor, *OWNERS, *OVERSEERS)))
    return or_(*ways)


def was_confirmed() -> ColumnElement[bool]:
    """The source said that it is a copy; what became of it since does not matter."""
    return and_(Replication.confirmed_at.is_not(None), Replication.state != ReplicationState.DECLINED)


def _between(unit_ids: set[int]) -> ColumnElement[bool]:
    """One of the units copies, leads the source, or is the province of an imported one without a unit.

    The side of the source knows of a copy once it was asked to confirm it, or asked something else.
    """
    was_told = or_(Replication.proposed_at.is_not(None), Replication.questions.any())
    return or_(copied_by(unit_ids), and_(source_at(unit_ids), was_told))


def is_link() -> ColumnElement[bool]:
    """It joins two units: the source was asked to confirm it, and did not say that it is none."""
    return and_(Replication.proposed_at.is_not(None), Replication.state != ReplicationState.DECLINED)


def copied_by(unit_ids: set[int]) -> ColumnElement[bool]:
    """One of the units makes the copy."""
    return Replication.unit_id.in_(_ids(unit_ids))


def source_at(unit_ids: set[int]) -> ColumnElement[bool]:
    """One of the units did it first, or is the province of an imported model without a unit."""
    placed = and_(Exemplar.lead_unit_id.is_(None), Exemplar.province_id.in_(_ids(unit_ids)))
    return or_(Exemplar.lead_unit_id.in_(_ids(unit_ids)), placed)


def _ids(unit_ids: Iterable[int]) -> BindParameter[list[int]]:
    """The ids written into the statement: there may be thousands."""
    return bindparam(None, sorted(unit_ids), expanding=True, literal_execute=True)


def get_replication(actor: User | None, reference: str) -> Replication:
    """The replication with a reference; raises NotFound, also for what the person may not know of."""
    found = db.session.scalar(visible_to(actor).where(Replication.reference == reference))
    if found is None:
        raise NotFound(_("There is no such replication."))
    return found


def is_inside(actor: User | None, replication: Replication) -> bool:
    """Whether the person reads a copy as one of both units, or as one who looks after them."""
    if actor is None:
        return False
    mine = _between(scope_of(actor, *OWNERS, *OVERSEERS))
    query = visible_to(actor).where(Replication.id == replication.id, mine)
    return db.session.scalar(query) is not None


def list_replications(
    actor: User | None,
    *,
    state: ReplicationState | None = None,
    side: str = "",
    number: int = 1,
    size: int = 20,
) -> Page[Replication]:
    """A page of what the person may read, newest first. `side`: "copies" are those that their units make,
    "sources" those of their units' models."""
    query = visible_to(actor)
    if state is not None:
        query = query.where(Replication.state == state)
    if side == "copies":
        query = query.where(copied_by(own_units(actor)))
    elif side == "sources":
        query = query.where(Exemplar.lead_unit_id.in_(_ids(own_units(actor))))
    return page_of(query.order_by(Replication.id.desc()), number, size)


def own_units(actor: User | None) -> set[int]:
    """Ids of the units at which the person works, and of those that were merged into them."""
    if actor is None:
        return set()
    held = units_with_role(actor, *OWNERS)
    return held.union(*(units.tree().predecessors(unit, today()) for unit in held))


def copies_of(exemplar: Exemplar, actor: User | None = None) -> list[Replication]:
    """Who copied a model, as far as this person may know, oldest first; declined ones are left out."""
    query = visible_to(actor).where(Replication.source_id == exemplar.id, is_link())
    return list(db.session.scalars(query.order_by(Replication.started_on, Replication.id)))


def find_active_copy(unit_ids: Iterable[int], source: Exemplar) -> Replication | None:
    """The copy of a model that one of the units has under way, whoever asks."""
    return db.session.scalar(
        select(Replication)
        .where(
            Replication.source_id == source.id,
            Replication.unit_id.in_(_ids(unit_ids)),
            Replication.state.in_(ACTIVE_STATES),
        )
        .limit(1)
    )


def list_origins(exemplar: Exemplar) -> list[Replication]:
    """The replications through which a model came to be: several where it was merged from several models."""
    query = select(Replication).where(Replication.copy_id == exemplar.id, is_link())
    return list(db.session.scalars(query.order_by(Replication.id)))


def rivals_of(origin: Replication, others: Iterable[Replication]) -> list[Replication]:
    """Other origins that a model cannot have besides this one, unless it was merged from all of them."""
    merged = ReplicationKind.MERGED_FROM
    return [one for one in others if one.id != origin.id and {one.kind, origin.kind} != {merged}]


def list_ancestors(exemplar: Exemplar) -> list[Exemplar]:
    """The models a model comes from, generation after generation, the nearest first."""
    found: dict[int, Exemplar] = {}
    waiting = {exemplar.id}
    while waiting:
        query = (
            select(Exemplar)
            .join(Replication, Replication.source_id == Exemplar.id)
            .where(Replication.copy_id.in_(waiting), is_link())
        )
        nearest = {one.id: one for one in db.session.scalars(query.order_by(Exemplar.id))}
        waiting = nearest.keys() - found.keys() - {exemplar.id}
        found |= {number: nearest[number] for number in sorted(waiting)}
    return list(found.values())


def count_confirmed(exemplar: Exemplar) -> int:
    """How many confirmed copies of a model run or have reported a result."""
    return count_confirmed_by_source([exemplar.id]).get(exemplar.id, 0)


def lives() -> ColumnElement[bool]:
    """A confirmed copy that goes on; what was only inspired by a model, or merged from several, is none."""
    return and_(Replication.state.in_(COUNTED_STATES), Replication.kind.in_(COPY_KINDS))


_CONFIRMED = Prepared(
    select(Replication.source_id, func.count().label("copies"))
    .where(is_among(Replication.source_id, "ids"), lives())
    .group_by(Replication.source_id)
)


def count_confirmed_by_source(exemplar_ids: Iterable[int]) -> dict[int, int]:
    """The number of confirmed copies by the id of the model; models without any are left out."""
    return {row.source_id: row.copies for row in _CONFIRMED.rows(ids=sorted(exemplar_ids))}


def list_around_units(unit_ids: Iterable[int], limit: int) -> list[Replication]:
    """Copies the units make, and copies others make of their models; the newest first."""
    ids = set(unit_ids)
    query = (
        select(Replication)
        .join(Exemplar, Exemplar.id == Replication.source_id)
        .where(or_(copied_by(ids), and_(Exemplar.lead_unit_id.in_(_ids(ids)), is_link())))
        .options(selectinload(Replication.source))
        .order_by(Replication.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def count_copies_of_units(unit_ids: Iterable[int]) -> int:
    """How many copies of models that these units lead were ever confirmed."""
    query = (
        select(func.count(Replication.id))
        .join(Exemplar, Exemplar.id == Replication.source_id)
        .where(Exemplar.lead_unit_id.in_(_ids(unit_ids)), was_confirmed())
        .where(Replication.kind.in_(COPY_KINDS))
    )
    return db.session.scalar(query) or 0


def count_places() -> int:
    """How many units run a confirmed copy of any model today."""
    query = select(func.count(func.distinct(Replication.unit_id)))
    return db.session.scalar(query.where(lives())) or 0


def title_of(exemplar: Exemplar) -> str:
    """What everybody may call a model that is copied."""
    return version_for_others(exemplar).title


def as_read_by(actor: User | None, replication: Replication, row: Row) -> Row:
    """A copy or a part of it as this person reads it: who is named and withheld in either model has initials.

    The unit that copies reads its own words.
    """
    if replication.unit_id in own_units(actor):
        return row
    shown = masked_for(actor, replication.source, row)
    return masked_for(actor, replication.copy, shown) if replication.copy else shown


def texts_around(exemplar: Exemplar) -> list[str]:
    """What was written of the copies of a model, and of the copy it is itself."""
    query = select(Replication).where(
        or_(Replication.source_id == exemplar.id, Replication.copy_id == exemplar.id)
    )
    return [text for one in db.session.scalars(query) for text in texts_of(one)]


def texts_of(one: Replication) -> list[str]:
    """Every text that people wrote of a copy and that others can read."""
    said = [one.reason, one.adaptation, one.result, one.sustain_note, one.stop_reason, one.answer]
    said += [text for part in one.components for text in (part.name, part.reason)]
    said += [text for day in one.checkpoints for text in (day.what, day.told)]
    for entry in one.adaptations:
        said.append(entry.withdraw_reason)
        for told in (entry, *entry.earlier):
            said += [told.what, told.reason, told.decided_by, told.effect]
    return said
