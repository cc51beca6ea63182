"""What waits for a person about copies: to confirm, to answer, to complete, to report."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, union_all

from registry.catalogue.models import Exemplar
from registry.core.clock import today
from registry.core.db import db, is_one_of
from registry.core.i18n import _
from registry.identity.models import Role, User
from registry.replication.models import Replication
from registry.replication.plan_tables import Checkpoint, CopyQuestion
from registry.replication.queries import copied_by, own_units, source_at, title_of, visible_to
from registry.replication.states import ACTIVE_STATES, COUNTED_STATES, ReplicationState
from registry.units.rules import scope_of

# A confirmed copy that said nothing for so long is reminded of its report.
REPORT_AFTER = timedelta(days=90)
# A checkpoint stands among what is to be done from so many days before it.
DAYS_BEFORE = timedelta(days=7)


class Waiting(NamedTuple):
    """Something that waits for a person: words, the page where it is done, since when, until when."""

    title: str
    detail: str
    endpoint: str
    values: dict[str, Any]
    since: datetime | date
    due: date | None = None


def waiting_for(actor: User) -> list[Waiting]:
    """Copies to confirm, questions to answer, preparations to complete, checkpoints and results to report."""
    found = [_to_confirm(one) for one in _read(_to_be_confirmed(actor))]
    found += [_to_reply(question) for _one, question in _both(_asked(actor), CopyQuestion)]
    found += [_to_complete(one) for one in _read(_prepared_by(actor))]
    found += [_to_check(one, day) for one, day in _both(_with_checkpoint_due(actor), Checkpoint)]
    return found + [_to_report(one) for one in _read(_silent(actor))]


def references_waiting(actor: User) -> list[str]:
    """The references of all that, and nothing more: every page counts them."""
    if not own_units(actor) and not scope_of(actor, Role.REGISTRY_STAFF):
        return []
    kinds = (_to_be_confirmed, _asked, _prepared_by, _with_checkpoint_due, _silent)
    bare = (kind(actor).with_only_columns(Replication.reference) for kind in kinds)
    return list(db.session.scalars(union_all(*bare)))


def _read(query: Select[Any]) -> Iterator[Replication]:
    yield from db.session.scalars(query.order_by(Replication.reference))


def _both(query: Select[Any], part: type[Any]) -> Iterator[tuple[Replication, Any]]:
    rows = db.session.execute(query.add_columns(part).order_by(Replication.reference, part.id))
    yield from ((one, other) for one, other in rows)


def _to_be_confirmed(actor: User) -> Select[Any]:
    return visible_to(actor).where(Replication.state == ReplicationState.PROPOSED, _is_answered_by(actor))


def _is_answered_by(actor: User) -> ColumnElement[bool]:
    staffed = scope_of(actor, Role.REGISTRY_STAFF)
    is_theirs = is_one_of(Exemplar.lead_unit_id, own_units(actor))
    return or_(
        and_(is_theirs, Replication.registered_by_id != actor.id),
        and_(Exemplar.is_imported, source_at(staffed)),
    )


def _asked(actor: User) -> Select[Any]:
    query = visible_to(actor).join(CopyQuestion, CopyQuestion.replication_id == Replication.id)
    is_open = and_(CopyQuestion.answered_at.is_(None), Replication.state.in_(ACTIVE_STATES))
    return query.where(is_open, _is_answered_by(actor))


def _prepared_by(actor: User) -> Select[Any]:
    begun = and_(Replication.state == ReplicationState.PREPARING, Replication.registered_by_id == actor.id)
    return visible_to(actor).where(begun, copied_by(own_units(actor)))


def _with_checkpoint_due(actor: User) -> Select[Any]:
    query = visible_to(actor).join(Checkpoint, Checkpoint.replication_id == Replication.id)
    return query.where(is_due(today() + DAYS_BEFORE), copied_by(own_units(actor)))


def is_due(day: date) -> ColumnElement[bool]:
    """A checkpoint of a copy under way falls on a day or before it, and nothing was told of it."""
    return and_(
        Checkpoint.reported_on.is_(None), Checkpoint.due_on <= day, Replication.state.in_(COUNTED_STATES)
    )


def _silent(actor: User) -> Select[Any]:
    return visible_to(actor).where(
        Replication.state == ReplicationState.CONFIRMED,
        Replication.started_on <= today() - REPORT_AFTER,
        copied_by(own_units(actor)),
    )


def _to_confirm(replication: Replication) -> Waiting:
    return Waiting(
        _("Confirm a copy of your model: %(unit)s", unit=replication.unit_name),
        title_of(replication.source),
        "replication.answer",
        {"reference": replication.reference},
        replication.proposed_at or replication.created_at,
    )


def _to_reply(question: CopyQuestion) -> Waiting:
    one = question.replication
    return Waiting(
        _("Answer a question about your model: %(unit)s", unit=one.unit_name),
        title_of(one.source),
        "replication.reply",
        {"reference": one.reference, "number": question.id},
        question.asked_at,
    )


def _to_complete(replication: Replication) -> Waiting:
    return Waiting(
        _("Complete the preparation of a replication"),
        title_of(replication.source),
        "replication.show_steps",
        {"reference": replication.reference},
        replication.created_at,
    )


def _to_check(replication: Replication, checkpoint: Checkpoint) -> Waiting:
    return Waiting(
        _("Report a checkpoint: %(what)s", what=checkpoint.what),
        title_of(replication.source),
        "replication.report_checkpoint",
        {"reference": replication.reference, "number": checkpoint.id},
        checkpoint.due_on - DAYS_BEFORE,
        checkpoint.due_on,
    )


def _to_report(replication: Replication) -> Waiting:
    return Waiting(
        _("Report the result of a replication"),
        title_of(replication.source),
        "replication.report",
        {"reference": replication.reference},
        replication.started_on + REPORT_AFTER,
    )
