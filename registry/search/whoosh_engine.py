"""The engine on a Whoosh index on disk: one writer, any number of readers, damage is found and said."""

import threading
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from registry.search.base import Document, EngineUnavailable, Hit, Outcome, Query
from registry.search.corpus import ANALYSIS
from registry.search.folder import FORMAT, PLAIN_FORMAT, IndexFolder, Manifest, checksum
from registry.search.notes import Notes
from registry.search.parts import Part
from registry.search.ranking import STANDARD, Weights
from registry.search.searching import answer, look_alike, matching
from registry.search.snapshots import Snapshot, Snapshots, unavailable
from registry.search.thesaurus import ThesaurusSource, standard_thesaurus
from registry.search.whoosh_index import (
    ArraysWriter,
    CarefulWriter,
    add,
    create_index,
    files_of,
    merge_small,
    open_index,
)


class WhooshEngine:
    """Searches the index in one folder. Until the first rebuild every call raises EngineUnavailable."""

    def __init__(
        self,
        folder: Path,
        thesaurus: ThesaurusSource | None = None,
        weights: Weights = STANDARD,
        *,
        plain: bool = False,
    ) -> None:
        """With `plain`, stock Whoosh writes and decodes the index: slowly, and the arrays must equal it."""
        self._folder = IndexFolder(folder, PLAIN_FORMAT if plain else FORMAT)
        self._writer = CarefulWriter if plain else ArraysWriter
        self._thesaurus = thesaurus or standard_thesaurus()
        self._weights = weights
        self._writing = threading.Lock()
        self._notes = Notes(folder)
        self._snapshots = Snapshots(self._folder, weights, plain=plain)

    def search(self, query: Query, visible: Container[str] | None = None) -> Outcome:
        """Answer a query."""
        with unavailable():
            asked = self._open()
            return answer(
                asked.corpus(visible), query, self._thesaurus.current(), self._weights, asked.answers
            )

    def matches(self, query: Query, visible: Container[str] | None = None) -> frozenset[str]:
        """The keys of everything that answers."""
        with unavailable():
            asked = self._open()
            return matching(
                asked.corpus(visible), query, self._thesaurus.current(), self._weights, asked.answers
            )

    def similar(
        self, like: str | Document, visible: Container[str] | None = None, limit: int = 5
    ) -> list[Hit]:
        """The documents that speak of the same things as this one, best first."""
        with unavailable():
            return look_alike(self._open().corpus(visible), like, limit, self._weights)

    def apply(self, upserts: Sequence[Document], deletes: Sequence[str], position: int) -> None:
        """Store these changes, all or none. Doing it again with the same changes does no harm."""
        with unavailable(), self._writing, self._folder.writing():
            snapshot = self._open()
            fresh = {document.key: document for document in upserts}
            for key in deletes:
                fresh.pop(key, None)
            stale = _numbers(snapshot.parts, {*fresh, *deletes, *(d.key for d in upserts)})
            position = max(position, snapshot.manifest.position)
            documents = snapshot.manifest.documents - len(stale) + len(fresh)
            if not fresh and not stale:
                old = snapshot.manifest
                self._folder.seal(snapshot.folder, replace(old, position=position, documents=documents))
                return
            index = open_index(snapshot.folder, snapshot.manifest.generation)
            writer = self._writer(
                index,
                lambda number: self._seal(snapshot.folder, number, position, documents, snapshot.manifest),
            )
            with _cancelled_on_error(writer):
                for number in stale:
                    writer.delete_document(number)
                for document in fresh.values():
                    add(writer, document)
                writer.commit(mergetype=merge_small)

    def rebuild(self, documents: Iterable[Document], position: int) -> int:
        """Build a new index beside the old one and switch to it; gives the number of documents in it."""
        with unavailable(), self._writing, self._folder.writing():
            folder = self._folder.new_build()
            try:
                keys: set[str] = set()
                writer = self._writer(
                    create_index(folder),
                    lambda generation: self._seal(folder, generation, position, len(keys)),
                )
                with _cancelled_on_error(writer):
                    for document in documents:
                        if document.key not in keys:
                            keys.add(document.key)
                            add(writer, document)
                    writer.commit(merge=False)
                self._folder.switch_to(folder)
            except BaseException:
                self._folder.discard(folder)
                raise
            return len(keys)

    def position(self) -> int:
        """The last change the index holds."""
        with unavailable():
            return self._open().manifest.position

    def versions(self) -> dict[str, int]:
        """The version held of each document."""
        with unavailable():
            return {
                key.decode("utf-8"): version
                for part in self._open().parts
                for number, (key, version) in enumerate(
                    zip(part.segment.keys.tolist(), part.segment.versions.tolist(), strict=True)
                )
                if number not in part.dead
            }

    def note(self, name: str, facts: Mapping[str, object] | None) -> None:
        """Have the status tell something of how the index is looked after."""
        self._folder.prepare()
        self._notes.put(name, facts)

    def status(self) -> dict[str, object]:
        """How the engine is."""
        notes = self._notes.read()
        try:
            with unavailable():
                snapshot = self._open()
        except EngineUnavailable as error:
            return notes | {"engine": "whoosh", "healthy": False, "reason": str(error)}
        manifest = snapshot.manifest
        return notes | {
            "engine": "whoosh",
            "healthy": True,
            "documents": manifest.documents,
            "position": manifest.position,
            "generation": manifest.generation,
            "segments": len(snapshot.parts),
            "outdated": manifest.analysis != ANALYSIS,
            "bytes": sum(size for size, _ in manifest.files.values()),
        }

    def _seal(
        self, folder: Path, generation: int, position: int, documents: int, last: Manifest | None = None
    ) -> None:
        """Write the manifest of a generation: from here on it is the one that readers open.

        A file of the generation before was read when that was opened, and is never written again.
        """
        files = {}
        for path in files_of(folder, generation):
            before = last.files.get(path.name) if last else None
            size = path.stat().st_size
            files[path.name] = before if before and before[0] == size else (size, checksum(path))
        analysis = last.analysis if last else ANALYSIS
        self._folder.seal(folder, Manifest(generation, position, documents, files, analysis))

    def _open(self) -> Snapshot:
        return self._snapshots.open()


def _numbers(parts: Sequence[Part], keys: set[str]) -> list[int]:
    """The numbers of the documents of these keys, counted through all segments."""
    numbers: list[int] = []
    base = 0
    for part in parts:
        found = (number for key in keys for number in part.segment.find(key))
        numbers.extend(base + number for number in found if number not in part.dead)
        base += len(part.segment.keys)
    return numbers


@contextmanager
def _cancelled_on_error(writer: CarefulWriter) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
