"""What stands right behind what in a segment, as it was written down when its texts were indexed."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from registry.search.decoding import places_at
from registry.search.places import NOWHERE, Codes, Numbers
from registry.search.stems import is_stem
from registry.search.word_lists import WordLists

# More words than these are looked up in a table of all.
FEW = 12


NO_KEYS = np.zeros(0, dtype=np.uint16)


class Wanted:
    """The numbers of some words, each with the key of its word."""

    def __init__(self, keys: dict[int, int], size: int) -> None:
        """`size` is one more than the greatest number there is."""
        self.ids = sorted(keys)
        self._keys = np.array([keys[id] for id in self.ids], dtype=np.uint16)
        self._size = size

    @cached_property
    def table(self) -> NDArray[np.uint16]:
        """For the number of each word of a segment its key; 0 for others."""
        table = np.zeros(self._size, dtype=np.uint16)
        table[self.ids] = self._keys
        return table

    def keys_of(self, ids: Numbers) -> NDArray[np.uint16]:
        """The keys of some wanted words, by their numbers."""
        if len(self.ids) > FEW:
            return self.table.take(ids)
        return self._keys.take(np.searchsorted(np.array(self.ids, dtype=ids.dtype), ids))


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
        found = {id: key for key, word in words.items() for id in self.ids_of(word).tolist()}
        return Wanted(found, self._size)

    def followers(self, word: str, wanted: "Wanted") -> tuple[Codes, NDArray[np.uint16]]:
        """The places right behind a word where a wanted word stands, sorted, and the key of that word."""
        lists, number = self._lists, self._lists.numbers.get(word)
        if number is None or not wanted.ids:
            return NOWHERE.codes, NO_KEYS
        behind = lists.behind_of(number)
        if len(wanted.ids) > FEW:
            at = np.flatnonzero(wanted.table.take(behind))
        else:
            # Comparing all with one number takes a tenth of looking each up.
            here = behind == wanted.ids[0]
            for one in wanted.ids[1:]:
                here |= behind == one
            at = np.flatnonzero(here)
        if not len(at):
            return NOWHERE.codes, NO_KEYS
        block, count = lists.block(number), int(lists.counts[number])
        codes = places_at(block, count, at, lambda: lists.firsts_of(number)) + 1
        return codes, wanted.keys_of(behind.take(at))

    @cached_property
    def _size(self) -> int:
        """One more than the greatest number of a word."""
        return int(self._lists.ids.max(initial=0)) + 1
