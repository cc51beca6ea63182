"""The index as one query sees it: segments joined, and everything the reader may not know left out."""

import math
import sys
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from registry.search.base import Document
from registry.search.columns import Cards, JoinedFacet
from registry.search.lexicon import Lexicon
from registry.search.places import Codes, Floats, Numbers
from registry.search.stems import stem
from registry.search.text import fold, tokens
from registry.search.traces import (
    Measure,
    Memory,
    Recipe,
    Remembered,
    Traces,
    Word,
    match_in,
    size_of,
    strengths_in,
)

FIELDS = ("title", "topics", "unit", "summary", "body")
GIST_FIELDS = ("title", "topics", "summary")
VALUE_GAP = 16
_LONGEST_FIELD = 200_000
COUNTS_REMEMBERED = 16 << 20


class Segment(Protocol):
    """A part of the index that never changes. Documents are numbers; a position says field and place."""

    @property
    def keys(self) -> NDArray[np.bytes_]:
        """The reference of each document, as UTF-8."""

    @property
    def versions(self) -> NDArray[np.int64]:
        """The version of each document."""

    @property
    def cards(self) -> Cards:
        """The facet codes, sort values and lengths of the documents, by columns."""

    @property
    def lexicon(self) -> Lexicon:
        """The words of the segment."""

    @property
    def memory(self) -> Memory:
        """What was worked out of it."""

    def find(self, key: str) -> Sequence[int]:
        """The documents of a reference."""

    def documents(self, word: str) -> Numbers:
        """The documents in which a word stands, sorted."""

    def postings(self, word: str) -> Codes:
        """The places where a word stands, sorted; none for an unknown word."""

    def words_of(self, document: int) -> Mapping[str, tuple[int, ...]]:
        """The words of the title, topics and summary of one document."""


def analyse(document: Document) -> dict[str, list[tuple[str, int]]]:
    """Each field's words with their positions; a foreign word also stands as its stem."""
    texts = {
        "title": (document.title,),
        "topics": document.topics,
        "unit": tuple(document.unit.splitlines()),
        "summary": (document.summary,),
        "body": (document.body,),
    }
    return {name: list(_positions(values, document.lang)) for name, values in texts.items()}


def _positions(values: Iterable[str], lang: str) -> Iterator[tuple[str, int]]:
    start = position = 0
    for value in values:
        for token in tokens(value):
            position = start + token.position
            if position > _LONGEST_FIELD:
                return
            yield token.word, position
            root = stem(lang, token.word) if lang != "vi" else None
            if root:
                yield root, position
        start = position + VALUE_GAP


@dataclass(frozen=True)
class Part:
    """A segment and the documents of it that were deleted since."""

    segment: Segment
    dead: frozenset[int] = frozenset()


def _live(part: Part, visible: Container[str] | None) -> NDArray[np.bool_]:
    """Which documents of a part there still are, and the reader may know of."""
    live = np.ones(len(part.segment.keys), dtype=bool)
    if visible is not None:
        live[_hidden(part.segment, visible)] = False
    if part.dead:
        live[list(part.dead)] = False
    return live


def _hidden(segment: Segment, visible: Container[str]) -> Numbers:
    """The documents of a segment that are out of sight; remembered for a set that cannot change."""
    known = segment.memory.sights.get(visible) if isinstance(visible, frozenset) else None
    if known is None:
        keys = enumerate(segment.keys.tolist())
        known = np.array([n for n, key in keys if key.decode("utf-8") not in visible], dtype=np.intp)
        if isinstance(visible, frozenset):
            # The set itself is kept alive with it.
            segment.memory.sights.put(visible, known, known.nbytes + sys.getsizeof(visible))
    return known


