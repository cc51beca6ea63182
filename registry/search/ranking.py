"""How well a document answers: every weight in one table, and the arithmetic that uses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.search.columns import Cards
from registry.search.corpus import FIELDS, Corpus
from registry.search.kinds import Kinds
from registry.search.places import SHIFT, STRIDE, WITHIN, Floats, Numbers, Places
from registry.search.tallies import BITS, Often, Stand, unpacked
from registry.search.traces import NOWHERE, Traces, joined, neighbours, weighed

Mask = NDArray[np.bool_]

OTHER_TIER = 0.02
# In these a word counts the same however many others stand there.
SHORT_FIELDS = ("title", "topics", "unit")


@dataclass(frozen=True)
class Weights:
    """The weights of the ranking. Changing one is checked with benchmarks/search.py."""

    fields: Mapping[str, float] = field(
        default_factory=lambda: {"title": 3.0, "topics": 2.5, "unit": 1.0, "summary": 1.0, "body": 0.6}
    )
    saturation: float = 1.8
    usual_length: int = 120
    length_share: float = 0.3
    adjacent: float = 0.75
    coverage: float = 1.5
    other_spelling: float = 0.1
    in_context: float = 0.7
    out_of_context: float = 0.4
    correction: float = 0.8
    synonym: float = 0.9
    compound: float = 0.5
    enough: float = 0.33
    enough_of_long: float = 0.3
    nearly_all: float = 0.6
    alike: float = 0.2
    merits: Mapping[str, float] = field(
        default_factory=lambda: {"proof": 0.12, "running": 0.08, "copies": 0.06, "level": 0.04}
    )
    context: Mapping[str, float] = field(
        default_factory=lambda: {"area": 0.2, "unit_kind": 0.1, "field": 0.1, "province": 0.1, "cost": 0.1}
    )


STANDARD = Weights()


@dataclass(frozen=True)
class Evidence:
    """Where something the query asks for stands, what it adds to a score and how much of the query it is.

    With `any_spelling`, places of another spelling answer the query as fully as those of the one meant.
    """

    places: Traces
    mass: float
    share: float
    any_spelling: bool = False


@dataclass(frozen=True)
class Unit:
    """A piece of the query: its own words and pairs, or the same said otherwise, whichever is stronger."""

    own: tuple[Evidence, ...]
    other: Evidence | None = None

    @property
    def share(self) -> float:
        """How much of the query this piece is."""
        own = sum(evidence.share for evidence in self.own)
        return max(own, self.other.share) if self.other else own


@dataclass(frozen=True)
class Ranked:
    """Documents in their order, the score of each and how much of the query it answers, from 0 to 1."""

    documents: Numbers
    scores: Floats
    coverage: Floats


def places_of(corpus: Corpus, spellings: Mapping[str, float]) -> Traces:
    """Where any of the spellings stands, with the weight of the one that does."""
    found = [(corpus.postings(word), weight) for word, weight in spellings.items() if weight > 0]
    return joined([places if weight == 1 else weighed(places, weight) for places, weight in found])


def phrase_places(corpus: Corpus, words: Sequence[Mapping[str, float]]) -> Traces:
    """Where the words follow one another directly, at the place of the last."""
    places = places_of(corpus, words[0]) if words else NOWHERE
    for spellings in words[1:]:
        if not places:
            break
        places = neighbours(places, places_of(corpus, spellings), 1)
    return places


@lru_cache(maxsize=16)
def _of_short_fields(boosts: tuple[float, ...]) -> tuple[Floats, int]:
    """What a word is worth in the first fields, where its length says nothing, by the first bits of a tally;
    and how many bits come behind these."""
    bits, behind = BITS[: len(boosts)], sum(BITS[len(boosts) :])
    worth = np.zeros(1 << sum(bits))
    heads = (np.arange(len(worth)) << behind).astype(np.uint16)
    for often, boost in zip(unpacked(heads), boosts, strict=False):
        worth += often * boost
    return worth, behind


class Speaking:
    """How strongly a document speaks of what stands in it, from 0 to 1."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._boosts = np.array([weights.fields[name] for name in FIELDS])
        self._is_short = np.array([name in SHORT_FIELDS for name in FIELDS])
        self._first_boosts = tuple(self._boosts[np.logical_and.accumulate(self._is_short)].tolist())
        of_length = (weights.length_share, weights.usual_length)
        self._worth_key = (*self._boosts.tolist(), *of_length)
        self.key = (*self._worth_key, weights.saturation, weights.other_spelling)

    def amounts(self, stand: Stand, cards: Cards) -> Floats:
        """How much of a word, at full weight, each document of a stand has."""
        worths = self._worths(cards)
        if stand.tallies is None:
            return self._added(np.zeros(len(stand.documents)), stand, stand.often, worths, 0)
        # What stands in the short fields, which come first, is known by the first bits of a tally.
        short, behind = _of_short_fields(self._first_boosts)
        later = unpacked(stand.tallies, len(self._first_boosts))
        return self._added(short.take(stand.tallies >> behind), stand, later, worths, len(self._first_boosts))

    def _added(self, amounts: Floats, stand: Stand, often: Often, worths: Floats, first: int) -> Floats:
        """The amounts with those of the fields from `first` on, of which `often` has a row each."""
        for number, row in enumerate(often, first):
            if row.any():
                is_short = self._is_short[number]
                worth = self._boosts[number] if is_short else worths[number].take(stand.documents)
                amounts += row * worth
        return amounts

    def is_meant(self, weight: float) -> bool:
        """Whether what has this weight was meant, and is not just another spelling."""
        return weight > self._weights.other_spelling

    def strengths(self, said: Floats, other: Floats | None) -> Floats:
        """The strength of documents with so much of what was meant, and of other spellings."""
        saturation = self._weights.saturation
        strong = said / (said + saturation)
        # Another spelling only orders documents among themselves: no amount of it outweighs what was meant.
        return strong if other is None else strong + OTHER_TIER * other / (other + saturation)

    def of_places(self, places: Places, cards: Cards) -> Floats:
        """The strength of each document of the places."""
        worths = self._worths(cards)
        fields = (places.codes & WITHIN) // STRIDE
        amounts = places.weights * worths.take(fields * worths.shape[1] + (places.codes >> SHIFT))
        if places.weights.min(initial=1.0) > self._weights.other_spelling:
            return self.strengths(places.each(np.add, amounts), None)
        meant = np.where(places.weights > self._weights.other_spelling, amounts, 0.0)
        return self.strengths(places.each(np.add, meant), places.each(np.add, amounts - meant))

    def _worths(self, cards: Cards) -> Floats:
        """What one word is worth in each document: a row for each field, a column for each document.

        The measure of length is fixed, so no other document changes it.
        """
        known = cards.worths
        if known is None or known[0] != self._worth_key:
            share, usual = self._weights.length_share, self._weights.usual_length
            words = np.maximum(cards.lengths.T.astype(np.float64), 1)
            factors = np.where(self._is_short[:, None], 1.0, 1 / (1 - share + share * words / usual))
            known = cards.worths = (self._worth_key, np.ascontiguousarray(self._boosts[:, None] * factors))
        return known[1]


