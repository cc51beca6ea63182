"""The index as one query sees it: segments joined, and everything the reader may not know left out."""

import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from registry.search.base import Document
from registry.search.joined_columns import JoinedColumns
from registry.search.kinds import Levels
from registry.search.matches import (
    best_among,
    count_in,
    counts_beside,
    levels_in,
    match_in,
    stands_in,
    strengths_among,
)
from registry.search.numbering import Numbering
from registry.search.parts import Part
from registry.search.places import Floats, Numbers
from registry.search.recipes import INGREDIENT, Any, Recipe, Weighed, Word, size_of
from registry.search.remembering import Remembered
from registry.search.standing import Chosen
from registry.search.stems import stem
from registry.search.text import fold, tokens
from registry.search.traces import Standing, Traces
from registry.search.worked import Mask, Measure

FIELDS = ("title", "topics", "unit", "summary", "body")
GIST_FIELDS = ("title", "topics", "summary")
VALUE_GAP = 16
# One more each time `analyse` reads some text otherwise: an index of before is then built anew by night.
ANALYSIS = 2
_LONGEST_FIELD = 200_000
COUNTS_REMEMBERED = 16 << 20
SUPPORTS_REMEMBERED = 4 << 20


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


class Corpus(Numbering):
    """The visible documents under one numbering. Frequencies are counted here and nowhere else.

    It never changes, so several queries may share one.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        visible: Container[str] | None = None,
        columns: JoinedColumns | None = None,
    ) -> None:
        """`columns` are those of the parts, where somebody has them."""
        super().__init__(parts, visible)
        self.columns = columns or JoinedColumns([part.segment.cards for part in parts])
        self._groups: dict[str, tuple[str, ...]] = {}
        self._counts: Remembered[int] = Remembered(COUNTS_REMEMBERED)
        self._beside: Remembered[Mapping[str, int]] = Remembered(SUPPORTS_REMEMBERED)

    @cached_property
    def tallies(self) -> dict[str, Numbers]:
        """How many of all visible documents have each code of each facet."""
        return self.columns.counted(self.columns.facet_names, self.documents)

    def postings(self, word: str) -> Traces:
        """Where a word stands in the visible documents."""
        return Traces(self, Word(word))

    def count(self, recipe: Recipe, weight: float) -> int:
        """In how many visible documents something stands with at least this weight."""
        if isinstance(recipe, Word) and self._is_whole:
            return sum(part.segment.frequency(recipe.text) for part in self.parts)
        known = self._counts.get((recipe, weight))
        if known is None:
            known = 0
            for part, live in zip(self.parts, self._live, strict=True):
                known += count_in(part.segment, recipe, weight, live)
            self._counts.put((recipe, weight), known, size_of(recipe))
        return known

    def holds(self, recipe: Recipe) -> bool:
        """Whether something stands in some visible document."""
        match recipe:
            case Weighed(what, _weight):
                return self.holds(what)
            case Any(of):
                return any(map(self.holds, of))
            case Word(text):
                often = [part.segment.frequency(text) for part in self.parts]
                if not any(often):
                    return False
                # What stands in more documents than are out of sight stands in one that is not.
                if any(n > (live.hidden if live else 0) for n, live in zip(often, self._live, strict=True)):
                    return True
        return self.count(recipe, 0.0) > 0

    def beside(self, words: tuple[str, ...], other: Recipe, distance: int) -> Mapping[str, int]:
        """In how many visible documents each of the words, which are sorted, stands before something within
        the distance, or behind it if that is negative.
        """
        key = (words, other, distance)
        known = self._beside.get(key)
        if known is None:
            total: Numbers = np.zeros(len(words), dtype=np.intp)
            for part, live in zip(self.parts, self._live, strict=True):
                total = total + counts_beside(part.segment, words, other, distance, live)
            known = dict(zip(words, total.tolist(), strict=True))
            self._beside.put(key, known, size_of(other) + INGREDIENT * len(words))
        return known

    def documents_of(self, recipe: Recipe) -> Numbers:
        """The visible documents in which something stands."""
        found: list[Numbers] = [np.zeros(0, dtype=np.intp)]
        for part, base, live in zip(self.parts, self._bases, self._live, strict=True):
            numbers = match_in(part.segment, recipe).documents
            found.append((numbers if live is None else numbers[live.marks.take(numbers)]) + base)
        return np.concatenate(found)

    def having(self, recipe: Recipe) -> Mask:
        """For each document, whoever may know of it, whether something stands in it."""
        return np.concatenate([np.zeros(0, bool), *(stands_in(part.segment, recipe) for part in self.parts)])

    def stands_in(self, recipe: Recipe, documents: Numbers, weight: float) -> Standing:
        """Whether something stands in each of some visible documents, with at least this weight."""
        found = np.zeros(len(documents), dtype=bool)
        for part, base in zip(self.parts, self._bases, strict=True):
            inside = np.flatnonzero((documents >= base) & (documents < base + len(part.segment.keys)))
            if len(inside):
                best = best_among(part.segment, recipe, documents[inside] - base)
                found[inside] = (best > 0) & (best >= weight)
        return found

    def levels_of(self, recipe: Recipe) -> Levels:
        """The greatest weight with which something stands in each document, whoever may know of it."""
        found = [levels_in(part.segment, recipe) for part in self.parts]
        if len(found) == 1:
            return found[0]
        weights = np.unique(np.concatenate([np.zeros(1), *(one.of for one in found)]))
        numbers = [
            one.numbers
            if len(one.of) == len(weights)
            else np.searchsorted(weights, one.of).astype(np.uint8).take(one.numbers)
            for one in found
        ]
        return Levels(np.concatenate([np.zeros(0, np.uint8), *numbers]), weights)

    def strengths_of(self, recipe: Recipe, measure: Measure, chosen: Sequence[Chosen]) -> Floats:
        """How strongly each of some documents speaks of something."""
        return np.concatenate(
            [np.zeros(0)]
            + [
                strengths_among(part.segment, recipe, measure, some)
                for part, some in zip(self.parts, chosen, strict=True)
                if len(some.documents)
            ]
        )

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
