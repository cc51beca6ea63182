"""Documents with the same evidence are of one kind: what answers enough is worked out once for each kind.

A query of a few words divides all documents into some dozen kinds. Dividing them is a pass over small numbers
for each piece of evidence, and nothing is added up document by document.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.search.places import Floats, Numbers

# Kinds that are kept apart though no document may be of them; beyond these they are looked for.
MOST_KINDS = 1 << 10
WIDE = 1 << 16


class Levels(NamedTuple):
    """For each document the index of its weight in `of`; the first of these is 0."""

    numbers: NDArray[np.unsignedinteger[Any]]
    of: Floats


class Kinds:
    """How much of a query the documents answer, by their kind; kind 0 has no evidence at all.

    Evidence is added piece by piece: what a unit has of its own, what it is otherwise, then it is closed.
    """

    def __init__(self, size: int) -> None:
        self._kinds: NDArray[np.unsignedinteger[Any]] = np.zeros(size, dtype=np.uint16)
        # By kind: what closed units add up to, and the open one.
        self.covered, self._open = np.zeros(1), np.zeros(1)

    def add(self, levels: NDArray[np.unsignedinteger[Any]], shares: Floats) -> None:
        """Documents have a piece of evidence, as large a share of the query as their level says."""
        piece = self._divided(levels, len(shares))
        self._open = piece + np.tile(shares, len(piece) // len(shares))

    def add_otherwise(self, levels: NDArray[np.unsignedinteger[Any]], shares: Floats) -> None:
        """The same for what stands in place of all that the open unit has, where it is more."""
        piece = self._divided(levels, len(shares))
        self._open = np.maximum(piece, np.tile(shares, len(piece) // len(shares)))

    def close(self) -> None:
        """A unit is complete."""
        self.covered = self.covered + self._open
        self._open = np.zeros(len(self.covered))

    def there(self, seen: NDArray[np.bool_]) -> tuple[NDArray[np.unsignedinteger[Any]], NDArray[np.bool_]]:
        """The kind of each document, 0 for those that are not seen, and which others there are."""
        kinds = self._kinds * seen
        known = np.bincount(kinds, minlength=len(self.covered)) > 0
        known[0] = False
        return kinds, known

    def _divided(self, levels: NDArray[np.unsignedinteger[Any]], count: int) -> Floats:
        """Divide each kind by levels; gives what the open unit comes to in each new kind."""
        if len(self.covered) * count > MOST_KINDS:
            self._only_those_there()
        if len(self.covered) * count > WIDE:
            self._kinds = self._kinds.astype(np.uint32)
        self._kinds *= self._kinds.dtype.type(count)
        self._kinds += levels
        self.covered = np.repeat(self.covered, count)
        return np.repeat(self._open, count)

    def _only_those_there(self) -> None:
        """Number anew the kinds that some document is of."""
        present = np.bincount(self._kinds, minlength=len(self.covered)) > 0
        present[0] = True
        kept: Numbers = np.flatnonzero(present)
        self._kinds = (np.cumsum(present) - 1).astype(self._kinds.dtype).take(self._kinds)
        self.covered, self._open = self.covered.take(kept), self._open.take(kept)
