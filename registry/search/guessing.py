"""Which words of a corpus somebody may have meant who typed another word, or the beginning of one."""

from collections.abc import Sequence

from registry.search.corpus import Corpus
from registry.search.text import fold, has_marks
from registry.search.typing_slips import VOWELS, slip_size, sound_alikes

PREFIX_EXPANSIONS = 64
LONG_WORD = 6


class Guesses:
    """Looks for near words among those of the visible documents."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def expansions(self, start: str) -> dict[str, float]:
        """The words that begin so, the commonest first when there are too many."""
        corpus = self._corpus
        found = [
            spelling
            for folded in corpus.starting_with(fold(start))
            for spelling in corpus.spellings(folded)
            if not has_marks(start) or spelling.startswith(start)
        ]
        found.sort(key=lambda spelling: (-len(corpus.postings(spelling)), spelling))
        return dict.fromkeys(found[:PREFIX_EXPANSIONS], 1.0)

    def confusions(self, word: str, group: Sequence[str]) -> dict[str, float]:
        """Words that this one is often written for: other marks, or a sound that is confused."""
        found = set(group) - {word}
        for folded in sound_alikes(fold(word)):
            found.update(self._corpus.spellings(folded))
        return {spelling: slip_size(word, spelling) for spelling in found}

    def corrections(self, word: str) -> dict[str, float]:
        """Words one slip away from a word that nobody wrote; two slips for long words."""
        corpus, folded = self._corpus, fold(word)
        if not any(letter in VOWELS for letter in folded) or len(folded) < 2:
            return {}
        # Hardly anybody mistypes the first letter; without this, `gạo` in a small corpus would become `nào`.
        close = {near for near in corpus.near(folded) if near[:1] == folded[:1]}
        for other in sound_alikes(folded):
            if corpus.spellings(other):
                close.add(other)
        if not close and len(folded) >= LONG_WORD:
            close = {far for shorter in _shortened(folded) for far in corpus.near(shorter)}
        return {found: slip_size(word, found) for other in close for found in corpus.spellings(other)}


def _shortened(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}
