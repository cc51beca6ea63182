"""The words of a segment by their folded form."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from registry.search.text import fold


class Lexicon:
    """The words of a segment grouped by their folded form, and the folded forms near a misspelt one."""

    def __init__(self, words: Iterable[str], folds: Iterable[str] | None = None) -> None:
        """Words in their order, each once; `folds` are the same words folded, where somebody knows them."""
        words = list(words)
        self.groups: dict[str, list[str]] = {}
        for word, folded in zip(words, map(fold, words) if folds is None else folds, strict=True):
            self.groups.setdefault(folded, []).append(word)
        self._sorted = sorted(self.groups)
        self._without: dict[str, list[str]] | None = None

    def starting_with(self, prefix: str) -> Iterator[str]:
        """The folded words that start so."""
        for index in range(bisect_left(self._sorted, prefix), len(self._sorted)):
            if not self._sorted[index].startswith(prefix):
                return
            yield self._sorted[index]

    def near(self, folded: str) -> set[str]:
        """The folded words one slip away: a letter more, less, other, or two exchanged."""
        if self._without is None:
            without: dict[str, list[str]] = {}
            for known in self._sorted:
                if known.isalpha() and len(known) < 24:
                    for shorter in _one_letter_less(known):
                        without.setdefault(shorter, []).append(known)
            self._without = without
        found = set(self._without.get(folded, ()))
        for shorter in _one_letter_less(folded):
            if shorter in self.groups:
                found.add(shorter)
            found.update(self._without.get(shorter, ()))
        return found - {folded}


def _one_letter_less(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))} - {""}
