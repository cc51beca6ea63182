"""The words and pairs of words that tell one document from the others."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.search.base import Document
from registry.search.corpus import FIELDS, GIST_FIELDS, Corpus, analyse
from registry.search.places import STRIDE
from registry.search.ranking import Evidence, Unit, Weights, places_of
from registry.search.traces import neighbours

TELLING_WORDS = 20
# How many things that two documents speak of are told.
MOST_SHARED = 3
# A pair that stands together this often, of all documents of its rarer word, may be part of a longer phrase.
JOINED = 0.5
LONGEST_PHRASE = 4


@dataclass(frozen=True, eq=False)
class Telling:
    """A word, or two that stand side by side, and what they are worth as part of a query."""

    words: tuple[str, ...]
    evidence: Evidence

    @property
    def unit(self) -> Unit:
        """The same as a piece of a query."""
        return Unit((self.evidence,))

    def stands_in(self, document: int) -> bool:
        """Whether a document has it."""
        documents = self.evidence.places.documents
        at = bisect_left(documents, document)
        return at < len(documents) and documents[at] == document


def words_of_text(document: Document) -> dict[str, tuple[int, ...]]:
    """The words of a text that is in no index yet, as `Corpus.words_of` gives those of one that is."""
    found: dict[str, list[int]] = {}
    for name, words in analyse(document).items():
        if name in GIST_FIELDS:
            base = FIELDS.index(name) * STRIDE
            for word, position in words:
                found.setdefault(word, []).append(base + position)
    return {word: tuple(places) for word, places in found.items()}


def tellings_of(
    corpus: Corpus, words: Mapping[str, tuple[int, ...]], weights: Weights, least: int = 2
) -> list[Telling]:
    """The words with the greatest tf-idf, and those of them that stand side by side.

    A word that stands in fewer than `least` documents leads to none but its own.
    """
    positions = {
        word: places
        for word, places in words.items()
        if len(corpus.postings(word)) >= least and not word.isdigit()
    }
    worth = {word: _worth(corpus, word, places, weights) for word, places in positions.items()}
    chosen = sorted(worth, key=lambda word: (-worth[word], word))[:TELLING_WORDS]
    places = {word: places_of(corpus, {word: 1.0}) for word in chosen}
    found = [Telling((word,), Evidence(places[word], worth[word], worth[word])) for word in chosen]
    for first in chosen:
        for second in chosen:
            if _side_by_side(positions[first], positions[second]):
                together = neighbours(places[first], places[second], 1)
                mass = weights.adjacent * (worth[first] + worth[second]) / 2
                found.append(Telling((first, second), Evidence(together, mass, mass)))
    return found


def shared_with(document: int, tellings: Sequence[Telling]) -> tuple[str, ...]:
    """What a document also speaks of, in a few words: those that mostly stand together, else single ones.

    Stems are nothing to read.
    """
    shared = [
        one for one in tellings if one.stands_in(document) and not any(":" in word for word in one.words)
    ]
    often = {one.words[0]: len(one.evidence.places) for one in shared if len(one.words) == 1}
    bonds = {
        one: len(one.evidence.places) / min(often[word] for word in one.words)
        for one in shared
        if len(one.words) == 2
    }
    phrases: list[tuple[str, ...]] = []
    for one in sorted(bonds, key=lambda pair: -bonds[pair] * pair.evidence.mass):
        _put(phrases, one.words, may_join=bonds[one] >= JOINED)
    phrases = phrases or [one.words for one in shared]
    return tuple(" ".join(words) for words in phrases[:MOST_SHARED])


def _put(phrases: list[tuple[str, ...]], pair: tuple[str, ...], *, may_join: bool) -> None:
    """Lengthen a phrase by a pair that overlaps it, or begin a new one where none does."""
    for at, phrase in enumerate(phrases):
        if set(pair) <= set(phrase):
            return
        if set(pair) & set(phrase):
            longer = (*phrase, pair[1]) if phrase[-1] == pair[0] else (pair[0], *phrase)
            if may_join and len(phrase) < LONGEST_PHRASE and pair in (longer[-2:], longer[:2]):
                phrases[at] = longer
            return
    phrases.append(pair)


def _worth(corpus: Corpus, word: str, places: tuple[int, ...], weights: Weights) -> float:
    amount = sum(weights.fields[FIELDS[place // STRIDE]] for place in places)
    return corpus.rarity(len(corpus.postings(word))) * amount / (amount + weights.saturation)


def _side_by_side(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    following = set(second)
    return any(place + 1 in following for place in first)
