"""Generations of the index, open for reading: the newest one, and whatever of the last is still the same."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from registry.search.base import EngineUnavailable
from registry.search.corpus import Part, Segment
from registry.search.folder import IndexFolder, Manifest, Stamp
from registry.search.whoosh_index import opened, segments_of

_TRIES = 5
_PAUSE = 0.02


@dataclass(frozen=True)
class Snapshot:
    """One generation of the index, open for reading."""

    folder: Path
    manifest: Manifest
    parts: tuple[Part, ...]
    seen: tuple[Stamp, ...]


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

    def __init__(self, folder: IndexFolder, *, plain: bool) -> None:
        self._folder, self._plain = folder, plain
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
            return self._folder.seen(snapshot.folder, snapshot.manifest) == snapshot.seen
        except OSError:
            return False

    def _reopen(self) -> Snapshot:
        snapshot = self._snapshot
        if snapshot is not None and self._is_fresh(snapshot):
            return snapshot
        with unavailable():
            folder = self._folder.current()
            manifest = self._folder.manifest(folder)
            seen = self._folder.seen(folder, manifest)
            storage, segments = segments_of(folder, manifest.generation)
            known: dict[tuple[Path, str], Segment] = {}
            parts = []
            for segment in segments:
                name = (folder, segment.segment_id())
                known[name] = self._segments.get(name) or opened(storage, segment, plain=self._plain)
                parts.append(Part(known[name], frozenset(segment.deleted_docs())))
            self._segments = known
            self._snapshot = Snapshot(folder, manifest, tuple(parts), seen)
            return self._snapshot
