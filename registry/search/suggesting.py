"""Writes the corrected query in one manner: with marks throughout, or without any."""

from collections.abc import Sequence

from registry.search.corpus import Corpus
from registry.search.parsing import Parsed, Word
from registry.search.ranking import places_of
from registry.search.spelling import Reading
from registry.search.text import fold, has_marks
from registry.search.traces import neighbours


def changes_of(corpus: Corpus, parsed: Parsed, readings: Sequence[Reading]) -> list[tuple[Word, str]]:
    """Which words to ask for instead; none when nothing was corrected.

    Whoever typed no marks reads none, unless every word of the correction has its marks; whoever typed some
    gets the others as well.
    """
    better = {reading.word: reading.corrected for reading in readings if reading.corrected}
    if not better:
        return []
    bare = [word for word in parsed.words if word not in better and _lacks_marks(corpus, word)]
    if bare and any(map(has_marks, better.values())):
        if any(has_marks(word.text) for word in parsed.words):
            better |= {word: _with_marks(corpus, parsed, better, word) for word in bare}
        else:
            better = {word: fold(text) for word, text in better.items()}
    return [(word, text) for word, text in better.items() if text != word.text]


def _lacks_marks(corpus: Corpus, word: Word) -> bool:
    """Whether a word was typed without the marks that somebody writes it with."""
    return not has_marks(word.text) and any(map(has_marks, corpus.spellings(fold(word.text))))


def _with_marks(corpus: Corpus, parsed: Parsed, better: dict[Word, str], word: Word) -> str:
    """The spelling that stands most often beside the words before and after; among equals the usual one."""
    beside = [
        (places_of(corpus, {better.get(other, other.text): 1.0}), other.place - word.place)
        for other in parsed.words
        if abs(other.place - word.place) == 1
    ]

    def weight(spelling: str) -> tuple[int, int, str]:
        own = places_of(corpus, {spelling: 1.0})
        together = sum(
            len(neighbours(own, there, 1) if distance > 0 else neighbours(there, own, 1))
            for there, distance in beside
        )
        return together, len(own), spelling

    return max(corpus.spellings(fold(word.text)), key=weight)
