"""How well a document answers: every weight in one table, and the arithmetic that uses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from registry.search.corpus import FIELDS, Corpus
from registry.search.places import STRIDE, WITHIN, Floats, Numbers, Places
from registry.search.traces import NOWHERE, Lengths, Traces, joined, neighbours, weighed

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
    """What every document of a corpus is worth, by its number.

    `scores` and `coverage` (how much of the query it answers, from 0 to 1) mean something where `found`.
    """

    found: np.ndarray
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
        self.key = (*self._boosts.tolist(), *of_length, weights.saturation, weights.other_spelling)

    def __call__(self, places: Places, lengths: Lengths) -> Floats:
        """The strength of each document, given the lengths of all fields of all documents."""
        amounts = places.weights * self._worth(places, lengths)
        meant = np.where(places.weights > self._weights.other_spelling, amounts, 0.0)
        saturation = self._weights.saturation
        said = places.each(np.add, meant)
        # Another spelling only orders documents among themselves: no amount of it outweighs what was meant.
        other = places.each(np.add, amounts - meant)
        return said / (said + saturation) + OTHER_TIER * other / (other + saturation)

    def _worth(self, places: Places, lengths: Lengths) -> Floats:
        """What one word at each place is worth: by its field, and less in a long text.

        The measure of length is fixed, so no other document changes it.
        """
        share, usual = self._weights.length_share, self._weights.usual_length
        fields = ((places.codes & WITHIN) // STRIDE).astype(np.intp)
        documents = np.repeat(places.documents, np.diff(np.append(places.starts, len(places.codes))))
        words = np.maximum(lengths[documents, fields].astype(np.float64), 1)
        factors = np.where(self._is_short[fields], 1.0, 1 / (1 - share + share * words / usual))
        return self._boosts[fields] * factors


class Scorer:
    """Adds up the evidence for each document."""

    def __init__(self, corpus: Corpus, weights: Weights) -> None:
        self._corpus = corpus
        self._weights = weights
        self._speaking = Speaking(weights)

    def rank(self, units: Sequence[Unit]) -> Ranked:
        """Every document that answers some of the query."""
        size = self._corpus.size
        total = sum(unit.share for unit in units)
        found, scores, covered = np.zeros(size, dtype=bool), np.zeros(size), np.zeros(size)
        for unit in units:
            documents, strengths, shares = self._of_unit(unit)
            found[documents] = True
            scores[documents] += strengths
            covered[documents] += shares
        here = np.flatnonzero(found)
        coverage = np.zeros(size)
        if total > 0:
            coverage[here] = np.minimum(covered[here] / total, 1.0)
        # Sums of the same numbers in another order must not differ in the last digit.
        scores[here] = np.round(scores[here] * coverage[here] ** self._weights.coverage, 12)
        return Ranked(found, scores, coverage)

    def _of_unit(self, unit: Unit) -> tuple[Numbers, Floats, Floats]:
        """The documents a unit speaks for, and what it adds to the score and the coverage of each."""
        given = [self._of_evidence(evidence) for evidence in unit.own]
        if len(given) == 1 and unit.other is None:
            return given[0]
        other = None if unit.other is None else self._of_evidence(unit.other)
        asked = [*given, other] if other else given
        documents = np.unique(np.concatenate([one[0] for one in asked])) if asked else np.zeros(0, np.intp)
        strengths, shares = np.zeros(len(documents)), np.zeros(len(documents))
        for found, strength, share in given:
            at = np.searchsorted(documents, found)
            strengths[at] += strength
            shares[at] += share
        if other:
            at = np.searchsorted(documents, other[0])
            strengths[at] = np.maximum(strengths[at], other[1])
            shares[at] = np.maximum(shares[at], other[2])
        return documents, strengths, shares

    def _of_evidence(self, evidence: Evidence) -> tuple[Numbers, Floats, Floats]:
        places = evidence.places
        answered = np.ones(len(places)) if evidence.any_spelling else places.best
        return places.documents, evidence.mass * places.strengths(self._speaking), evidence.share * answered
