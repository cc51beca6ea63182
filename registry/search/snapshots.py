"""Generations of the index, open for reading: the newest one, and whatever of the last is still the same."""

import threading
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from registry.search.answers import Answers
from registry.search.base import EngineUnavailable
from registry.search.corpus import Corpus
from registry.search.folder import IndexFolder, Manifest, Stamp, stamps
from registry.search.joined_columns import JoinedColumns
from registry.search.parts import Part, Segment
from registry.search.ranking import Weights
from registry.search.remembering import Remembered
from registry.search.warming import warm_apart
from registry.search.whoosh_index import opened, segments_of

_TRIES = 5
_PAUSE = 0.02
# Kinds of readers: everybody, whoever is signed in, and a few besides.
READERS_REMEMBERED = 4
# Bytes of what answers their questions, all of them together.
ANSWERS_REMEMBERED = 32 << 20


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One generation of the index, open for reading; `seen` is what its files were like then."""

    folder: Path
    manifest: Manifest
    parts: tuple[Part, ...]
    paths: tuple[Path, ...]
    seen: tuple[Stamp, ...]
    answers: Answers = field(default_factory=lambda: Remembered(ANSWERS_REMEMBERED))
    _columns: JoinedColumns = field(init=False)
    _corpora: Remembered[Corpus] = field(default_factory=lambda: Remembered(READERS_REMEMBERED))

    def __post_init__(self) -> None:
        object.__setattr__(self, "_columns", JoinedColumns([part.segment.cards for part in self.parts]))

    def corpus(self, visible: Container[str] | None) -> Corpus:
        """What a reader may know of; shared by all who may know of the same."""
        if visible is not None and not isinstance(visible, frozenset):
            return Corpus(self.parts, visible, self._columns)
        known = self._corpora.get(visible)
        if known is None:
            known = Corpus(self.parts, visible, self._columns)
            self._corpora.put(visible, known, 1)
        return known


@contextmanager
def unavailable() -> Iterator[None]:
    """A damaged index raises many kinds of exception: callers see one."""
    try:
        yield
    except EngineUnavailable:
        raise
    except Exception as error:
        raise EngineUnavailable("The index cannot be used.") from error


class Snapshots:
    """Opens the index of a folder, and again when it changed; a segment stays open as long as it is used."""

    def __init__(self, folder: IndexFolder, weights: Weights, *, plain: bool) -> None:
        self._folder, self._weights, self._plain = folder, weights, plain
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._segments: dict[tuple[Path, str], Segment] = {}

    def open(self) -> Snapshot:
        """The newest generation. A commit in another process may take the files away under our hands."""
        for attempt in range(_TRIES):
            snapshot = self._snapshot
            if snapshot is not None and self._is_fresh(snapshot):
                return snapshot
            try:
                with self._lock:
                    return self._reopen()
            except EngineUnavailable as error:
                if attempt == _TRIES - 1 or not isinstance(error.__cause__, FileNotFoundError):
                    raise
            time.sleep(_PAUSE)
        raise EngineUnavailable("The index changes faster than it can be opened.")

    def _is_fresh(self, snapshot: Snapshot) -> bool:
        try:
            return stamps(snapshot.paths) == snapshot.seen
        except OSError:
            return False

    def _reopen(self) -> Snapshot:
        snapshot = self._snapshot
        if snapshot is not None and self._is_fresh(snapshot):
            return snapshot
        with unavailable():
            folder, *seen = self._folder.current_stamped()
            manifest = self._folder.manifest(folder)
            paths = self._folder.watched(folder, manifest)
            seen += stamps(paths[len(seen) :])
            storage, segments = segments_of(folder, manifest.generation)
            known: dict[tuple[Path, str], Segment] = {}
            parts = []
            for segment in segments:
                name = (folder, segment.segment_id())
                known[name] = self._segments.get(name) or opened(storage, segment, plain=self._plain)
                parts.append(Part(known[name], frozenset(segment.deleted_docs())))
            for name in known.keys() - self._segments.keys():
                warm_apart(known[name], self._weights)
            self._segments = known
            self._snapshot = Snapshot(folder, manifest, tuple(parts), paths, tuple(seen))
            return self._snapshot
