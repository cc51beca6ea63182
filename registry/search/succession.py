"""What stands right behind what in a segment, as it was written down when its texts were indexed."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from registry.search.decoding import places_at
from registry.search.places import NOWHERE, Codes, Numbers
from registry.search.stems import is_stem
from registry.search.word_lists import WordLists


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

    def numbered(self, words: Mapping[int, str]) -> NDArray[np.uint16]:
        """For the number of each word here the key among these of the word or its stem; 0 for others."""
        table = np.zeros(self._size, dtype=np.uint16)
        for key, word in words.items():
            table[self.ids_of(word)] = key
        return table

    def followers(self, word: str, wanted: NDArray[np.uint16]) -> tuple[Codes, NDArray[np.uint16]]:
        """The places right behind a word where a wanted word stands, sorted, and the key of that word.

        `wanted` is such a table as `numbered` gives.
        """
        lists, number = self._lists, self._lists.numbers.get(word)
        if number is None:
            return NOWHERE.codes, wanted[:0]
        keys = wanted.take(lists.behind_of(number))
        at = np.flatnonzero(keys)
        if not len(at):
            return NOWHERE.codes, wanted[:0]
        return places_at(lists.block(number), int(lists.counts[number]), at) + 1, keys.take(at)

    @cached_property
    def _size(self) -> int:
        """One more than the greatest number of a word."""
        return int(self._lists.ids.max(initial=0)) + 1
