"""What answers a text, kept small: its next page, a filter or another order is not searched for again."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.search.base import PAGE_LIMIT, RELEVANCE
from registry.search.corpus import Corpus
from registry.search.faceting import filtered
from registry.search.marks import marked
from registry.search.merits import merits_of, raised
from registry.search.missing import Syllable, missing_in, somewhere_whole
from registry.search.ordering import ordered
from registry.search.parsing import Parsed
from registry.search.places import Floats, Numbers
from registry.search.ranking import Weights
from registry.search.remembering import Remembered
from registry.search.understanding import Understood

# Of an order so many rows are kept, as many as a page may have.
ROWS_KEPT = PAGE_LIMIT
# What answers more than this share of the index is kept as bits.
BITS_FROM = 1 / 8
# Bytes of a row of two orders and what its document lacks; of the counts of all facets for each document that
# is counted, and at most.
ROW_SIZE, COUNT_SIZE, COUNTS_SIZE = 200, 1_000, 40_000


class Rows(NamedTuple):
    """Documents in an order, and the score of each."""

    documents: Numbers
    scores: Floats


class Found:
    """What a text asks for, which documents answer and how well, before anything is filtered or sorted."""

    def __init__(
        self, corpus: Corpus, weights: Weights, parsed: Parsed, understood: Understood, rows: Rows
    ) -> None:
        """`rows` are all that answer, in the order of their numbers."""
        self.weights, self.parsed, self.understood = weights, parsed, understood
        self.total, self.scores = len(rows.documents), rows.scores
        self._corpus_size = corpus.size
        self._kept: NDArray[np.uint8] | None = None
        if rows.documents is corpus.documents:
            self._documents = rows.documents
        elif self.total > corpus.size * BITS_FROM:
            self._kept = np.packbits(marked(rows.documents, corpus.size))
        else:
            self._documents = rows.documents.astype(np.uint32)
        # By the name of an order the merits that went into it, and its first rows.
        self._first: dict[str, tuple[Floats | None, Rows]] = {}
        self._counts: Mapping[str, Mapping[str, int]] | None = None
        self._somewhere_whole: bool | None = None
        # The words that a document lacks, of the first documents that were shown.
        self._lacking: dict[int, tuple[str, ...]] = {}

    @property
    def documents(self) -> Numbers:
        """The documents, in their order: uint32, or whole numbers of the machine's size."""
        if self._kept is None:
            return self._documents
        return np.flatnonzero(np.unpackbits(self._kept, count=self._corpus_size).view(bool))

    @property
    def sides(self) -> list[list[Syllable]]:
        """What a document may lack of each side of an OR."""
        return [side.syllables for side in (self.understood, *self.understood.others)]

    def size(self, corpus: Corpus) -> int:
        """About how many bytes it takes."""
        if self._kept is not None:
            documents = self._kept.nbytes
        else:
            documents = 0 if self._documents is corpus.documents else self._documents.nbytes
        scores = self.scores.nbytes if self.scores.strides != (0,) else 0
        later = ROW_SIZE * min(self.total, ROWS_KEPT) + min(COUNT_SIZE * self.total, COUNTS_SIZE)
        return documents + scores + later + self.understood.size

    def first_rows(self, corpus: Corpus, sort: str) -> Rows:
        """The first ROWS_KEPT of everything in an order; by relevance the scores are those with merits."""
        merits = merits_of(corpus, self.weights) if sort == RELEVANCE and self.parsed.words else None
        known = self._first.get(sort)
        if known is None or known[0] is not merits:
            documents, scores = self.documents, self.scores
            if merits is not None:
                scores = raised(scores, merits.take(documents))
            chosen = ordered(corpus, documents, scores, sort, ROWS_KEPT)
            known = self._first[sort] = merits, Rows(documents[chosen], scores[chosen])
        return known[1]

    def lacking(self, shown: Numbers) -> list[tuple[str, ...]]:
        """The words of the query that each of these documents lacks."""
        numbers = shown.tolist()
        known = {number: self._lacking[number] for number in numbers if number in self._lacking}
        unknown = [number for number in numbers if number not in known]
        if unknown:
            found = missing_in(self.parsed.text, self.sides, np.array(unknown, dtype=np.intp))
            known.update(zip(unknown, found, strict=True))
        if len(self._lacking) < ROWS_KEPT:
            self._lacking.update(known)
        return [known[number] for number in numbers]

    def somewhere_whole(self, documents: Numbers | None) -> bool:
        """Whether any of these documents, or of all (None), has every word."""
        if documents is not None:
            return somewhere_whole(self.sides, documents)
        if self._somewhere_whole is None:
            self._somewhere_whole = somewhere_whole(self.sides, self.documents)
        return self._somewhere_whole

    def counts(self, corpus: Corpus) -> dict[str, dict[str, int]]:
        """How many of all documents that answer have each code of each facet."""
        if self._counts is None:
            self._counts = filtered(corpus, self.documents, {})[1]
        return {name: dict(counted) for name, counted in self._counts.items()}


# By the corpus that was asked, the text and the thesaurus. An answer holds its corpus, which therefore must
# not hold this: the two would keep each other alive long after their generation.
Answers = Remembered[Found]
