"""Where something stands in the documents a reader may know of: worked out once for each segment.

What is looked for is a recipe, which says nothing of documents or readers: a word, any of several recipes,
one near another. A segment never changes, so what a recipe finds in it is remembered there, and a reader's
own view is that without the documents out of sight.
"""

import sys
import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar, Union

import numpy as np
from numpy.typing import NDArray

from registry.search import places as arrays
from registry.search.columns import Cards
from registry.search.places import Codes, Floats, Numbers, Places, everywhere

if TYPE_CHECKING:
    from registry.search.corpus import Corpus

PLACES_REMEMBERED = 64 << 20
SIGHTS_REMEMBERED = 24 << 20
MASKS_REMEMBERED = 12 << 20
MATCHES_REMEMBERED = 96 << 20
# What a result takes beside the numbers in it, and a part of a recipe beside its letters.
ENTRY, INGREDIENT = 1024, 256

Value = TypeVar("Value")
Lengths = NDArray[np.uint32]
Recipe = Union["Word", "Any", "Weighed", "Near"]


class Word(NamedTuple):
    """A word, wherever it stands."""

    text: str


class Any(NamedTuple):
    """Any of these; where several meet, the greatest weight."""

    of: tuple[Recipe, ...]


class Weighed(NamedTuple):
    """The same with another weight."""

    what: Recipe
    weight: float


class Near(NamedTuple):
    """The second where it follows the first within the distance."""

    first: Recipe
    second: Recipe
    distance: int


@dataclass(frozen=True, eq=False)
class Match:
    """What a recipe finds in a segment: its documents in their order, the greatest weight in each of them.

    `strengths` has, for each measure that was asked for, how strongly each document speaks of it.
    """

    documents: Numbers
    best: Floats
    strengths: dict[Hashable, Floats] = field(default_factory=dict)


class Remembered(Generic[Value]):
    """The last results, as many as there is room for."""

    def __init__(self, room: int) -> None:
        self._room, self._taken = room, 0
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """What was remembered."""
        with self._lock:
            found = self._known.get(key)
            if found is None:
                return None
            self._known.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Remember something that takes so many bytes."""
        with self._lock:
            if key in self._known:
                self._taken -= self._known.pop(key)[1]
            self._known[key] = value, size
            self._taken += size
            while self._taken > self._room and len(self._known) > 1:
                self._taken -= self._known.popitem(last=False)[1][1]


class Memory:
    """What was worked out in a segment."""

    def __init__(self) -> None:
        self.places: Remembered[Places] = Remembered(PLACES_REMEMBERED)
        self.matches: Remembered[Match] = Remembered(MATCHES_REMEMBERED)
        self.sights: Remembered[Numbers] = Remembered(SIGHTS_REMEMBERED)
        self.masks: Remembered[NDArray[np.bool_]] = Remembered(MASKS_REMEMBERED)


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

    def postings(self, word: str) -> Codes:
        """The places where a word stands."""


class Measure(Protocol):
    """How strongly places speak of what stands there; equal keys measure alike."""

    @property
    def key(self) -> Hashable:
        """What tells this measure from others."""

    def __call__(self, places: Places, lengths: Lengths) -> Floats:
        """The strength of each document of the places."""


def size_of(recipe: Recipe) -> int:
    """How many bytes remembering a result takes beside the numbers in it: the recipe is its key."""
    return ENTRY + _ingredients(recipe)


def _ingredients(recipe: Recipe) -> int:
    match recipe:
        case Word(text):
            return INGREDIENT + sys.getsizeof(text)
        case Weighed(what, _weight):
            return INGREDIENT + _ingredients(what)
        case Near(first, second, _distance):
            return INGREDIENT + _ingredients(first) + _ingredients(second)
        case Any(of):
            return INGREDIENT + sum(map(_ingredients, of))


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
        case Word(text):
            return everywhere(segment.postings(text))
        case Weighed(what, weight):
            return arrays.weighed(places_in(segment, what), weight)
        case Near(first, second, distance):
            return arrays.neighbours(places_in(segment, first), places_in(segment, second), distance)
        case Any(of):
            return arrays.joined([places_in(segment, one) for one in of])


def match_in(segment: Worked, recipe: Recipe) -> Match:
    """The documents of a segment in which a recipe stands."""
    found = segment.memory.matches.get(recipe)
    if found is None:
        if isinstance(recipe, Word):
            documents = segment.documents(recipe.text)
            found = Match(documents, np.ones(len(documents)))
        else:
            places = places_in(segment, recipe)
            found = Match(places.documents, places.best)
        # As many bytes again for the strengths that will be asked for.
        segment.memory.matches.put(recipe, found, 3 * found.documents.nbytes + size_of(recipe))
    return found


def strengths_in(segment: Worked, recipe: Recipe, measure: Measure) -> Floats:
    """How strongly each document of a match speaks of it."""
    match = match_in(segment, recipe)
    if measure.key not in match.strengths:
        match.strengths[measure.key] = measure(places_in(segment, recipe), segment.cards.lengths)
    return match.strengths[measure.key]


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

    @property
    def best(self) -> Floats:
        """The greatest weight in each of them."""
        return np.zeros(0) if self.corpus is None else self.corpus.best_of(self.recipe)

    def strengths(self, measure: Measure) -> Floats:
        """How strongly each of them speaks of it."""
        return np.zeros(0) if self.corpus is None else self.corpus.strengths_of(self.recipe, measure)


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
