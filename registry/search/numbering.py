"""The documents of several segments under one numbering: one segment's after the other's."""

from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from registry.search.matches import Live
from registry.search.parts import Part, Segment, live_in
from registry.search.places import Numbers
from registry.search.standing import Chosen
from registry.search.worked import Mask


class Numbering:
    """The documents that a reader may know of.

    `documents` holds their numbers, sorted; `size` is one more than the greatest number, seen or not.
    """

    def __init__(self, parts: Sequence[Part], visible: Container[str] | None = None) -> None:
        self.parts = parts
        self._bases: list[int] = []
        # None where nothing of a part is out of sight.
        self._live: list[Live | None] = []
        shown, base = [np.zeros(0, dtype=bool)], 0
        for part in parts:
            live = live_in(part, visible)
            self._bases.append(base)
            self._live.append(None if live.all() else Live(live))
            shown.append(live)
            base += len(live)
        self.size = base
        self._is_whole = all(live is None for live in self._live)
        self.documents: Numbers = np.flatnonzero(np.concatenate(shown))

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def seen(self) -> Mask:
        """Which documents the reader may know of."""
        return np.concatenate(
            [np.zeros(0, bool)]
            + [
                np.ones(len(part.segment.keys), bool) if live is None else live.marks
                for part, live in zip(self.parts, self._live, strict=True)
            ]
        )

    def chosen(self, documents: Numbers) -> list[Chosen]:
        """Some documents, which are sorted, part by part."""
        ends = np.searchsorted(documents, [*self._bases, self.size]).tolist()
        return [
            Chosen(documents[begin:end] - base, len(part.segment.keys))
            for part, base, (begin, end) in zip(self.parts, self._bases, pairwise(ends), strict=True)
        ]

    def _at(self, document: int) -> tuple[Segment, int]:
        index = bisect_left(self._bases, document + 1) - 1
        return self.parts[index].segment, document - self._bases[index]

    def key(self, document: int) -> str:
        """The public reference of a document."""
        segment, number = self._at(document)
        return str(segment.keys[number].decode("utf-8"))

    def keys(self, documents: Numbers) -> NDArray[np.bytes_]:
        """The references of these documents, as UTF-8."""
        found = [np.zeros(0, dtype=np.bytes_)]
        order = np.zeros(len(documents), dtype=np.intp)
        taken = 0
        for part, base in zip(self.parts, self._bases, strict=True):
            inside = np.flatnonzero((documents >= base) & (documents < base + len(part.segment.keys)))
            found.append(part.segment.keys[documents[inside] - base])
            order[inside] = np.arange(taken, taken + len(inside))
            taken += len(inside)
        return np.concatenate(found)[order]

    def words_of(self, document: int) -> Mapping[str, tuple[int, ...]]:
        """The words of a document's title, topics and summary."""
        segment, number = self._at(document)
        return segment.words_of(number)

    def find(self, key: str) -> int | None:
        """The visible document of that reference."""
        for part, base, live in zip(self.parts, self._bases, self._live, strict=True):
            for number in part.segment.find(key):
                if live is None or live.marks[number]:
                    return base + int(number)
        return None
