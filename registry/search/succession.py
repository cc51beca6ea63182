"""What stands right behind what in a segment, as it was written down when its texts were indexed."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

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

    def followers(self, word: str, wanted: Sequence[Numbers]) -> tuple[Codes, Numbers]:
        """The places right behind a word where one of some words stands, sorted, and the number of that word.

        `wanted` are such numbers as `ids_of` gives.
        """
        lists, number = self._lists, self._lists.numbers.get(word)
        if number is None:
            return NOWHERE.codes, lists.ids[:0]
        behind = lists.behind_of(number)
        marks = np.zeros(self._size, dtype=bool)
        for ids in wanted:
            marks[ids] = True
        at = np.flatnonzero(marks.take(behind))
        if not len(at):
            return NOWHERE.codes, lists.ids[:0]
        return places_at(lists.block(number), int(lists.counts[number]), at) + 1, behind.take(at)

    @cached_property
    def _size(self) -> int:
        """One more than the greatest number of a word."""
        return int(self._lists.ids.max(initial=0)) + 1
