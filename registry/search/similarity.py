"""The words and pairs of words that tell one document from the others."""

from collections.abc import Mapping

from registry.search.base import Document
from registry.search.corpus import FIELDS, GIST_FIELDS, Corpus, analyse
from registry.search.places import STRIDE
from registry.search.ranking import Evidence, Unit, Weights, places_of
from registry.search.traces import neighbours

TELLING_WORDS = 20


def words_of_text(document: Document) -> dict[str, tuple[int, ...]]:
    """The words of a text that is in no index yet, as `Corpus.words_of` gives those of one that is."""
    found: dict[str, list[int]] = {}
    for name, words in analyse(document).items():
        if name in GIST_FIELDS:
            base = FIELDS.index(name) * STRIDE
            for word, position in words:
                found.setdefault(word, []).append(base + position)
    return {word: tuple(places) for word, places in found.items()}


def telling_units(
    corpus: Corpus, words: Mapping[str, tuple[int, ...]], weights: Weights, least: int = 2
) -> list[Unit]:
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
    units = [Unit((Evidence(places[word], worth[word], worth[word]),)) for word in chosen]
    for first in chosen:
        for second in chosen:
            if _side_by_side(positions[first], positions[second]):
                together = neighbours(places[first], places[second], 1)
                mass = weights.adjacent * (worth[first] + worth[second]) / 2
                units.append(Unit((Evidence(together, mass, mass),)))
    return units


def _worth(corpus: Corpus, word: str, places: tuple[int, ...], weights: Weights) -> float:
    amount = sum(weights.fields[FIELDS[place // STRIDE]] for place in places)
    return corpus.rarity(len(corpus.postings(word))) * amount / (amount + weights.saturation)


def _side_by_side(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    following = set(second)
    return any(place + 1 in following for place in first)
