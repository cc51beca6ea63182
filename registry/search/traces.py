"""Where something stands in the documents a reader may know of: worked out once for each segment.

What is looked for is a recipe, which says nothing of documents or readers: a word, any of several recipes,
one near another. A segment never changes, so what a recipe finds in it is remembered there, and a reader's
own view is that without the documents out of sight.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from registry.search import places as arrays
from registry.search.columns import Cards
from registry.search.places import Codes, Floats, Numbers, Places, Stand, among, everywhere, shared
from registry.search.recipes import Any, Near, Recipe, Weighed, Word, apart, size_of
from registry.search.remembering import Remembered

if TYPE_CHECKING:
    from registry.search.corpus import Corpus

PLACES_REMEMBERED = 24 << 20
SIGHTS_REMEMBERED = 24 << 20
MATCHES_REMEMBERED = 128 << 20

Standing = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Match:
    """What a recipe finds in a segment: its documents in their order (uint32 or intp).

    `best` is the greatest weight in each of them, None where all are 1. `strengths` has, for each measure
    that was asked for, how strongly each document speaks of it.
    """

    documents: Numbers
    best: Floats | None
    strengths: dict[Hashable, Floats] = field(default_factory=dict)


class Memory:
    """What was worked out in a segment."""

    def __init__(self) -> None:
        self.places: Remembered[Places] = Remembered(PLACES_REMEMBERED)
        self.matches: Remembered[Match] = Remembered(MATCHES_REMEMBERED)
        self.sights: Remembered[Numbers] = Remembered(SIGHTS_REMEMBERED)


class Worked(Protocol):
    """What of a segment is needed here."""

    @property
    def memory(self) -> Memory:
        """What was worked out already."""

    @property
    def cards(self) -> Cards:
        """The lengths of the documents, among others."""

    def documents(self, word: str) -> Numbers:
        """The documents in which a word stands."""

    def stand(self, word: str) -> Stand:
        """The documents in which a word stands, and in which fields."""

    def postings(self, word: str, documents: Numbers | None = None) -> Codes:
        """The places where a word stands, in some documents or in all."""


class Measure(Protocol):
    """How strongly places speak of what stands there; equal keys measure alike."""

    @property
    def key(self) -> Hashable:
        """What tells this measure from others."""

    def amounts(self, stand: Stand, cards: Cards) -> Floats:
        """How much of a word, at full weight, each document of a stand has."""

    def is_meant(self, weight: float) -> bool:
        """Whether what has this weight was meant, and is not just another spelling."""

    def strengths(self, said: Floats, other: Floats | None) -> Floats:
        """The strength of documents with so much of what was meant, and of other spellings."""

    def of_places(self, places: Places, cards: Cards) -> Floats:
        """The strength of each document of the places."""


def places_in(segment: Worked, recipe: Recipe) -> Places:
    """Where a recipe stands in a segment."""
    found = segment.memory.places.get(recipe)
    if found is None:
        found = _found(segment, recipe)
        # Codes and weights, and for each document where it begins, its number and the best weight.
        segment.memory.places.put(recipe, found, 5 * found.codes.nbytes + size_of(recipe))
    return found


def _found(segment: Worked, recipe: Recipe) -> Places:
    match recipe:
        case Near(first, second, distance):
            one, other = match_in(segment, first).documents, match_in(segment, second).documents
            both = shared(len(segment.cards.lengths), one, other)
            return arrays.neighbours(
                _places_of(segment, first, both), _places_of(segment, second, both), distance
            )
        case _:
            return _places_of(segment, recipe, None)


def _places_of(segment: Worked, recipe: Recipe, documents: Numbers | None) -> Places:
    """Where a recipe stands in some documents, or in all (None); what is near is known of all at once."""
    match recipe:
        case Word(text):
            return everywhere(segment.postings(text, documents))
        case Weighed(what, weight):
            return arrays.weighed(_places_of(segment, what, documents), weight)
        case Near():
            return places_in(segment, recipe)
        case Any(of):
            return arrays.joined([_places_of(segment, one, documents) for one in of])


def match_in(segment: Worked, recipe: Recipe) -> Match:
    """The documents of a segment in which a recipe stands."""
    found = segment.memory.matches.get(recipe)
    if found is None:
        spellings = apart(recipe)
        if isinstance(recipe, Word):
            found = Match(segment.documents(recipe.text), None)
        elif spellings is not None:
            found = _any_of(segment, spellings)
        else:
            places = places_in(segment, recipe)
            found = Match(places.documents, None if (places.best == 1).all() else places.best)
        # As many bytes again for the strengths that will be asked for.
        size = found.documents.nbytes + len(found.documents) * (8 if found.best is None else 16)
        segment.memory.matches.put(recipe, found, size + size_of(recipe))
    return found


def best_among(segment: Worked, recipe: Recipe, documents: Numbers) -> Floats:
    """The greatest weight with which a recipe stands in each of a few documents; 0 where it does not.

    Nothing else of what it finds is worked out.
    """
    best = np.zeros(len(documents))
    known, spellings = segment.memory.matches.get(recipe), apart(recipe)
    if known is not None:
        found = [(known.documents, 1.0 if known.best is None else known.best)]
    elif spellings is not None:
        found = [(segment.documents(word), weight) for word, weight in spellings.items()]
    else:
        places = _places_among(segment, recipe, np.sort(documents))
        found = [(places.documents, places.best)]
    for holding, weights in found:
        if len(holding):
            here, at = among(holding, documents)
            best = np.maximum(best, np.where(here, np.broadcast_to(weights, len(holding))[at], 0.0))
    return best


def _places_among(segment: Worked, recipe: Recipe, documents: Numbers) -> Places:
    """Where a recipe stands in a few documents."""
    match recipe:
        case Near(first, second, distance):
            one = _places_among(segment, first, documents)
            return arrays.neighbours(one, _places_among(segment, second, documents), distance)
        case Weighed(what, weight):
            return arrays.weighed(_places_among(segment, what, documents), weight)
        case Any(of):
            return arrays.joined([_places_among(segment, one, documents) for one in of])
        case Word(text):
            return everywhere(segment.postings(text, documents))


def strengths_in(segment: Worked, recipe: Recipe, measure: Measure) -> Floats:
    """How strongly each document of a match speaks of it."""
    match = match_in(segment, recipe)
    known = match.strengths.get(measure.key)
    if known is None:
        spellings = apart(recipe)
        if spellings is not None:
            known = _of_spellings(segment, spellings, match.documents, measure)
        else:
            known = measure.of_places(places_in(segment, recipe), segment.cards)
        match.strengths[measure.key] = known
    return known


def _any_of(segment: Worked, spellings: dict[str, float]) -> Match:
    """The documents with any of the words; best weights over all documents of the segment, then of those."""
    best = np.zeros(len(segment.cards.lengths))
    for word, weight in sorted(spellings.items(), key=lambda item: item[1]):
        best[segment.documents(word)] = weight
    documents = np.flatnonzero(best).astype(np.uint32)
    best = best[documents]
    return Match(documents, None if (best == 1).all() else best)


def _of_spellings(
    segment: Worked, spellings: dict[str, float], documents: Numbers, measure: Measure
) -> Floats:
    """The strength of each of the documents, from how much of each word there is in it."""
    if len(spellings) == 1:
        ((word, weight),) = spellings.items()
        amounts = weight * measure.amounts(segment.stand(word), segment.cards)
        if measure.is_meant(weight):
            return measure.strengths(amounts, None)
        return measure.strengths(np.zeros(len(amounts)), amounts)
    said, other = np.zeros((2, len(segment.cards.lengths)))
    for word, weight in spellings.items():
        stand = segment.stand(word)
        here = said if measure.is_meant(weight) else other
        here[stand.documents] += weight * measure.amounts(stand, segment.cards)
    return measure.strengths(said[documents], other[documents])


class Traces:
    """Where a recipe stands in the visible documents of a corpus; its length is their number."""

    def __init__(self, corpus: "Corpus | None", recipe: Recipe) -> None:
        self.corpus, self.recipe = corpus, recipe

    def __len__(self) -> int:
        return self.often(0.0)

    def often(self, weight: float) -> int:
        """In how many documents it stands with at least this weight."""
        return 0 if self.corpus is None else self.corpus.count(self.recipe, weight)

    @property
    def documents(self) -> Numbers:
        """The documents, in their order."""
        return np.zeros(0, np.intp) if self.corpus is None else self.corpus.documents_of(self.recipe)

    def stands_in(self, documents: Numbers, weight: float = 0.0) -> Standing:
        """Whether it stands in each of some visible documents, with at least this weight."""
        if self.corpus is None:
            return np.zeros(len(documents), dtype=bool)
        return self.corpus.stands_in(self.recipe, documents, weight)

    def spoken(self, measure: Measure) -> "Spoken":
        """The documents with the best weight and the strength of each."""
        if self.corpus is None:
            return Spoken(np.zeros(0, np.intp), None, np.zeros(0))
        return self.corpus.spoken_of(self.recipe, measure)


class Spoken(NamedTuple):
    """Documents in their order, the greatest weight in each (None where all are 1), and the strength."""

    documents: Numbers
    best: Floats | None
    strengths: Floats


NOWHERE = Traces(None, Any(()))


def joined(found: Sequence[Traces]) -> Traces:
    """All of these; where several meet, the greatest weight."""
    some = [traces for traces in found if traces]
    if len(some) < 2:
        return some[0] if some else NOWHERE
    return Traces(some[0].corpus, Any(tuple(traces.recipe for traces in some)))


def weighed(traces: Traces, weight: float) -> Traces:
    """The same, all with one weight."""
    return Traces(traces.corpus, Weighed(traces.recipe, weight))


def neighbours(first: Traces, second: Traces, distance: int) -> Traces:
    """Where the second follows the first within the distance, at its own place; the nearest counts."""
    if not first or not second:
        return NOWHERE
    return Traces(first.corpus, Near(first.recipe, second.recipe, distance))
