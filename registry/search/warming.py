"""Works out the commonest words of a large segment before somebody asks for them."""

import threading

import numpy as np

from registry.search.matches import match_in, strengths_in
from registry.search.ranking import Speaking, Weights
from registry.search.recipes import Word
from registry.search.segments import MappedSegment
from registry.search.worked import MATCHES_REMEMBERED

# Below this a first question is as quick as any other.
LARGE = 10_000
MOST_WORDS = 2_000


def warm_apart(segment: object, weights: Weights) -> None:
    """Warm a segment in a thread of its own, if that is worth it."""
    if isinstance(segment, MappedSegment) and len(segment.keys) >= LARGE:
        threading.Thread(target=warm, args=(segment, weights), name="warm", daemon=True).start()


def warm(segment: MappedSegment, weights: Weights, room: int = MATCHES_REMEMBERED * 2 // 3) -> int:
    """Work out the longest lists until the room is used up; gives how many words that were.

    The others are short, and quickly worked out when they are asked for.
    """
    speaking = Speaking(weights)
    words, counts = segment.common_words(MOST_WORDS)
    fitting = int(np.searchsorted(np.cumsum(counts.astype(np.int64)) * 24, room))
    for word in reversed(words[:fitting]):
        match_in(segment, Word(word))
        strengths_in(segment, Word(word), speaking)
    return fitting
