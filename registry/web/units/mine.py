"""The desk of a unit: its models and where each stands, its files in review, its copies, what is due."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.campaigns.models import Campaign
from registry.campaigns.queries import list_open_for
from registry.catalogue.models import Exemplar
from registry.catalogue.queries import list_of_unit
from registry.core.clock import today
from registry.core.paging import Page
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.legacy.models import PaperEntry
from registry.legacy.queries import list_papers
from registry.replication.models import Replication
from registry.replication.queries import count_copies_of_units, list_around_units
from registry.review.models import Nomination, Recognition
from registry.review.queries import (
    count_recognised,
    list_decided_of_units,
    list_in_force,
    list_open_of_units,
)
from registry.units import queries
from registry.units.models import Unit
from registry.units.rules import units_with_role
from registry.web.review.inbox import groups, news, waiting

SHOWN = 6


@dataclass(frozen=True)
class Desk:
    """Everything the page of one's own unit shows."""

    models: Page[Exemplar]
    seals: dict[int, list[Recognition]]
    nominations: list[Nomination]
    decided: list[Nomination]
    copies: list[Replication]
    waiting: list[dict[str, Any]]
    waiting_count: int
    unread: int
    campaigns: list[Campaign]
    recognised: int
    copied: int
    day: date
    papers: list[PaperEntry]


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
        seals=list_in_force(one.id for one in models.items),
        nominations=list_open_of_units(ids),
        decided=list_decided_of_units(ids, SHOWN),
        copies=list_around_units(ids, SHOWN),
        waiting=[row for group in groups(person) for row in group.rows][:SHOWN],
        waiting_count=len(due),
        unread=len(news(person)),
        campaigns=list_open_for(unit),
        recognised=count_recognised(ids),
        copied=count_copies_of_units(ids),
        day=today(),
        papers=list_papers(ids) if allowed(person, Permission.EXEMPLAR_IMPORT, unit) else [],
    )
