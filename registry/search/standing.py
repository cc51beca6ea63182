"""Some documents of a segment, as they are looked for in the lists of one word after the other."""

from functools import cached_property

import numpy as np

from registry.search.marks import marked
from registry.search.places import Numbers, among
from registry.search.tallies import Stand
from registry.search.worked import Mask

# Searching for so many times fewer documents than a list has is quicker than passing through it.
FEW = 16


class Chosen:
    """Documents of a segment, sorted."""

    def __init__(self, documents: Numbers, size: int) -> None:
        """`size` is how many documents the segment has."""
        self.documents, self._size = documents, size

    @cached_property
    def marks(self) -> Mask:
        """For each document of the segment whether it is one of these."""
        return marked(self.documents, self._size)

    @cached_property
    def _at(self) -> Numbers:
        """The index of each of the documents; of others anything."""
        at = np.empty(self._size, dtype=np.intp)
        at[self.documents] = np.arange(len(self.documents))
        return at

    def of(self, stand: Stand) -> Stand:
        """Where a word stands in these documents."""
        if len(stand.documents) and len(self.documents) * FEW < len(stand.documents):
            here, rows = among(stand.documents, self.documents)
            return stand.among(rows[np.flatnonzero(here)])
        return stand.among(np.flatnonzero(self.marks.take(stand.documents)))

    def indexes(self, stand: Stand) -> Numbers:
        """The indexes of the documents of such a stand among these."""
        if len(self.documents) * FEW < self._size:
            return np.searchsorted(self.documents, stand.documents.astype(np.intp))
        return self._at.take(stand.documents)