class Scorer:
    """Adds up the evidence for each document that answers enough of the query."""

    def __init__(self, corpus: Corpus, weights: Weights) -> None:
        self._corpus = corpus
        self._weights = weights
        self._speaking = Speaking(weights)

    def rank(self, units: Sequence[Unit], enough: float, allowed: Mask | None = None) -> Ranked:
        """The allowed documents that answer at least this share of what the best of them answers.

        `allowed` has one answer for each document of the corpus; None allows all.
        """
        total = sum(unit.share for unit in units)
        answering = self._kinds(units)
        seen = self._corpus.seen if allowed is None else allowed & self._corpus.seen
        kinds, known = answering.there(seen)
        covered = np.minimum(answering.covered / total, 1.0) if total > 0 else np.zeros(len(known))
        chosen = known & (covered >= enough * covered[known].max(initial=0.0))
        documents = np.flatnonzero(chosen.take(kinds))
        kinds = kinds.take(documents)
        # What answers a part counts less. A kind that answers all is left as it is.
        worth = np.where(covered < 1, covered**self._weights.coverage, 1.0)
        scores = self._strengths(units, documents) * worth.take(kinds)
        # Alike however they are summed.
        return Ranked(documents, np.round(scores, 12), covered.take(kinds))

    def _kinds(self, units: Sequence[Unit]) -> Kinds:
        """Which evidence the documents have."""
        kinds = Kinds(self._corpus.size)
        for unit in units:
            for evidence in unit.own:
                kinds.add(*self._shares(evidence))
            if unit.other:
                kinds.add_otherwise(*self._shares(unit.other))
            kinds.close()
        return kinds

    def _shares(self, evidence: Evidence) -> tuple[NDArray[np.unsignedinteger[Any]], Floats]:
        """For each document the index of its share."""
        levels = evidence.places.levels
        return levels.numbers, evidence.share * (np.sign(levels.of) if evidence.any_spelling else levels.of)

    def _strengths(self, units: Sequence[Unit], documents: Numbers) -> Floats:
        """What all evidence adds to the score of each of these documents."""
        some = self._corpus.chosen(documents)
        scores = np.zeros(len(documents))
        for unit in units:
            strengths = np.zeros(len(documents))
            for one in unit.own:
                strengths += one.mass * one.places.strengths(self._speaking, some)
            if unit.other:
                other = unit.other.mass * unit.other.places.strengths(self._speaking, some)
                np.maximum(strengths, other, out=strengths)
            scores += strengths
        return scores