class Corpus:
    """The visible documents under one numbering. Frequencies are counted here and nowhere else.

    `documents` holds their numbers; `size` is one more than the greatest number there is, seen or not. It
    never changes, so several queries may share one.
    """

    def __init__(self, parts: Sequence[Part], visible: Container[str] | None = None) -> None:
        self.parts = parts
        self._groups: dict[str, tuple[str, ...]] = {}
        self._counts: Remembered[int] = Remembered(COUNTS_REMEMBERED)
        self._sort_values: dict[str, Floats] = {}
        self._facets: dict[str, JoinedFacet] = {}
        self._bases: list[int] = []
        # None where nothing of a part is out of sight.
        self._live: list[NDArray[np.bool_] | None] = []
        shown, base = [np.zeros(0, dtype=bool)], 0
        for part in parts:
            live = _live(part, visible)
            self._bases.append(base)
            self._live.append(None if live.all() else live)
            shown.append(live)
            base += len(live)
        self.size = base
        self.documents: Numbers = np.flatnonzero(np.concatenate(shown))

    def __len__(self) -> int:
        return len(self.documents)

    def split(self, values: NDArray[np.bool_]) -> Iterator[tuple[Segment, NDArray[np.bool_]]]:
        """One value for each document, divided by segment."""
        for part, base in zip(self.parts, self._bases, strict=True):
            yield part.segment, values[base : base + len(part.segment.keys)]

    def _at(self, document: int) -> tuple[Segment, int]:
        index = bisect_left(self._bases, document + 1) - 1
        return self.parts[index].segment, document - self._bases[index]

    def key(self, document: int) -> str:
        """The public reference of a document."""
        segment, number = self._at(document)
        return str(segment.keys[number].decode("utf-8"))

    def keys(self, documents: Numbers) -> NDArray[np.bytes_]:
        """The references of these documents, as UTF-8."""
        found = [np.zeros(0, dtype=np.bytes_)]
        order = np.zeros(len(documents), dtype=np.intp)
        taken = 0
        for part, base in zip(self.parts, self._bases, strict=True):
            inside = np.flatnonzero((documents >= base) & (documents < base + len(part.segment.keys)))
            found.append(part.segment.keys[documents[inside] - base])
            order[inside] = np.arange(taken, taken + len(inside))
            taken += len(inside)
        return np.concatenate(found)[order]

    def sort_values(self, name: str) -> Floats:
        """What each document is sorted by, the greatest first: less is earlier, without a value is last."""
        if name not in self._sort_values:
            columns = [part.segment.cards.descending(name) for part in self.parts]
            self._sort_values[name] = np.concatenate([np.zeros(0), *columns])
        return self._sort_values[name]

    def facet(self, name: str) -> JoinedFacet:
        """The codes of a facet."""
        if name not in self._facets:
            self._facets[name] = JoinedFacet([part.segment.cards.facets.get(name) for part in self.parts])
        return self._facets[name]

    def words_of(self, document: int) -> Mapping[str, tuple[int, ...]]:
        """The words of a document's title, topics and summary."""
        segment, number = self._at(document)
        return segment.words_of(number)

    def find(self, key: str) -> int | None:
        """The visible document of that reference."""
        for part, base, live in zip(self.parts, self._bases, self._live, strict=True):
            for number in part.segment.find(key):
                if live is None or live[number]:
                    return base + int(number)
        return None

    def postings(self, word: str) -> Traces:
        """Where a word stands in the visible documents."""
        return Traces(self, Word(word))

    def count(self, recipe: Recipe, weight: float) -> int:
        """In how many visible documents something stands with at least this weight."""
        known = self._counts.get((recipe, weight))
        if known is None:
            known = 0
            for part, live in zip(self.parts, self._live, strict=True):
                match = match_in(part.segment, recipe)
                if weight:
                    seen = match.best >= weight
                    known += int(np.count_nonzero(seen if live is None else seen & live[match.documents]))
                else:
                    known += len(match.documents) if live is None else int(live[match.documents].sum())
            self._counts.put((recipe, weight), known, size_of(recipe))
        return known

    def documents_of(self, recipe: Recipe) -> Numbers:
        """The visible documents in which something stands."""
        found = [np.zeros(0, dtype=np.intp)]
        for part, base, live in zip(self.parts, self._bases, self._live, strict=True):
            numbers = match_in(part.segment, recipe).documents
            found.append((numbers if live is None else numbers[live[numbers]]) + base)
        return np.concatenate(found)

    def best_of(self, recipe: Recipe) -> Floats:
        """The greatest weight with which it stands in each of them."""
        return self._seen(recipe, lambda segment: match_in(segment, recipe).best)

    def strengths_of(self, recipe: Recipe, measure: Measure) -> Floats:
        """How strongly each of them speaks of it."""
        return self._seen(recipe, lambda segment: strengths_in(segment, recipe, measure))

    def _seen(self, recipe: Recipe, values: Callable[[Segment], Floats]) -> Floats:
        found = [np.zeros(0)]
        for part, live in zip(self.parts, self._live, strict=True):
            here = values(part.segment)
            found.append(here if live is None else here[live[match_in(part.segment, recipe).documents]])
        return np.concatenate(found)

    def spellings(self, folded: str) -> tuple[str, ...]:
        """The words with this folded form that stand in some visible document."""
        if folded not in self._groups:
            words = {word for part in self.parts for word in part.segment.lexicon.groups.get(folded, ())}
            if not words:
                # Anybody may ask for anything: only what the index has is remembered.
                return ()
            self._groups[folded] = tuple(word for word in sorted(words) if self.postings(word))
        return self._groups[folded]

    def knows(self, word: str) -> bool:
        """Whether some visible document has this very word."""
        return word in self.spellings(fold(word))

    def starting_with(self, prefix: str) -> list[str]:
        """The visible folded words that start so."""
        words = {word for part in self.parts for word in part.segment.lexicon.starting_with(prefix)}
        return [word for word in sorted(words) if self.spellings(word)]

    def near(self, folded: str) -> list[str]:
        """The visible folded words one slip away."""
        words = {word for part in self.parts for word in part.segment.lexicon.near(folded)}
        return [word for word in sorted(words) if self.spellings(word)]

    def rarity(self, frequency: int) -> float:
        """What a word found in so many documents tells apart: nearly nothing when it is in all of them."""
        return math.log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))
