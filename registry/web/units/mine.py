"""The desk of a unit: its models and where each stands, its files in review, its copies, what is due."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from registry.campaigns.models import Campaign
from registry.campaigns.queries import list_open_for
from registry.catalogue.models import Exemplar
from registry.catalogue.queries import list_of_unit
from registry.core.clock import today
from registry.core.db import db
from registry.core.paging import Page
from registry.identity.models import Role, User
from registry.replication.models import Replication
from registry.review.models import Nomination, Recognition
from registry.review.states import OPEN_STATES, RecognitionState
from registry.units import queries
from registry.units.models import Unit
from registry.units.rules import units_with_role
from registry.web.review.inbox import count_unread, groups, waiting

SHOWN = 6


@dataclass(frozen=True)
class Desk:
    """Everything the page of one's own unit shows."""

    models: Page[Exemplar]
    seals: dict[int, list[Recognition]]
    nominations: list[Nomination]
    copies: list[Replication]
    waiting: list[dict[str, Any]]
    waiting_count: int
    unread: int
    campaigns: list[Campaign]
    recognised: int
    copied: int
    day: date


def units_of(person: User) -> list[Unit]:
    """The units somebody works for, those that exist today first."""
    held = queries.list_by_ids(units_with_role(person, Role.UNIT_MEMBER, Role.UNIT_LEAD))
    return sorted(held, key=lambda unit: not unit.exists_on(today()))


def desk_of(person: User, unit: Unit, number: int) -> Desk:
    """The desk of a unit, with what it took over from the units it replaced."""
    ids = queries.tree().predecessors(unit.id, today())
    models = list_of_unit(unit, number)
    due = waiting(person)
    return Desk(
        models=models,
        seals=_seals([one.id for one in models.items]),
        nominations=_nominations(ids),
        copies=_copies(ids),
        waiting=[row for group in groups(person) for row in group.rows][:SHOWN],
        waiting_count=len(due),
        unread=count_unread(person),
        campaigns=list_open_for(unit),
        recognised=_count_recognised(ids),
        copied=_count_copied(ids),
        day=today(),
    )


def _seals(exemplar_ids: list[int]) -> dict[int, list[Recognition]]:
    query = select(Recognition).where(
        Recognition.exemplar_id.in_(exemplar_ids), Recognition.state == RecognitionState.IN_FORCE
    )
    found: dict[int, list[Recognition]] = {}
    for one in db.session.scalars(query.order_by(Recognition.recognised_on.desc())):
        found.setdefault(one.exemplar_id, []).append(one)
    return found


def _nominations(ids: set[int]) -> list[Nomination]:
    query = (
        select(Nomination)
        .where(Nomination.unit_id.in_(ids), Nomination.state.in_(OPEN_STATES))
        .options(selectinload(Nomination.exemplar), selectinload(Nomination.campaign))
        .order_by(Nomination.id.desc())
    )
    return list(db.session.scalars(query))


def _copies(ids: set[int]) -> list[Replication]:
    """Copies the unit makes, and copies others make of its models; the newest first."""
    query = (
        select(Replication)
        .join(Exemplar, Exemplar.id == Replication.source_id)
        .where(or_(Replication.unit_id.in_(ids), Exemplar.lead_unit_id.in_(ids)))
        .options(selectinload(Replication.source))
        .order_by(Replication.id.desc())
        .limit(SHOWN)
    )
    return list(db.session.scalars(query))


def _count_recognised(ids: set[int]) -> int:
    query = (
        select(func.count(Recognition.exemplar_id.distinct()))
        .join(Exemplar, Exemplar.id == Recognition.exemplar_id)
        .where(Exemplar.lead_unit_id.in_(ids), Recognition.state == RecognitionState.IN_FORCE)
    )
    return db.session.scalar(query) or 0


def _count_copied(ids: set[int]) -> int:
    query = (
        select(func.count(Replication.id))
        .join(Exemplar, Exemplar.id == Replication.source_id)
        .where(Exemplar.lead_unit_id.in_(ids), Replication.confirmed_at.is_not(None))
    )
    return db.session.scalar(query) or 0
