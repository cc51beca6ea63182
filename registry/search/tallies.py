"""How often a word stands in each field of a document, in one number of sixteen bits."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from registry.search.places import FIELDS_AT_MOST, STRIDE, WITHIN, Codes, Numbers, everywhere

# For each field, in the order of their places, the bits that count up to its greatest number.
BITS: Sequence[int] = (2, 2, 2, 3, 7)
# No document has a word nowhere: this says that it is too often for the bits.
TOO_OFTEN = 0

Tallies = NDArray[np.uint16]
Often = NDArray[np.uint16]


NO_TALLIES: Tallies = np.zeros(0, dtype=np.uint16)


class Stand:
    """Where a word stands in a segment, without the places themselves.

    `documents` are the numbers of the documents, in their order (uint32), `tallies` has one number for each
    of them: None where `often` was counted otherwise, as the word is too often in some.
    """

    def __init__(
        self, documents: NDArray[np.uint32], tallies: Tallies | None, often: Often | None = None
    ) -> None:
        self.documents, self.tallies, self._often = documents, tallies, often

    @property
    def often(self) -> Often:
        """A row for each field and a column for each document: how often the word stands there (uint16)."""
        if self._often is None:
            self._often = unpacked(NO_TALLIES if self.tallies is None else self.tallies)
        return self._often

    def among(self, rows: Numbers) -> "Stand":
        """Where it stands in some of the documents, by their indexes."""
        documents = self.documents.take(rows)
        if self.tallies is not None:
            return Stand(documents, self.tallies.take(rows))
        return Stand(documents, None, self.often.take(rows, axis=1))


def counted(rows: Numbers, places: NDArray[np.uint32], count: int) -> Often:
    """How often places of so many rows are in each field: a row for each field, a column for each row.

    `rows` has the row of each place. A place is `field * STRIDE + position`.
    """
    cells = np.bincount(rows * FIELDS_AT_MOST + places // STRIDE, minlength=count * FIELDS_AT_MOST)
    return np.ascontiguousarray(cells.reshape(-1, FIELDS_AT_MOST).T, dtype=np.uint16)


def packed(often: Often) -> Tallies:
    """One number for each column."""
    tallies = np.zeros(often.shape[1], dtype=np.uint16)
    fits = ~often[len(BITS) :].any(axis=0)
    for row, bits in zip(often, BITS, strict=False):
        tallies = tallies << bits | row
        fits &= row < 1 << bits
    return np.where(fits, tallies, np.uint16(TOO_OFTEN))


def unpacked(tallies: Tallies, first: int = 0) -> Often:
    """The columns again, from one field on; all 0 for one that was TOO_OFTEN."""
    often = np.empty((len(BITS) - first, len(tallies)), dtype=np.uint16)
    shift = 0
    for field in reversed(range(first, len(BITS))):
        often[field - first] = tallies >> shift & (1 << BITS[field]) - 1
        shift += BITS[field]
    return often


def stand_of(codes: Codes) -> Stand:
    """Where a word stands whose places are known."""
    places = everywhere(codes)
    rows = np.repeat(np.arange(len(places.starts)), np.diff(places.starts, append=len(codes)))
    within = (codes & WITHIN).astype(np.uint32)
    often = counted(rows, within, len(places.starts))[: len(BITS)]
    return Stand(places.documents.astype(np.uint32), None, often)
