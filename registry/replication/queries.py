"""Reading replications: one, lists, who copied a model, and what waits for whom."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

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
from registry.identity.models import Role, User
from registry.replication.models import Replication
from registry.replication.states import ACTIVE_STATES, COUNTED_STATES, ReplicationState
from registry.units import queries as units
from registry.units.rules import scope_of, units_with_role

OWNERS = (Role.UNIT_MEMBER, Role.UNIT_LEAD)
OVERSEERS = (Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER, Role.ADMINISTRATOR)
# A confirmed copy that said nothing for so long is reminded of its report.
REPORT_AFTER = timedelta(days=90)


def visible_to(actor: User | None) -> Select[Replication]:
    """Every replication this person may read: both units and those who look after them; once it was
    confirmed every unit, and the public when the model is public."""
    query = select(Replication).join(Exemplar, Exemplar.id == Replication.source_id)
    ways: list[ColumnElement[bool]] = [and_(was_confirmed(), Exemplar.is_public)]
    if actor is not None and actor.is_active:
        ways.append(and_(was_confirmed(), Exemplar.state != ExemplarState.DRAFT))
        ways.append(_between(scope_of(actor, *OWNERS, *OVERSEERS)))
    return query.where(or_(*ways)).options(selectinload(Replication.source))


def was_confirmed() -> ColumnElement[bool]:
    """The source said that it is a copy; what became of it since does not matter."""
    return and_(Replication.confirmed_at.is_not(None), Replication.state != ReplicationState.DECLINED)


def _between(unit_ids: set[int]) -> ColumnElement[bool]:
    """One of the units copies, leads the source, or is the province of an imported one without a unit."""
    return or_(_copied_by(unit_ids), _source_at(unit_ids))


def _copied_by(unit_ids: set[int]) -> ColumnElement[bool]:
    return Replication.unit_id.in_(_ids(unit_ids))


def _source_at(unit_ids: set[int]) -> ColumnElement[bool]:
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
        query = query.where(_copied_by(own_units(actor)))
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
    query = visible_to(actor).where(
        Replication.source_id == exemplar.id, Replication.state != ReplicationState.DECLINED
    )
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


def find_origin(exemplar: Exemplar) -> Replication | None:
    """The replication through which a model came to be, when it is a copy of another."""
    query = select(Replication).where(
        Replication.copy_id == exemplar.id, Replication.state != ReplicationState.DECLINED
    )
    return db.session.scalar(query.order_by(Replication.id).limit(1))


def list_ancestors(exemplar: Exemplar) -> list[Exemplar]:
    """The models a model comes from, the nearest first."""
    found: list[Exemplar] = []
    origin = find_origin(exemplar)
    while origin is not None and origin.source not in found and origin.source is not exemplar:
        found.append(origin.source)
        origin = find_origin(origin.source)
    return found


def count_confirmed(exemplar: Exemplar) -> int:
    """How many confirmed copies of a model run or have reported a result."""
    return count_confirmed_by_source([exemplar.id]).get(exemplar.id, 0)


def count_confirmed_by_source(exemplar_ids: Iterable[int]) -> dict[int, int]:
    """The number of confirmed copies by the id of the model; models without any are left out."""
    query = (
        select(Replication.source_id, func.count().label("copies"))
        .where(Replication.source_id.in_(_ids(exemplar_ids)), Replication.state.in_(COUNTED_STATES))
        .group_by(Replication.source_id)
    )
    return {row.source_id: row.copies for row in db.session.execute(query)}


def list_around_units(unit_ids: Iterable[int], limit: int) -> list[Replication]:
    """Copies the units make, and copies others make of their models; the newest first."""
    ids = set(unit_ids)
    query = (
        select(Replication)
        .join(Exemplar, Exemplar.id == Replication.source_id)
        .where(or_(_copied_by(ids), Exemplar.lead_unit_id.in_(_ids(ids))))
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
        .where(Exemplar.lead_unit_id.in_(_ids(unit_ids)), Replication.confirmed_at.is_not(None))
    )
    return db.session.scalar(query) or 0


def count_places() -> int:
    """How many units run or ran a confirmed copy of any model."""
    query = select(func.count(func.distinct(Replication.unit_id)))
    return db.session.scalar(query.where(Replication.state.in_(COUNTED_STATES))) or 0


class Waiting(NamedTuple):
    """Something that waits for a person: words, the page where it is done, and since when it waits."""

    title: str
    detail: str
    endpoint: str
    values: dict[str, Any]
    since: datetime | date


def waiting_for(actor: User) -> list[Waiting]:
    """The copies of own models to confirm, and own copies whose result should be reported; oldest first."""
    query = visible_to(actor).where(or_(_is_unanswered(actor), _is_silent(actor)))
    found = db.session.scalars(query.order_by(Replication.reference))
    is_new = ReplicationState.PROPOSED
    return [_to_confirm(one) if one.state is is_new else _to_report(one) for one in found]


def references_waiting(actor: User) -> list[str]:
    """The references of all that, and nothing more: every page counts them."""
    if not own_units(actor) and not scope_of(actor, Role.REGISTRY_STAFF):
        return []
    query = visible_to(actor).where(or_(_is_unanswered(actor), _is_silent(actor)))
    return list(db.session.scalars(select(query.subquery().c.reference)))


def _is_unanswered(actor: User) -> ColumnElement[bool]:
    staffed = scope_of(actor, Role.REGISTRY_STAFF)
    ways = or_(
        and_(Exemplar.lead_unit_id.in_(_ids(own_units(actor))), Replication.registered_by_id != actor.id),
        and_(Exemplar.is_imported, _source_at(staffed)),
    )
    return and_(Replication.state == ReplicationState.PROPOSED, ways)


def _is_silent(actor: User) -> ColumnElement[bool]:
    return and_(
        Replication.state == ReplicationState.CONFIRMED,
        Replication.started_on <= today() - REPORT_AFTER,
        _copied_by(own_units(actor)),
    )


def title_of(exemplar: Exemplar) -> str:
    """What everybody may call a model that is copied."""
    return version_for_others(exemplar).title


def as_read_by(actor: User | None, replication: Replication) -> Replication:
    """A copy as this person reads it: who is named and withheld in either model has initials.

    The unit that copies reads its own words.
    """
    if replication.unit_id in own_units(actor):
        return replication
    shown = masked_for(actor, replication.source, replication)
    return masked_for(actor, replication.copy, shown) if replication.copy else shown


def texts_around(exemplar: Exemplar) -> list[str]:
    """What was written of the copies of a model, and of the copy it is itself."""
    query = select(Replication).where(
        or_(Replication.source_id == exemplar.id, Replication.copy_id == exemplar.id)
    )
    return [
        text
        for one in db.session.scalars(query)
        for text in (one.reason, one.adaptation, one.result, one.stop_reason, one.answer)
    ]


def at_start(name: str) -> str:
    """A unit's name as the first word of a sentence."""
    return name[:1].upper() + name[1:]


def _to_confirm(replication: Replication) -> Waiting:
    return Waiting(
        _("Confirm a copy of your model: %(unit)s", unit=replication.unit_name),
        title_of(replication.source),
        "replication.answer",
        {"reference": replication.reference},
        replication.created_at,
    )


def _to_report(replication: Replication) -> Waiting:
    return Waiting(
        _("Report the result of a replication"),
        title_of(replication.source),
        "replication.report",
        {"reference": replication.reference},
        replication.started_on + REPORT_AFTER,
    )
