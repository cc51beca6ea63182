"""Makes ready what nearly every question of a large segment needs, before somebody asks."""

import threading

import numpy as np

from registry.search.marks import having_any
from registry.search.places import SPARSE
from registry.search.ranking import Speaking, Weights
from registry.search.segments import MappedSegment

# Below this a first question is as quick as any other.
LARGE = 10_000


def warm_apart(segment: object, weights: Weights) -> None:
    """Warm a segment in a thread of its own, if that is worth it."""
    if isinstance(segment, MappedSegment) and len(segment.keys) >= LARGE:
        threading.Thread(target=warm, args=(segment, weights), name="warm", daemon=True).start()


def warm(segment: MappedSegment, weights: Weights, room: int | None = None) -> int:
    """Read the words, what they are worth, and which documents have the commonest, as far as the room goes;
    gives how many words these were.
    """
    segment.lexicon.near("")
    size = len(segment.keys)
    if room is None:
        room = segment.memory.bits.room * 2 // 3
    words, counts = segment.common_words(room * 8 // size)
    common = words[: int(np.count_nonzero(counts * SPARSE >= size))]
    having_any(segment, common)
    for word in common[:1]:
        Speaking(weights).amounts(segment.stand(word), segment.cards)
    return len(common)
