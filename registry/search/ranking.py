"""How well a document answers: every weight in one table, and the arithmetic that uses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from registry.search.columns import Cards
from registry.search.corpus import FIELDS, Corpus
from registry.search.places import SHIFT, STRIDE, WITHIN, Floats, Numbers, Places, Stand, among, union
from registry.search.traces import NOWHERE, Traces, joined, neighbours, weighed

Mask = NDArray[np.bool_]

OTHER_TIER = 0.02
# A little less than what it is compared with, as sums of shares are not exact.
CERTAINLY = 1 - 1e-9
# Searching for so many times fewer documents than there are is quicker than numbering all of these.
FEW = 50
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


class Speaking:
    """How strongly a document speaks of what stands in it, from 0 to 1."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._boosts = np.array([weights.fields[name] for name in FIELDS])
        self._is_short = np.array([name in SHORT_FIELDS for name in FIELDS])
        of_length = (weights.length_share, weights.usual_length)
        self._worth_key = (*self._boosts.tolist(), *of_length)
        self.key = (*self._worth_key, weights.saturation, weights.other_spelling)

    def amounts(self, stand: Stand, cards: Cards) -> Floats:
        """How much of a word, at full weight, each document of a stand has."""
        amounts = np.zeros(len(stand.documents))
        for often, boost, is_short, worths in zip(
            stand.often, self._boosts, self._is_short, self._worths(cards), strict=False
        ):
            if often.any():
                amounts += often * (boost if is_short else worths.take(stand.documents))
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
    """Adds up the evidence for each document that can answer enough of the query."""

    def __init__(self, corpus: Corpus, weights: Weights) -> None:
        self._corpus = corpus
        self._weights = weights
        self._speaking = Speaking(weights)

    def rank(self, units: Sequence[Unit], enough: float, allowed: Mask | None = None) -> Ranked:
        """The allowed documents that answer at least this share of what the best of them answers.

        `allowed` has one answer for each document of the corpus; None allows all.
        """
        total = sum(unit.share for unit in units)
        spoken = [self._of_unit(unit, allowed) for unit in units]
        documents = self._possible(spoken, enough, allowed)
        scores, covered = self._sums(spoken, documents)
        coverage = np.minimum(covered / total, 1.0) if total > 0 else np.zeros(len(documents))
        least = enough * coverage.max(initial=0.0)
        chosen = np.flatnonzero(coverage >= least)
        if len(chosen) < len(documents):
            documents, scores, coverage = documents.take(chosen), scores.take(chosen), coverage.take(chosen)
        return Ranked(documents, self._rounded(scores, coverage), coverage)

    def _sums(self, spoken: "Sequence[_Spoken]", documents: Numbers) -> tuple[Floats, Floats]:
        """What all pieces together add to the score and the coverage of each of these documents."""
        scores, covered = np.zeros(len(documents)), np.zeros(len(documents))
        for one in spoken:
            if one.documents is documents:
                scores += one.strengths
                covered += one.shares
                continue
            at, there = self._at(one.documents, documents)
            if len(at) == len(documents):
                scores += one.strengths.take(there)
                covered += one.shares_of(there)
            else:
                scores[at] += one.strengths.take(there)
                covered[at] += one.shares_of(there)
        return scores, covered

    def _rounded(self, scores: Floats, coverage: Floats) -> Floats:
        """The scores of documents that answer so much of the query, alike however they are summed."""
        partly = np.flatnonzero(coverage < 1)
        if len(partly):
            scores[partly] *= coverage.take(partly) ** self._weights.coverage
        return np.round(scores, 12)

    def _possible(self, spoken: "Sequence[_Spoken]", enough: float, allowed: Mask | None) -> Numbers:
        """The documents that may answer enough, in their order.

        One document answers as much as the strongest unit does. What is only found by units that together
        answer less than enough of that need not be looked at.
        """
        asked = list(spoken)
        if allowed is None:
            most = sorted(((one.most, one) for one in spoken), key=lambda x: x[0])
            left = enough * most[-1][0] * CERTAINLY if most else 0.0
            for most_of_it, one in most:
                left -= most_of_it
                if left <= 0:
                    break
                asked.remove(one)
            return union(self._corpus.size, [one.documents for one in asked])
        documents = np.flatnonzero(allowed)
        seen = np.zeros(len(documents), dtype=bool)
        for one in asked:
            seen[self._at(one.documents, documents)[0]] = True
            if seen.all():
                return documents
        return documents[np.flatnonzero(seen)]

    def _at(self, found: Numbers, documents: Numbers) -> tuple[Numbers, Numbers]:
        """The indexes in `documents` of those that are among `found`, and their indexes there."""
        if not len(found):
            return found, found
        if len(documents) * FEW < len(found):
            here, there = among(found, documents)
            at = np.flatnonzero(here)
            return at, there.take(at)
        # For each document of the corpus one more than its index in `found`; 0 where it is not.
        places = np.zeros(self._corpus.size, dtype=np.int32)
        places[found.astype(np.intp, copy=False)] = np.arange(1, len(found) + 1, dtype=np.int32)
        there = places.take(documents)
        at = np.flatnonzero(there > 0)
        return at, (there if len(at) == len(there) else there.take(at)) - 1

    def _of_unit(self, unit: Unit, allowed: Mask | None) -> "_Spoken":
        """The documents a unit speaks for, at least the allowed ones, and what it adds to the score and the
        coverage of each."""
        given = [self._of_evidence(evidence, allowed) for evidence in unit.own]
        if len(given) == 1 and unit.other is None:
            return given[0]
        other = None if unit.other is None else self._of_evidence(unit.other, allowed)
        asked = [*given, other] if other else given
        documents = union(self._corpus.size, [one.documents for one in asked])
        if allowed is not None:
            documents = documents.take(np.flatnonzero(allowed.take(documents)))
        strengths, shares = self._sums(given, documents)
        if other:
            at, there = self._at(other.documents, documents)
            strengths[at] = np.maximum(strengths[at], other.strengths.take(there))
            shares[at] = np.maximum(shares[at], other.shares_of(there))
        return _Spoken(documents, strengths, shares)

    def _of_evidence(self, evidence: Evidence, allowed: Mask | None) -> "_Spoken":
        documents, best, strengths = evidence.places.spoken(self._speaking, allowed)
        if best is None or evidence.any_spelling:
            return _Spoken(documents, evidence.mass * strengths, evidence.share)
        return _Spoken(documents, evidence.mass * strengths, evidence.share * best)


@dataclass(frozen=True, eq=False)
class _Spoken:
    """Documents in their order, and what is added to the score and to the coverage of each.

    `shares` is one number where it is the same for all.
    """

    documents: Numbers
    strengths: Floats
    shares: Floats | float

    @property
    def most(self) -> float:
        """The greatest share of all."""
        if isinstance(self.shares, np.ndarray):
            return float(self.shares.max(initial=0.0))
        return self.shares if len(self.documents) else 0.0

    def shares_of(self, at: Numbers) -> Floats | float:
        """The shares of some documents, by their indexes."""
        return self.shares.take(at) if isinstance(self.shares, np.ndarray) else self.shares
