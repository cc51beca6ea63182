"""Keeping the books of figures: what the registry tells now is compared with what is booked."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from registry.audit.models import AuditEvent
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.clock import now, today
from registry.core.db import db, is_one_of
from registry.core.transaction import transaction
from registry.evidence.models import EvidenceItem
from registry.legacy.models import ExemplarMerger
from registry.replication.models import Replication
from registry.reports.brought import amount_facts, news_facts
from registry.reports.closing import day_of_change, day_of_new, is_open
from registry.reports.deeds import copy_facts, review_facts, reward_facts
from registry.reports.facts import Fact, beginning_of, day_of, models_of, own_facts
from registry.reports.models import FigureEntry, FigureState
from registry.reports.states import OF_NEW, RUNS, Booked
from registry.review.models import Nomination, Recognition
from registry.stock.models import StockEntry, StockReview

# How many models are booked, and how many events of the log are read, at once.
AT_ONCE, STRIDE = 200, 5000
# Stands in place of a number of the log where all models are to be compared again: the rules changed.
ANEW = -1
# How the models are found that an event of the log is about.
SUBJECTS = {
    "nomination": select(Nomination.exemplar_id, Nomination.reference),
    "recognition": select(Recognition.exemplar_id, Recognition.reference),
    "replication": select(Replication.source_id, Replication.reference),
    "stockentry": select(StockEntry.exemplar_id, StockReview.reference + "/" + Exemplar.reference)
    .join(StockReview, StockReview.id == StockEntry.review_id)
    .join(Exemplar, Exemplar.id == StockEntry.exemplar_id),
    "evidenceitem": select(ExemplarVersion.exemplar_id, EvidenceItem.reference).join(
        EvidenceItem, EvidenceItem.version_id == ExemplarVersion.id
    ),
    "exemplar": select(Exemplar.id, Exemplar.reference),
}
COLUMNS = [column for column in FigureEntry.__table__.columns if column.name != "id"]


def catch_up() -> int:
    """Book what happened since the last time; returns how many models were looked at.

    So many models at once are a transaction of their own: whatever ends it, the next time goes on. Booking
    twice books nothing: only what differs from what is booked is.
    """
    state = db.session.get(FigureState, 1)
    head = _end_of_log()
    if state is None or state.seq == ANEW:
        last = None if state is None else day_of(state.booked_at)
        done = _book_all(db.session.scalars(select(Exemplar.id)), last)
        _note(head)
        return done
    done, seq, last = 0, state.seq, day_of(state.booked_at)
    for start in range(seq, head, STRIDE):
        done += _book_all(_concerned(start, min(head, start + STRIDE)), last)
    if done or head - seq > STRIDE:
        _note(head)
    return done


def _book_all(ids: Iterable[int], last: date | None) -> int:
    concerned = sorted(ids)
    for start in range(0, len(concerned), AT_ONCE):
        with transaction():
            _book(set(concerned[start : start + AT_ONCE]), last)
    return len(concerned)


def _note(head: int) -> None:
    """All events up to this one are booked."""
    with transaction():
        db.session.merge(FigureState(id=1, seq=head, booked_at=now()))


def _end_of_log() -> int:
    return db.session.scalar(select(AuditEvent.seq).order_by(AuditEvent.seq.desc()).limit(1)) or 0


def _concerned(after: int, until: int) -> set[int]:
    """The models that events of the log are about."""
    told: dict[str, set[str]] = {kind: set() for kind in SUBJECTS}
    query = select(AuditEvent.subject_kind, AuditEvent.subject_ref).where(
        AuditEvent.seq > after, AuditEvent.seq <= until, AuditEvent.subject_kind.in_(sorted(SUBJECTS))
    )
    for kind, reference in db.session.execute(query.distinct()):
        told[kind].add(reference)
    found: set[int] = set()
    for kind, references in told.items():
        if references:
            query_of_kind = SUBJECTS[kind]
            reference_column = query_of_kind.selected_columns[1]
            rows = db.session.execute(query_of_kind.where(reference_column.in_(sorted(references))))
            found |= {row[0] for row in rows}
    return found | _copies_of(told["replication"])


def _copies_of(references: set[str]) -> set[int]:
    """The records of these copies, also those that a later report no longer names: they count anew."""
    if not references:
        return set()
    now_named = select(Replication.copy_id).where(Replication.reference.in_(sorted(references)))
    found = {one for one in db.session.scalars(now_named) if one is not None}
    said = select(AuditEvent.detail).where(
        AuditEvent.subject_kind == "replication", AuditEvent.action == "replication.reported",
        AuditEvent.subject_ref.in_(sorted(references)),
    )  # fmt: skip
    named = {str(json.loads(detail).get("copy") or "") for detail in db.session.scalars(said)} - {""}
    if named:
        found |= set(db.session.scalars(select(Exemplar.id).where(Exemplar.reference.in_(sorted(named)))))
    return found


def _book(ids: set[int], last: date | None) -> None:
    """Compare what is told of these models with what is booked of them, and book what differs.

    `last` is the day of the last booking: what is new since became known after it. The first time what is
    told says itself since when it is known.
    """
    survivors = _survivors()
    ids |= {survivors[one] for one in ids if one in survivors}
    facts = {fact.key: fact for fact in _facts(ids, survivors)}
    booked = _booked(ids, facts)
    ceased = _no_copies_now(booked, facts)
    rows: list[dict[str, Any]] = []
    for key in booked.keys() | facts.keys():
        fact = facts.get(key)
        # All of it is news today: while the model was a copy nothing of it was told.
        since = date.max if fact is not None and fact.exemplar_id in ceased else last
        rows += _entries(booked.get(key), fact, since)
    _place_turns(rows, booked)
    if rows:
        rows.sort(key=lambda row: (row["key"], not row["takes_back"]))
        db.session.execute(insert(FigureEntry), rows)


def _place_turns(rows: list[dict[str, Any]], booked: Mapping[str, "Held"]) -> None:
    """Nothing of a run is booked, or taken back, for a day before that of its beginning.

    A model of a closed year may have been paused in one that is still open. Where all of it changes, its
    beginning changes today; the pause must not have gone before, or the open year would tell of a model more.
    """
    began = {
        (key, False): one.row.counted_on
        for key, one in booked.items()
        if one.row is not None and key == beginning_of(key)
    }
    began |= {(row["key"], row["takes_back"]): row["counted_on"] for row in rows}
    for row in rows:
        first = began.get((beginning_of(row["key"]), row["takes_back"]))
        if row["kind"] in RUNS and first is not None and row["counted_on"] is not None:
            row["counted_on"] = max(first, row["counted_on"])


def _no_copies_now(booked: Mapping[str, "Held"], facts: Mapping[str, Fact]) -> set[int]:
    """The models that were booked as records of copies and are none any more."""
    held = [(key, one.row) for key, one in booked.items() if one.row is not None]
    return {row.exemplar_id for key, row in held if row.kind is Booked.COPY_RUNNING and key not in facts}


def _survivors() -> dict[int, int]:
    """The record that goes on, by each one that was given up for it."""
    merged = dict(db.session.execute(select(ExemplarMerger.loser_id, ExemplarMerger.survivor_id)).all())

    def last_of(one: int) -> int:
        while one in merged:
            one = merged[one]
        return one

    return {loser: last_of(loser) for loser in merged}


def _facts(ids: set[int], survivors: dict[int, int]) -> Iterator[Fact]:
    """What there is to count; of the record of a copy nothing that makes it a further model."""
    models = models_of(ids)
    for model in models.values():
        yield from own_facts(model)
    for told in (
        review_facts(models, survivors), reward_facts(models, survivors), copy_facts(models),
        amount_facts(models), news_facts(models),
    ):  # fmt: skip
        for fact in told:
            if not (models[fact.exemplar_id].is_copy and fact.kind in OF_NEW):
                yield fact


@dataclass(frozen=True)
class Held:
    """The entry that holds under a key, and the day whose figures it was of before it was first changed after
    its year had been closed.

    Without an entry: it was taken back; `is_kept` where the figures of a closed year still tell of it.
    """

    row: Any
    first_on: date | None
    is_kept: bool = False


def _booked(ids: set[int], keys: Iterable[str]) -> dict[str, Held]:
    """The entry that holds under each key, of these models and of what they have now."""
    wanted = FigureEntry.key.in_(sorted(keys)), is_one_of(FigureEntry.exemplar_id, ids)
    rows = {
        row.id: row
        for one in wanted
        for row in db.session.execute(select(FigureEntry.id, *COLUMNS).where(one))
    }
    return _held(row for _number, row in sorted(rows.items()))


def _held(rows: Iterable[Any]) -> dict[str, Held]:
    """What holds under each key after all entries, which come in their order."""
    found: dict[str, Held] = {}
    taken: dict[str, tuple[Held, Any]] = {}
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row.key] += row.amount if row.counted_on is not None else 0
        if row.takes_back:
            if row.key in found:
                taken[row.key] = found.pop(row.key), row
            continue
        first_on = row.counted_on
        if row.key in taken:
            before, back = taken.pop(row.key)
            was_open = before.first_on == before.row.counted_on == back.counted_on
            if back.known_on == row.known_on and not was_open:
                first_on = before.first_on
        found[row.key] = Held(row, first_on)
    gone = {key: Held(None, None, is_kept=counted[key] != 0) for key in taken if key not in found}
    return found | gone


def _entries(held: Held | None, fact: Fact | None, last: date | None) -> Iterator[dict[str, Any]]:
    """What is to be booked where one thing was told before and another is now."""
    old = held.row if held is not None else None
    new = _row_of(fact) if fact else None
    if old is not None and new is not None and all(getattr(old, name) == told for name, told in new.items()):
        return
    known = today()
    if held is not None and old is not None:
        counted = day_of_change(old.kind, old.counted_on, held.first_on, known)
        taken = {column.name: getattr(old, column.name) for column in COLUMNS}
        yield taken | {"amount": -old.amount, "takes_back": True, "known_on": known, "counted_on": counted}
    if fact is None or new is None:
        return
    if held is not None and old is None:
        # It was told before: what a closed year tells of it stands, else it counts anew from today.
        counted = None if held.is_kept else day_of_new(fact.happened_on, known)
    elif old is None:
        # What was known before the last booking and was not told then has come to count since.
        known = fact.known_on if last is None or fact.known_on >= last else today()
        counted = day_of_new(fact.happened_on, known, is_history=fact.is_history)
    elif counted is not None and counted == old.counted_on and is_open(fact.happened_on.year, known):
        counted = min(fact.happened_on, known)
    yield new | {"takes_back": False, "known_on": known, "counted_on": counted}


def _row_of(fact: Fact) -> dict[str, Any]:
    """What makes a fact the same as one that is booked."""
    return {
        "key": fact.key, "kind": fact.kind, "part": fact.part, "exemplar_id": fact.exemplar_id,
        "happened_on": fact.happened_on, "amount": fact.amount, "level": fact.level,
        **vars(fact.dims),
    }  # fmt: skip


class Bookkeeper:
    """What the worker calls each round: now and then it catches up."""

    PAUSE = 20.0

    def __init__(self) -> None:
        self._last = float("-inf")

    def __call__(self) -> int:
        if time.monotonic() - self._last < self.PAUSE:
            return 0
        self._last = time.monotonic()
        return catch_up()
