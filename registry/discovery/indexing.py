"""Bringing the search index up to date with the outbox, and building it anew."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Protocol

from registry.core.clock import HERE, now
from registry.discovery import documents
from registry.jobs.service import outbox_after, outbox_count_after, outbox_head
from registry.search.base import Document, EngineUnavailable, SearchEngine

# Seconds.
BETWEEN_REPORTS = 1.0
BETWEEN_LOOKS = 60.0
# The hour, in Viet Nam, after which an index is reconciled once a day.
NIGHT_HOUR = 2


class Source(Protocol):
    """What an index is made of: a module that says it, as `documents` does for the one that all share."""

    @property
    def TOPICS(self) -> tuple[str, ...]:  # noqa: N802 -- a constant of the module
        """What the outbox calls that which changes its documents."""

    def references_told(self, told: Sequence[tuple[str, str]]) -> list[str]:
        """What these changes, as (topic, key), must bring up to date."""

    def documents_of(self, references: Iterable[str]) -> tuple[list[Document], list[str]]:
        """The documents of these references, and what no longer has one."""

    def every_document(self) -> Iterator[Document]:
        """All there are."""

    def versions(self) -> dict[str, int]:
        """The version of each."""

    def count(self) -> int:
        """How many there are."""


def follow(engine: SearchEngine, source: Source = documents) -> int:
    """Index what changed since the engine's position; returns how many rows were dealt with.

    An index that is missing or damaged is built anew: the database is the truth.
    """
    try:
        position = engine.position()
    except EngineUnavailable:
        return rebuild(engine, source=source)
    if position > outbox_head(source.TOPICS):
        # The database is older than the index: somebody restored it, and what is indexed never was.
        return rebuild(engine, source=source)
    rows = outbox_after(source.TOPICS, position)
    if not rows:
        return 0
    told = list(dict.fromkeys(source.references_told([(topic, key) for _id, topic, key in rows])))
    # A unit may bring thousands: they are read and stored in batches, and only the last moves the position.
    for begin in range(0, len(told) or 1, documents.BATCH):
        upserts, deletes = source.documents_of(told[begin : begin + documents.BATCH])
        is_last = begin + documents.BATCH >= len(told)
        engine.apply(upserts, deletes, rows[-1][0] if is_last else position)
    return len(rows)


@dataclass(frozen=True)
class Progress:
    """How far a rebuild is: documents read of all there are, and the seconds it will probably still take."""

    done: int
    total: int
    left: int


def rebuild(
    engine: SearchEngine, tell: Callable[[Progress], None] | None = None, source: Source = documents
) -> int:
    """Build the whole index from the database; returns the number of documents.

    The position is read first, so that what changes meanwhile is indexed once more, never lost. About once a
    second `tell` and whoever asks for the status hear how far it is.
    """
    position = outbox_head(source.TOPICS)

    def told(progress: Progress) -> None:
        engine.note("rebuilding", asdict(progress) | {"at": now().isoformat()})
        if tell is not None:
            tell(progress)

    try:
        return engine.rebuild(_watched(source.every_document(), source.count(), told), position)
    finally:
        engine.note("rebuilding", None)


def _watched(found: Iterator[Document], total: int, told: Callable[[Progress], None]) -> Iterator[Document]:
    began = last = time.monotonic()
    for done, document in enumerate(found, 1):
        yield document
        moment = time.monotonic()
        if moment - last >= BETWEEN_REPORTS:
            last = moment
            told(Progress(done, total, round((moment - began) / done * max(total - done, 0))))


def reconcile(engine: SearchEngine, source: Source = documents) -> int:
    """Compare every document of the index with the database and mend what differs; returns how many did.

    What the outbox told is in the index already; this finds what it never told. An index whose texts were
    read as an earlier release did is built anew.
    """
    if engine.status().get("outdated"):
        rebuild(engine, source=source)
    held, wanted = engine.versions(), source.versions()
    differing = sorted(key for key in held.keys() | wanted.keys() if held.get(key) != wanted.get(key))
    for begin in range(0, len(differing), documents.BATCH):
        upserts, deletes = source.documents_of(differing[begin : begin + documents.BATCH])
        engine.apply(upserts, deletes, 0)
    facts = {"at": now().isoformat(), "documents": len(wanted), "mended": len(differing)}
    engine.note("reconciled", facts)
    return len(differing)


class Indexer:
    """What the worker calls each round: it follows the outbox, and every night it reconciles."""

    def __init__(self, engine: SearchEngine, source: Source = documents) -> None:
        self._engine, self._source = engine, source
        self._looked = float("-inf")

    def __call__(self) -> int:
        done = follow(self._engine, self._source)
        if time.monotonic() - self._looked >= BETWEEN_LOOKS:
            self._looked = time.monotonic()
            if _is_due(self._engine.status().get("reconciled")):
                done += reconcile(self._engine, self._source)
        return done


def _is_due(last: object) -> bool:
    """Whether the index was not reconciled since the last night."""
    if not isinstance(last, dict):
        return True
    here = now().astimezone(HERE)
    night = here.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    if night > here:
        night -= timedelta(days=1)
    return datetime.fromisoformat(str(last["at"])) < night


def lag(engine: SearchEngine, source: Source = documents) -> dict[str, int]:
    """How many outbox rows the index has not seen yet."""
    try:
        position = engine.position()
    except EngineUnavailable:
        position = 0
    return {"waiting": outbox_count_after(source.TOPICS, position)}
