"""Which documents of a segment have any of some words, as bits: joining these costs next to nothing."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from registry.search.places import SPARSE, Numbers
from registry.search.remembering import ENTRY
from registry.search.worked import Mask, Worked


def having_any(segment: Worked, words: Iterable[str]) -> Mask:
    """For each document of a segment whether one of the words stands in it."""
    size = len(segment.cards.lengths)
    bits = np.zeros((size + 7) // 8, dtype=np.uint8)
    rare: list[Numbers] = []
    for word in words:
        known = segment.memory.bits.get(word)
        if known is None:
            documents = segment.documents(word)
            if len(documents) * SPARSE < size:
                rare.append(documents)
                continue
            known = np.packbits(marked(documents, size))
            segment.memory.bits.put(word, known, known.nbytes + ENTRY)
        bits |= known
    marks = np.unpackbits(bits, count=size).view(bool)
    for documents in rare:
        marks[documents] = True
    return marks


def marked(documents: Numbers, size: int) -> Mask:
    """For each of so many documents whether it is among these."""
    marks: NDArray[np.bool_] = np.zeros(size, dtype=bool)
    marks[documents.astype(np.intp, copy=False)] = True
    return marks
