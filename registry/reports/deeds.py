"""What happened to models in reviews and elsewhere, as facts to count."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.calendar.queries import working_days_between
from registry.campaigns.models import Campaign, Stage
from registry.campaigns.states import StageKind
from registry.catalogue.states import Level
from registry.core.db import db, is_one_of
from registry.replication.models import Replication
from registry.replication.states import COPY_KINDS, ReplicationState
from registry.reports.facts import Fact, Model, day_of
from registry.reports.states import COMPLETION, WHOLE, Booked
from registry.review.models import Decision, Nomination, Recognition, StageVisit
from registry.review.states import POINTING_STATES, NominationState, Outcome, RecognitionState

SIGNED = "sign"
Models = Mapping[int, Model]


def review_facts(models: Models, survivors: Mapping[int, int]) -> Iterator[Fact]:
    """Put forward, found complete, appraised, and the days each stay took.

    What was put forward under a record that was given up counts for the one that goes on.
    """
    stays = _stays(_with_given_up(models, survivors))
    for row in _nominations(_with_given_up(models, survivors)):
        model = models[survivors.get(row.exemplar_id, row.exemplar_id)]
        if row.state is NominationState.WITHDRAWN:
            continue
        if row.submitted_at is not None:
            yield _of_review(Booked.NOMINATED, row, model, row.submitted_at)
        if row.verified_at is not None:
            yield _of_review(Booked.COMPLETE, row, model, row.verified_at)
        visits = stays.get(row.id, [])
        scored = [one.left_at for one in visits if one.kind is StageKind.SCORING]
        if scored and scored[-1] is not None and row.state not in POINTING_STATES:
            yield _of_review(Booked.APPRAISED, row, model, scored[-1])
        yield from _days(row, model, visits)


def _with_given_up(models: Models, survivors: Mapping[int, int]) -> set[int]:
    return set(models) | {loser for loser, survivor in survivors.items() if survivor in models}


def _nominations(ids: Collection[int]) -> list[Any]:
    columns = select(
        Nomination.id, Nomination.exemplar_id, Nomination.state, Nomination.submitted_at,
        Nomination.verified_at, Campaign.level,
    )  # fmt: skip
    query = columns.join(Campaign, Campaign.id == Nomination.campaign_id)
    return list(
        db.session.execute(query.where(is_one_of(Nomination.exemplar_id, ids)).order_by(Nomination.id))
    )


def _stays(ids: Collection[int]) -> dict[int, list[Any]]:
    """The stays of nominations in stages, in their order."""
    query = (
        select(
            StageVisit.id, StageVisit.nomination_id, Stage.kind, StageVisit.entered_at, StageVisit.left_at,
            StageVisit.outcome,
        )
        .join(Stage, Stage.id == StageVisit.stage_id)
        .join(Nomination, Nomination.id == StageVisit.nomination_id)
        .where(is_one_of(Nomination.exemplar_id, ids))
        .order_by(StageVisit.id)
    )  # fmt: skip
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.nomination_id].append(row)
    return found


def _of_review(kind: Booked, row: Any, model: Model, at: datetime) -> Fact:
    on = day_of(at)
    return Fact(f"{kind}:{row.id}", kind, model.id, on, on, model.dims, level=row.level)


def _days(row: Any, model: Model, visits: list[Any]) -> Iterator[Fact]:
    """Working days of every stay that ended; what came before it was first signed is not counted."""
    first = next((one for one in visits if one.outcome == SIGNED), None)
    if first is None:
        return
    for one in visits:
        if one.left_at is None or one.id <= first.id:
            continue
        part = COMPLETION if one.kind is StageKind.REGISTRATION else str(one.kind)
        if one.kind is not StageKind.DECISION:
            yield _stay(f"days:{one.id}", part, row, model, one.entered_at, one.left_at)
    decided = [one for one in visits if one.kind is StageKind.DECISION]
    if decided:
        yield _stay(f"whole:{row.id}", WHOLE, row, model, first.left_at, decided[-1].left_at)


def _stay(key: str, part: str, row: Any, model: Model, since: datetime, until: datetime) -> Fact:
    on, days = day_of(until), working_days_between(day_of(since), day_of(until))
    return Fact(key, Booked.DAYS, model.id, on, on, model.dims, days, part, row.level)


def reward_facts(models: Models, survivors: Mapping[int, int]) -> Iterator[Fact]:
    """Recognised and commended, by the day of the decision. What was annulled never was; what lapsed was.

    A recognition was moved to the record that goes on; what was decided of a nomination follows it here.
    """
    recognised = select(
        Recognition.id, Recognition.exemplar_id, Recognition.level, Recognition.recognised_on,
        Recognition.created_at,
    ).where(
        is_one_of(Recognition.exemplar_id, models), Recognition.state != RecognitionState.ANNULLED
    )  # fmt: skip
    for number, exemplar_id, level, on, known in db.session.execute(recognised):
        yield _reward(Booked.RECOGNISED, number, models[exemplar_id], level, (on, day_of(known)))
    praised = (
        select(Decision.id, Nomination.exemplar_id, Campaign.level, Decision.decided_on, Decision.recorded_at)
        .join(Nomination, Nomination.id == Decision.nomination_id)
        .join(Campaign, Campaign.id == Nomination.campaign_id)
        .where(is_one_of(Nomination.exemplar_id, _with_given_up(models, survivors)))
        .where(Decision.outcome == Outcome.PRAISED, Decision.lifted_at.is_(None))
    )
    for number, exemplar_id, level, on, known in db.session.execute(praised):
        model = models[survivors.get(exemplar_id, exemplar_id)]
        yield _reward(Booked.COMMENDED, number, model, level, (on, day_of(known)))


def _reward(kind: Booked, number: int, model: Model, level: Level, days: tuple[date, date]) -> Fact:
    return Fact(f"{kind}:{number}", kind, model.id, *days, model.dims, level=level)


def copy_facts(models: Models) -> Iterator[Fact]:
    """Copies that the source confirmed, and those that told of a result; a stopped one stays what it was.

    What was only inspired by a model, or merged from several, is no copy.
    """
    query = select(
        Replication.id, Replication.reference, Replication.source_id, Replication.confirmed_at,
        Replication.reported_on,
    ).where(
        is_one_of(Replication.source_id, models), Replication.confirmed_at.is_not(None),
        Replication.state != ReplicationState.DECLINED, Replication.kind.in_(COPY_KINDS),
    )  # fmt: skip
    rows = db.session.execute(query).all()
    reported = _first_reports({row.reference for row in rows if row.reported_on is not None})
    for row in rows:
        model = models[row.source_id]
        yield _copy(Booked.COPIED, row.id, model, day_of(row.confirmed_at))
        if row.reported_on is not None:
            on = reported.get(row.reference, row.reported_on)
            yield _copy(Booked.COPY_REPORTED, row.id, model, on)


def _copy(kind: Booked, number: int, model: Model, on: date) -> Fact:
    return Fact(f"{kind}:{number}", kind, model.id, on, on, model.dims)


def _first_reports(references: Collection[str]) -> dict[str, date]:
    query = (
        select(AuditEvent.subject_ref, func.min(AuditEvent.at))
        .where(AuditEvent.subject_ref.in_(sorted(references)), AuditEvent.subject_kind == "replication")
        .where(AuditEvent.action == "replication.reported")
        .group_by(AuditEvent.subject_ref)
    )
    return {reference: day_of(at) for reference, at in db.session.execute(query)}
