"""How well a document answers: every weight in one table, and the arithmetic that uses it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from registry.search.corpus import FIELDS, STRIDE, Corpus

OTHER_TIER = 0.02

Places = Mapping[int, Mapping[int, float]]


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


STANDARD = Weights()


@dataclass(frozen=True)
class Evidence:
    """Where something the query asks for stands, what it adds to a score and how much of the query it is.

    With `any_spelling`, places of another spelling answer the query as fully as those of the one meant.
    """

    places: Places
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
    """A document's score and how much of the query it answers, from 0 to 1."""

    score: float
    coverage: float


def places_of(corpus: Corpus, spellings: Mapping[str, float]) -> Places:
    """Where any of the spellings stands, with the weight of the one that does."""
    merged: dict[int, dict[int, float]] = {}
    for word, weight in spellings.items():
        for document, positions in corpus.postings(word).items():
            here = merged.setdefault(document, {})
            for position in positions:
                if weight > here.get(position, 0.0):
                    here[position] = weight
    return merged


def neighbours(first: Places, second: Places, distance: int) -> Places:
    """Where the second follows the first within the distance, at the place of the second."""
    if len(second) < len(first):
        documents: Iterable[int] = (d for d in second if d in first)
    else:
        documents = (d for d in first if d in second)
    found: dict[int, dict[int, float]] = {}
    for document in documents:
        left, right = first[document], second[document]
        here = {
            position: min(weight, left[position - step])
            for position, weight in right.items()
            for step in range(distance, 0, -1)
            if position - step in left
        }
        if here:
            found[document] = here
    return found


def phrase_places(corpus: Corpus, words: Sequence[Mapping[str, float]]) -> Places:
    """Where the words follow one another directly, at the place of the last."""
    places = places_of(corpus, words[0])
    for spellings in words[1:]:
        if not places:
            break
        places = neighbours(places, places_of(corpus, spellings), 1)
    return places


class Scorer:
    """Adds up the evidence for each document."""

    def __init__(self, corpus: Corpus, weights: Weights) -> None:
        self._corpus = corpus
        self._weights = weights
        self._boosts = [weights.fields[name] for name in FIELDS]
        self._lengths: dict[tuple[int, int], float] = {}

    def strength(self, document: int, places: Mapping[int, float]) -> float:
        """How strongly the document speaks of something that stands at these places, from 0 to 1."""
        meant = other = 0.0
        for position, weight in places.items():
            index = position // STRIDE
            amount = weight * self._boosts[index] * self._length_factor(document, index)
            if weight > self._weights.other_spelling:
                meant += amount
            else:
                other += amount
        saturation = self._weights.saturation
        # Another spelling only orders documents among themselves: no amount of it outweighs what was meant.
        return meant / (meant + saturation) + OTHER_TIER * other / (other + saturation)

    def _length_factor(self, document: int, field: int) -> float:
        """Words of a long text count less; the measure is fixed, so no other document changes it."""
        known = self._lengths.get((document, field))
        if known is None:
            share = self._weights.length_share
            length = self._corpus.length(document, field)
            known = 1 / (1 - share + share * max(length, 1) / self._weights.usual_length)
            if FIELDS[field] in ("title", "topics", "unit"):
                known = 1.0
            self._lengths[(document, field)] = known
        return known

    def rank(self, units: Sequence[Unit]) -> dict[int, Ranked]:
        """Every document that answers some of the query."""
        total = sum(unit.share for unit in units)
        scores: dict[int, float] = {}
        covered: dict[int, float] = {}
        for unit in units:
            for document, (strength, share) in self._of_unit(unit).items():
                scores[document] = scores.get(document, 0.0) + strength
                covered[document] = covered.get(document, 0.0) + share
        return {
            document: self._ranked(score, covered[document] / total if total > 0 else 0.0)
            for document, score in scores.items()
        }

    def _ranked(self, score: float, coverage: float) -> Ranked:
        coverage = min(coverage, 1.0)
        return Ranked(score * coverage**self._weights.coverage, coverage)

    def _of_unit(self, unit: Unit) -> dict[int, tuple[float, float]]:
        """What a unit adds to the score and to the coverage of each document."""
        own: dict[int, tuple[float, float]] = {}
        for evidence in unit.own:
            for document, (strength, share) in self._of_evidence(evidence):
                before = own.get(document)
                own[document] = (before[0] + strength, before[1] + share) if before else (strength, share)
        if unit.other is not None:
            for document, (strength, share) in self._of_evidence(unit.other):
                before = own.get(document, (0.0, 0.0))
                own[document] = (max(before[0], strength), max(before[1], share))
        return own

    def _of_evidence(self, evidence: Evidence) -> Iterator[tuple[int, tuple[float, float]]]:
        for document, here in evidence.places.items():
            answered = 1.0 if evidence.any_spelling else max(here.values())
            yield document, (evidence.mass * self.strength(document, here), evidence.share * answered)
