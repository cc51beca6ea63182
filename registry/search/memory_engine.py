"""The engine kept in memory: the twin that tests use, with the ranking of the real one."""

import threading
from collections.abc import Container, Iterable, Mapping, Sequence

import numpy as np

from registry.search.base import Document, Hit, Outcome, Query
from registry.search.columns import cards_of
from registry.search.corpus import FIELDS, GIST_FIELDS, Corpus, analyse
from registry.search.lexicon import Lexicon
from registry.search.parts import Part
from registry.search.places import NOWHERE, STRIDE, Codes, Numbers, codes_of, within
from registry.search.ranking import STANDARD, Weights
from registry.search.searching import answer, look_alike, matching
from registry.search.succession import Succession
from registry.search.tallies import Stand, stand_of
from registry.search.thesaurus import ThesaurusSource, standard_thesaurus
from registry.search.worked import Memory


class MemorySegment:
    """Documents analysed in memory."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.memory = Memory(len(documents))
        self.succession: Succession | None = None
        self.keys = np.array([document.key.encode("utf-8") for document in documents], dtype=np.bytes_)
        self.versions = np.array([document.version for document in documents], dtype=np.int64)
        self._words: list[dict[str, tuple[int, ...]]] = []
        self._lengths: list[list[int]] = []
        postings: dict[str, dict[int, tuple[int, ...]]] = {}
        for number, document in enumerate(documents):
            self._add(number, document, postings)
        self._postings = {word: codes_of(found) for word, found in postings.items()}
        self.cards = cards_of(
            [document.facets for document in documents],
            [document.sort_keys for document in documents],
            self._lengths,
            len(FIELDS),
        )
        self.lexicon = Lexicon(sorted(self._postings))

    def _add(self, number: int, document: Document, postings: dict[str, dict[int, tuple[int, ...]]]) -> None:
        places: dict[str, list[int]] = {}
        gist: dict[str, list[int]] = {}
        fields = analyse(document)
        for index, name in enumerate(FIELDS):
            for word, position in fields[name]:
                places.setdefault(word, []).append(index * STRIDE + position)
                if name in GIST_FIELDS:
                    gist.setdefault(word, []).append(index * STRIDE + position)
        for word, found in places.items():
            postings.setdefault(word, {})[number] = tuple(found)
        self._words.append({word: tuple(found) for word, found in gist.items()})
        self._lengths.append([len(fields[name]) for name in FIELDS])

    def find(self, key: str) -> list[int]:
        return np.flatnonzero(self.keys == key.encode("utf-8")).tolist()

    def frequency(self, word: str) -> int:
        return len(self.documents(word))

    def documents(self, word: str) -> Numbers:
        return self.stand(word).documents

    def stand(self, word: str) -> Stand:
        return stand_of(self.postings(word))

    def postings(self, word: str, documents: Numbers | None = None) -> Codes:
        return within(self._postings.get(word, NOWHERE.codes), documents)

    def words_of(self, document: int) -> Mapping[str, tuple[int, ...]]:
        return self._words[document]


class MemoryEngine:
    """A search engine that forgets everything when the process ends. It starts empty and ready."""

    def __init__(self, thesaurus: ThesaurusSource | None = None, weights: Weights = STANDARD) -> None:
        self._thesaurus = thesaurus or standard_thesaurus()
        self._weights = weights
        self._lock = threading.Lock()
        self._documents: dict[str, Document] = {}
        self._segment = MemorySegment([])
        self._position = 0
        self._notes: dict[str, object] = {}

    def search(self, query: Query, visible: Container[str] | None = None) -> Outcome:
        """Answer a query."""
        return answer(Corpus([Part(self._segment)], visible), query, self._thesaurus.current(), self._weights)

    def matches(self, query: Query, visible: Container[str] | None = None) -> frozenset[str]:
        """The keys of everything that answers."""
        corpus = Corpus([Part(self._segment)], visible)
        return matching(corpus, query, self._thesaurus.current(), self._weights)

    def similar(
        self, like: str | Document, visible: Container[str] | None = None, limit: int = 5
    ) -> list[Hit]:
        """The documents that speak of the same things as this one, best first."""
        return look_alike(Corpus([Part(self._segment)], visible), like, limit, self._weights)

    def apply(self, upserts: Sequence[Document], deletes: Sequence[str], position: int) -> None:
        """Store these changes."""
        with self._lock:
            documents = self._documents.copy()
            for document in upserts:
                documents[document.key] = document
            for key in deletes:
                documents.pop(key, None)
            self._replace(documents, max(position, self._position))

    def rebuild(self, documents: Iterable[Document], position: int) -> int:
        """Replace everything; gives the number of documents."""
        with self._lock:
            self._replace({document.key: document for document in documents}, position)
            return len(self._documents)

    def _replace(self, documents: dict[str, Document], position: int) -> None:
        self._segment = MemorySegment(list(documents.values()))
        self._documents, self._position = documents, position

    def position(self) -> int:
        """The last change that is in."""
        return self._position

    def versions(self) -> dict[str, int]:
        """The version held of each document."""
        return {key: document.version for key, document in self._documents.items()}

    def note(self, name: str, facts: Mapping[str, object] | None) -> None:
        """Have the status tell something."""
        self._notes = {key: value for key, value in self._notes.items() if key != name}
        if facts is not None:
            self._notes[name] = dict(facts)

    def status(self) -> dict[str, object]:
        """How the engine is."""
        return self._notes | {
            "engine": "memory",
            "healthy": True,
            "documents": len(self._documents),
            "position": self._position,
        }
