"""What is past its day now, by the unit that has to act: what a leader reminds of."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select

from registry.campaigns.models import Campaign, Stage
from registry.campaigns.states import CampaignState, StageKind
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db, is_one_of
from registry.identity.models import Role
from registry.replication.models import Replication
from registry.replication.states import ReplicationState
from registry.replication.waiting import REPORT_AFTER
from registry.reports.figures.present import FRESH
from registry.reports.models import FigureEntry
from registry.reports.scope import Scope, reach_of, units_under
from registry.reports.states import RUNS, Booked
from registry.review.deadlines import due_after, last_day
from registry.review.models import Nomination, StageVisit
from registry.review.states import NominationState
from registry.units.queries import tree

N = NominationState


class Stuck(enum.StrEnum):
    """What a unit is waited for."""

    COMPLETION = "completion"
    CHECK = "check"
    COUNCIL = "council"
    DECISION = "decision"
    REPORT = "report"
    UPKEEP = "upkeep"


# Who has to act at the unit.
ACTING: dict[Stuck, tuple[Role, ...]] = {
    Stuck.COMPLETION: (Role.UNIT_LEAD, Role.UNIT_MEMBER),
    Stuck.CHECK: (Role.REGISTRY_STAFF,),
    Stuck.COUNCIL: (Role.COUNCIL_SECRETARY,),
    Stuck.DECISION: (Role.SIGNER,),
    Stuck.REPORT: (Role.UNIT_LEAD, Role.UNIT_MEMBER),
    Stuck.UPKEEP: (Role.UNIT_LEAD, Role.UNIT_MEMBER),
}
LAST_STAGES = (StageKind.PUBLIC_NOTICE, StageKind.DECISION)


@dataclass(frozen=True)
class Late:
    """A unit that is waited for: for what, how often, and for how many days at most."""

    unit_id: int
    what: Stuck
    count: int
    days: int


def list_late(scope: Scope) -> list[Late]:
    """What is late among what the reader looks after, the longest first."""
    reached = reach_of(scope.reader)
    if scope.unit is not None:
        reached &= units_under(scope.unit, today())
    found: dict[tuple[int, Stuck], list[int]] = {}
    for unit_id, what, count, days in _late(reached):
        known = found.setdefault((_in_place_of(unit_id), what), [0, 0])
        known[0], known[1] = known[0] + count, max(known[1], days)
    late = [Late(*key, *numbers) for key, numbers in found.items()]
    return sorted(late, key=lambda one: (-one.days, -one.count, one.unit_id, one.what))


def _in_place_of(unit_id: int) -> int:
    """Whoever replaced a unit is asked for what it left behind. One that was divided keeps its own row."""
    after = tree().successors(unit_id, today())
    return next(iter(after)) if len(after) == 1 else unit_id


def acting_for(unit_id: int) -> set[int]:
    """Where those hold their roles who are asked: at the unit, and at all that replaced it."""
    return tree().successors(unit_id, today()) | {unit_id}


def _late(reached: frozenset[int]) -> Iterator[tuple[int, Stuck, int, int]]:
    day = today()
    for unit_id, what, count, due in (*_nominations(reached), *_copies(reached), *_upkeep(reached)):
        if due is not None and due < day:
            yield unit_id, what, count, (day - due).days


def _nominations(reached: frozenset[int]) -> Iterator[tuple[int, Stuck, int, date | None]]:
    """Of campaigns that are open, each with the day by which its stage is left."""
    asked = select(Campaign).where(Campaign.state == CampaignState.OPEN)
    campaigns = {one.id: one for one in db.session.scalars(asked)}
    query = (
        select(
            Nomination.campaign_id, Nomination.unit_id, Nomination.state, Stage.kind,
            StageVisit.entered_at, func.count(),
        )
        .join(Stage, Stage.id == Nomination.stage_id)
        .join(StageVisit, StageVisit.nomination_id == Nomination.id)
        .where(StageVisit.left_at.is_(None), Nomination.state.in_([N.RETURNED, N.SUBMITTED, N.VERIFIED]))
        # Those of campaigns that are over are many: the open ones are named.
        .where(is_one_of(Nomination.campaign_id, campaigns), is_one_of(Nomination.unit_id, reached))
        .group_by(
            Nomination.campaign_id, Nomination.unit_id, Nomination.state, Stage.kind, StageVisit.entered_at
        )
    )  # fmt: skip
    for campaign_id, unit_id, state, kind, entered_at, count in db.session.execute(query):
        campaign = campaigns[campaign_id]
        if state is N.RETURNED:
            yield unit_id, Stuck.COMPLETION, count, last_day(campaign, StageKind.VERIFICATION, unit_id)
        else:
            due = due_after(campaign, kind, unit_id, entered_at)
            yield campaign.unit_id, _waits_for(state, kind), count, due


def _waits_for(state: NominationState, kind: StageKind) -> Stuck:
    if state is N.SUBMITTED:
        return Stuck.CHECK
    return Stuck.DECISION if kind in LAST_STAGES else Stuck.COUNCIL


def _copies(reached: frozenset[int]) -> Iterator[tuple[int, Stuck, int, date | None]]:
    """Confirmed copies of which no result was reported."""
    query = (
        select(Replication.unit_id, func.count(), func.min(Replication.started_on))
        .where(Replication.state == ReplicationState.CONFIRMED, is_one_of(Replication.unit_id, reached))
        .where(Replication.started_on < today() - REPORT_AFTER)
        .group_by(Replication.unit_id)
    )
    for unit_id, count, started_on in db.session.execute(query):
        yield unit_id, Stuck.REPORT, count, started_on + REPORT_AFTER


def _upkeep(reached: frozenset[int]) -> Iterator[tuple[int, Stuck, int, date | None]]:
    """Running models of which nothing tells of the last twelve months, and that run for as long.

    Each is asked for news a year after the latest of the days on which something was told of it, it was
    registered, or went on after a pause.
    """
    row = FigureEntry
    told = (
        select(row.exemplar_id, row.kind, row.happened_on)
        .add_columns(func.sum(row.amount).label("holds"), func.min(row.known_on).label("known_on"))
        .where(row.kind.in_([*RUNS, Booked.EVIDENCE, Booked.RESULT]))
        .where(row.exemplar_id.in_(_running_at(reached)))
        .group_by(row.exemplar_id, row.kind, row.happened_on)
        .subquery()
    )
    of_run = told.c.kind.in_(RUNS)
    day = func.max(case((told.c.holds <= 0, None), (of_run, told.c.known_on), else_=told.c.happened_on))
    each = (
        select(told.c.exemplar_id, day.label("day"))
        .group_by(told.c.exemplar_id)
        .having(day < today() - FRESH, func.sum(case((of_run, told.c.holds), else_=0)) > 0)
        .subquery()
    )
    query = (
        select(Exemplar.lead_unit_id, func.count(), func.min(each.c.day))
        .join(each, each.c.exemplar_id == Exemplar.id)
        .group_by(Exemplar.lead_unit_id)
    )
    for unit_id, count, since in db.session.execute(query):
        if unit_id is not None:
            yield unit_id, Stuck.UPKEEP, count, since + FRESH


def _running_at(reached: frozenset[int]) -> Select[Any]:
    running = Exemplar.state == ExemplarState.RUNNING
    return select(Exemplar.id).where(is_one_of(Exemplar.lead_unit_id, reached), running)
