"""The parts of an index: segments, which never change, and what of them is out of sight."""

import sys
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from registry.search.columns import Cards
from registry.search.lexicon import Lexicon
from registry.search.places import Codes, Numbers
from registry.search.succession import Succession
from registry.search.tallies import Stand
from registry.search.worked import Memory


class Segment(Protocol):
    """A part of the index that never changes. Documents are numbers; a position says field and place."""

    @property
    def keys(self) -> NDArray[np.bytes_]:
        """The reference of each document, as UTF-8."""

    @property
    def versions(self) -> NDArray[np.int64]:
        """The version of each document."""

    @property
    def cards(self) -> Cards:
        """The facet codes, sort values and lengths of the documents, by columns."""

    @property
    def lexicon(self) -> Lexicon:
        """The words of the segment."""

    @property
    def memory(self) -> Memory:
        """What was worked out of it."""

    @property
    def succession(self) -> Succession | None:
        """What stands behind what, where it is written down."""

    def find(self, key: str) -> Sequence[int]:
        """The documents of a reference."""

    def frequency(self, word: str) -> int:
        """In how many documents a word stands."""

    def documents(self, word: str) -> Numbers:
        """The documents in which a word stands, sorted."""

    def stand(self, word: str) -> Stand:
        """The documents in which a word stands, and in which fields."""

    def postings(self, word: str, documents: Numbers | None = None) -> Codes:
        """The places where a word stands, sorted; in all documents, or only in some."""

    def words_of(self, document: int) -> Mapping[str, tuple[int, ...]]:
        """The words of the title, topics and summary of one document."""


@dataclass(frozen=True)
class Part:
    """A segment and the documents of it that were deleted since."""

    segment: Segment
    dead: frozenset[int] = frozenset()


def live_in(part: Part, visible: Container[str] | None) -> NDArray[np.bool_]:
    """Which documents of a part there still are, and the reader may know of."""
    live = np.ones(len(part.segment.keys), dtype=bool)
    if visible is not None:
        live[_hidden(part.segment, visible)] = False
    if part.dead:
        live[list(part.dead)] = False
    return live


def _hidden(segment: Segment, visible: Container[str]) -> Numbers:
    """The documents of a segment that are out of sight; remembered for a set that cannot change."""
    known = segment.memory.sights.get(visible) if isinstance(visible, frozenset) else None
    if known is None:
        keys = enumerate(segment.keys.tolist())
        known = np.array([n for n, key in keys if key.decode("utf-8") not in visible], dtype=np.intp)
        if isinstance(visible, frozenset):
            # The set itself is kept alive with it.
            segment.memory.sights.put(visible, known, known.nbytes + sys.getsizeof(visible))
    return known
