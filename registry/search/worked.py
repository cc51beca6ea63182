"""What is worked out in a segment, which never changes, and remembered there."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from registry.search.columns import Cards
from registry.search.kinds import Levels
from registry.search.places import Codes, Floats, Numbers, Places
from registry.search.remembering import Remembered
from registry.search.succession import Succession
from registry.search.tallies import Stand

# Bytes that are kept of a segment of LARGE documents or more; a smaller one has its share, and no less than
# LEAST_ROOM. What is known of each document takes the same everywhere, so as many questions are remembered.
PLACES_REMEMBERED = 16 << 20
MEETINGS_REMEMBERED = 24 << 20
SIGHTS_REMEMBERED = 12 << 20
MATCHES_REMEMBERED = 72 << 20
BITS_REMEMBERED = 12 << 20
LARGE, LEAST_ROOM = 100_000, 4 << 20

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Match:
    """What a recipe finds in a segment: its documents in their order (uint32 or intp).

    `weights` says what `best` gives. `strengths` has, for each measure that was asked for, how strongly each
    document speaks of it.
    """

    documents: Numbers
    weights: Levels | None
    strengths: dict[Hashable, Floats] = field(default_factory=dict)

    @property
    def best(self) -> Floats | None:
        """The greatest weight in each of the documents; None where all are 1."""
        return None if self.weights is None else self.weights.of.take(self.weights.numbers)

    @property
    def size(self) -> int:
        """How many bytes the numbers take, with the strengths that will be asked for."""
        numbers = 0 if self.weights is None else self.weights.numbers.nbytes
        return self.documents.nbytes + 8 * len(self.documents) + numbers


class Meeting(NamedTuple):
    """Where a word of one list stands right before a word of another.

    `codes` (int64, sorted) are places of the second; a place comes again where it, or the one before, holds
    a word and its stem. `firsts` and `seconds` (uint16) have for each the indexes of both words in their
    lists.
    """

    codes: Codes
    firsts: NDArray[np.uint16]
    seconds: NDArray[np.uint16]


class Memory:
    """What was worked out in a segment of so many documents."""

    def __init__(self, documents: int) -> None:
        share = min(documents / LARGE, 1.0)
        self.places: Remembered[Places] = Remembered(_room(PLACES_REMEMBERED, share))
        self.meetings: Remembered[Meeting] = Remembered(_room(MEETINGS_REMEMBERED, share))
        self.matches: Remembered[Match] = Remembered(_room(MATCHES_REMEMBERED, share))
        # For each word one bit for each document of the segment: whether it stands there (numpy.packbits).
        self.bits: Remembered[NDArray[np.uint8]] = Remembered(_room(BITS_REMEMBERED, share))
        self.sights: Remembered[Numbers] = Remembered(_room(SIGHTS_REMEMBERED, share))


def _room(most: int, share: float) -> int:
    return max(int(most * share), LEAST_ROOM)


class Worked(Protocol):
    """What of a segment is needed here."""

    @property
    def memory(self) -> Memory:
        """What was worked out already."""

    @property
    def cards(self) -> Cards:
        """The lengths of the documents, among others."""

    @property
    def succession(self) -> Succession | None:
        """What stands behind what, where it is written down; else places are compared."""

    def frequency(self, word: str) -> int:
        """In how many documents a word stands."""

    def documents(self, word: str) -> Numbers:
        """The documents in which a word stands."""

    def stand(self, word: str) -> Stand:
        """The documents in which a word stands, and in which fields."""

    def postings(self, word: str, documents: Numbers | None = None) -> Codes:
        """The places where a word stands, in some documents or in all."""


class Measure(Protocol):
    """How strongly places speak of what stands there; equal keys measure alike."""

    @property
    def key(self) -> Hashable:
        """What tells this measure from others."""

    def amounts(self, stand: Stand, cards: Cards) -> Floats:
        """How much of a word, at full weight, each document of a stand has."""

    def is_meant(self, weight: float) -> bool:
        """Whether what has this weight was meant, and is not just another spelling."""

    def strengths(self, said: Floats, other: Floats | None) -> Floats:
        """The strength of documents with so much of what was meant, and of other spellings."""

    def of_places(self, places: Places, cards: Cards) -> Floats:
        """The strength of each document of the places."""
