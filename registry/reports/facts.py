"""What there is to count of some models, as the registry tells it now: each fact once, under its own key."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import EntryKind, ExemplarState, Level, SubjectKind
from registry.core.clock import HERE
from registry.core.db import db, is_one_of
from registry.replication.models import Replication
from registry.replication.states import COPY_KINDS, ReplicationState
from registry.reports.states import Booked
from registry.review.models import Decision, Nomination
from registry.review.states import POINTING_OUTCOMES
from registry.stock.standing import archived_turns

ENTERED = ("exemplar.registered", "exemplar.imported", "exemplar.taken_over")
BEGAN, ENDED = ("exemplar.resumed",), ("exemplar.paused", "exemplar.closed")


@dataclass(frozen=True)
class Dims:
    """By what a model is counted: where it is, its field, whose it is, whether everybody may know of it."""

    unit_id: int | None
    province_id: int | None
    field_id: int | None
    subject: SubjectKind
    is_public: bool


@dataclass(frozen=True)
class Fact:
    """Something to count: what, of which model, on which day, since when it is known, how much."""

    key: str
    kind: Booked
    exemplar_id: int
    happened_on: date
    known_on: date
    dims: Dims
    amount: int = 1
    part: str = ""
    level: Level | None = None
    is_history: bool = False


@dataclass
class Model:
    """A model that counts, with the version that speaks for it and what happened to it."""

    id: int
    reference: str
    dims: Dims
    version_id: int
    budget: int | None
    community_percent: int | None
    # The day by which it is counted, and since when it is known here.
    entered_on: date
    known_on: date
    is_history: bool
    # Whether the day it began is known; of older registers it may not be.
    is_dated: bool
    turns: list[tuple[date, str]] = field(default_factory=list)
    # Whether a decision found that it is another model's double: what it brought in is told with that one.
    is_double: bool = False
    # Whether it is the record of a copy that its source confirmed: it counts as a copy, not as a new model.
    is_copy: bool = False
    # From when on its unit's silence put it out of the stock, and from when on it no longer did.
    archived: list[tuple[date, bool]] = field(default_factory=list)


def models_of(ids: Collection[int]) -> dict[int, Model]:
    """The models among these that count: registered, not given up for another record, and no leadership."""
    rows = db.session.execute(
        select(
            Exemplar.id, Exemplar.reference, Exemplar.lead_unit_id, Exemplar.province_id, Exemplar.is_public,
            Exemplar.is_imported, Exemplar.source_id, Exemplar.created_at,
        ).where(
            is_one_of(Exemplar.id, ids),
            Exemplar.state.not_in([ExemplarState.DRAFT, ExemplarState.MERGED]),
        )
    ).all()  # fmt: skip
    said = _versions_that_speak([row.id for row in rows])
    events = _events({row.reference for row in rows})
    ids = [row.id for row in rows]
    doubles, copies, archived = _doubles(ids), _copies(ids), archived_turns(ids)
    found = {}
    for row in rows:
        version = said[row.id]
        if version.entry_kind is EntryKind.LEADERSHIP:
            continue
        happened = events.get(row.reference, [])
        known_on = next((day for day, action in happened if action in ENTERED), day_of(row.created_at))
        is_history = row.is_imported or (row.source_id or "").startswith("list-")
        began = version.started_on or (date(version.started_year, 1, 1) if version.started_year else known_on)
        found[row.id] = Model(
            row.id, row.reference,
            Dims(
                row.lead_unit_id or row.province_id, row.province_id, version.field_id,
                version.subject_kind, row.is_public,
            ),
            version.id, version.budget_vnd, version.community_percent,
            min(began, known_on) if is_history else known_on, known_on, is_history,
            not is_history or began != known_on,
            [(day, action) for day, action in happened if action in BEGAN + ENDED], row.id in doubles,
            row.id in copies, archived.get(row.id, []),
        )  # fmt: skip
    return found


def day_of(moment: datetime) -> date:
    """The day it was where the registry is used."""
    return moment.astimezone(HERE).date()


def own_facts(model: Model) -> Iterator[Fact]:
    """That it was registered, and from when until when it ran."""

    def fact(kind: Booked, key: str, on: date, amount: int = 1, *, is_history: bool = False) -> Fact:
        known = model.known_on if is_history else on
        return Fact(key, kind, model.id, on, known, model.dims, amount, is_history=is_history)

    on, old = model.entered_on, model.is_history
    if model.is_dated and not model.is_copy:
        yield fact(Booked.REGISTERED, f"registered:{model.id}", on, is_history=old)
    kind = Booked.COPY_RUNNING if model.is_copy else Booked.RUNNING
    yield fact(kind, f"{kind}:{model.id}:0", on, is_history=old)
    for name, day, amount in _turns(model):
        yield fact(kind, f"{kind}:{model.id}:{name}", day, amount)


def beginning_of(key: str) -> str:
    """The key under which a run begins, of which this is the key of a turn or of the beginning itself."""
    return ":".join([*key.split(":")[:2], "0"])


def _turns(model: Model) -> Iterator[tuple[str, date, int]]:
    """When it began to run again, and when it ceased: it was paused or closed, or its unit was silent in two
    yearly reviews.
    """
    told = [
        (day, str(number), "runs", action in BEGAN)
        for number, (day, action) in enumerate(model.turns, start=1)
    ]
    told += [(day, f"stock:{day}", "is_kept", not archived) for day, archived in model.archived]
    state = {"runs": True, "is_kept": True}
    for day, name, what, holds in sorted(told, key=lambda one: one[0]):
        before = all(state.values())
        state[what] = holds
        if all(state.values()) is not before:
            yield name, day, -1 if before else 1


def _versions_that_speak(ids: Collection[int]) -> dict[int, ExemplarVersion]:
    """The newest version that was handed in, or the newest of all while none was."""
    columns = select(
        ExemplarVersion.exemplar_id, ExemplarVersion.id, ExemplarVersion.field_id,
        ExemplarVersion.subject_kind, ExemplarVersion.entry_kind, ExemplarVersion.started_on,
        ExemplarVersion.started_year, ExemplarVersion.budget_vnd, ExemplarVersion.community_percent,
        ExemplarVersion.frozen_at,
    )  # fmt: skip
    query = columns.where(is_one_of(ExemplarVersion.exemplar_id, ids)).order_by(ExemplarVersion.number)
    newest, handed_in = {}, {}
    for row in db.session.execute(query):
        newest[row.exemplar_id] = row
        if row.frozen_at is not None:
            handed_in[row.exemplar_id] = row
    return newest | handed_in  # type: ignore[return-value]


def _events(references: Collection[str]) -> dict[str, list[tuple[date, str]]]:
    """When models were entered, paused, resumed and closed, oldest first."""
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    query = select(AuditEvent.subject_ref, AuditEvent.at, AuditEvent.action).where(
        AuditEvent.subject_ref.in_(sorted(references)),
        AuditEvent.subject_kind == "exemplar",
        AuditEvent.action.in_(ENTERED + BEGAN + ENDED),
    )
    for reference, at, action in db.session.execute(query.order_by(AuditEvent.seq)):
        found[reference].append((day_of(at), action))
    return found


def _doubles(ids: Collection[int]) -> set[int]:
    """The models whose nomination was decided to be part of another one, or its repetition."""
    query = select(Nomination.exemplar_id).join(Decision, Decision.nomination_id == Nomination.id)
    query = query.where(is_one_of(Nomination.exemplar_id, ids), Decision.lifted_at.is_(None))
    return set(db.session.scalars(query.where(Decision.outcome.in_(POINTING_OUTCOMES))))


def _copies(ids: Collection[int]) -> set[int]:
    """The models that are the record of a copy which the source confirmed; a stopped copy stays one."""
    query = select(Replication.copy_id).where(
        is_one_of(Replication.copy_id, ids), Replication.confirmed_at.is_not(None),
        Replication.state != ReplicationState.DECLINED, Replication.kind.in_(COPY_KINDS),
    )  # fmt: skip
    return {one for one in db.session.scalars(query) if one is not None}
