"""What stands right behind what in a segment, as it was written down when its texts were indexed."""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.search.decoding import places_at
from registry.search.places import NOWHERE, Codes, Numbers
from registry.search.stems import is_stem
from registry.search.word_lists import WordLists

# More words than these are looked up in a table of all.
FEW = 12


class Wanted(NamedTuple):
    """The numbers of some words, and for the number of each word of a segment its key; 0 for others."""

    ids: list[int]
    keys: NDArray[np.uint16]


class Succession:
    """Answers by one pass over the numbers beside the places of a word."""

    def __init__(self, lists: WordLists) -> None:
        self._lists = lists

    def ids_of(self, word: str) -> Numbers:
        """The numbers of a word here; of a stem those of the words that it is the stem of."""
        lists, number = self._lists, self._lists.numbers.get(word)
        if number is None:
            return lists.ids[:0]
        own = lists.ids[number]
        return lists.stems[lists.stems[:, 1] == own, 0] if is_stem(word) else np.array([own])

    def numbered(self, words: Mapping[int, str]) -> "Wanted":
        """Which words are looked for, each by a key of its own; of a stem all words it is of."""
        table, found = np.zeros(self._size, dtype=np.uint16), []
        for key, word in words.items():
            ids = self.ids_of(word)
            table[ids] = key
            found += ids.tolist()
        return Wanted(found, table)

    def followers(self, word: str, wanted: "Wanted") -> tuple[Codes, NDArray[np.uint16]]:
        """The places right behind a word where a wanted word stands, sorted, and the key of that word."""
        lists, number = self._lists, self._lists.numbers.get(word)
        if number is None or not wanted.ids:
            return NOWHERE.codes, wanted.keys[:0]
        behind = lists.behind_of(number)
        if len(wanted.ids) > FEW:
            at = np.flatnonzero(wanted.keys.take(behind))
        else:
            # Comparing all with one number takes a tenth of looking each up.
            here = behind == wanted.ids[0]
            for one in wanted.ids[1:]:
                here |= behind == one
            at = np.flatnonzero(here)
        if not len(at):
            return NOWHERE.codes, wanted.keys[:0]
        codes = places_at(lists.block(number), int(lists.counts[number]), at) + 1
        return codes, wanted.keys.take(behind.take(at))

    @cached_property
    def _size(self) -> int:
        """One more than the greatest number of a word."""
        return int(self._lists.ids.max(initial=0)) + 1
