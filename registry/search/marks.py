"""Which documents of a segment have any of some words, as bits: joining these costs next to nothing."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from registry.search.places import SPARSE, Numbers, among
from registry.search.remembering import ENTRY
from registry.search.worked import Mask, Worked

# One bit for each document, whole words of the machine, so that they are counted eight bytes at a time.
Bits = NDArray[np.uint8]
WIDE = 8


def having_any(segment: Worked, words: Iterable[str]) -> Mask:
    """For each document of a segment whether one of the words stands in it."""
    bits, rare = _bits_of(segment, words)
    marks = np.unpackbits(bits, count=len(segment.cards.lengths)).view(bool)
    for documents in rare:
        marks[documents] = True
    return marks


def count_any(segment: Worked, words: Iterable[str], seen: Bits | None) -> int:
    """In how many documents of a segment that are seen (None: all) one of the words stands."""
    bits, rare = _bits_of(segment, words)
    known = bits if seen is None else bits & seen
    count = int(np.bitwise_count(known.view(np.uint64)).sum())
    if rare:
        others = rare[0] if len(rare) == 1 else np.unique(np.concatenate(rare))
        wanted = ~bits if seen is None else seen & ~bits
        count += int(np.count_nonzero(_bit(wanted, others)))
    return count


def have_any(segment: Worked, words: Iterable[str], documents: Numbers) -> Mask:
    """For each of a few documents whether one of the words stands in it."""
    bits, rare = _bits_of(segment, words)
    found = _bit(bits, documents)
    for few in rare:
        if len(few):
            found |= among(few, documents)[0]
    return found


def _bit(bits: Bits, documents: Numbers) -> Mask:
    """The bits of some documents."""
    return (bits.take(documents >> 3) & (128 >> (documents & 7))) > 0


def packed(marks: Mask) -> Bits:
    """Marks as bits."""
    bits = np.packbits(marks)
    return np.concatenate((bits, np.zeros(-len(bits) % WIDE, dtype=np.uint8)))


def _bits_of(segment: Worked, words: Iterable[str]) -> tuple[Bits, list[Numbers]]:
    """Which documents have one of the words, and the lists of those words that stand in few."""
    size = len(segment.cards.lengths)
    bits = np.zeros(-(-size // (8 * WIDE)) * WIDE, dtype=np.uint8)
    rare: list[Numbers] = []
    for word in words:
        known = segment.memory.bits.get(word)
        if known is None:
            if not segment.frequency(word):
                continue
            documents = segment.documents(word)
            if len(documents) * SPARSE < size:
                rare.append(documents)
                continue
            known = packed(marked(documents, size))
            segment.memory.bits.put(word, known, known.nbytes + ENTRY)
        bits |= known
    return bits, rare


def marked(documents: Numbers, size: int) -> Mask:
    """For each of so many documents whether it is among these."""
    marks: NDArray[np.bool_] = np.zeros(size, dtype=bool)
    marks[documents.astype(np.intp, copy=False)] = True
    return marks
