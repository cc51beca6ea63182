"""Turns documents into posting lists with whole arrays, and joins the lists of several segments.

The posting list of a word is one block of 32-bit numbers: the documents it stands in, in their order, then
all its places in the same order. The first place of each document carries the bit FIRST, so the places need
no other division. A place is `field * STRIDE + position`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from registry.search.places import SHIFT, STRIDE, Codes, Numbers, Stand, among

FIRST = 1 << 31
# Numbers that are sorted at once when lists are joined.
SLICE = 1 << 20

Wide = NDArray[np.int64]
Block = NDArray[np.uint32]


class Lists(Protocol):
    """Posting lists, by the order of their words.

    The block of word i is `blocks[starts[i]:starts[i + 1]]`; its first `counts[i]` numbers are documents.
    """

    @property
    def words(self) -> Sequence[str]:
        """The words, sorted."""

    @property
    def starts(self) -> Wide:
        """Where each block begins, and behind the last one where it ends."""

    @property
    def counts(self) -> Block:
        """In how many documents each word stands."""

    @property
    def blocks(self) -> Block:
        """All blocks."""


@dataclass(frozen=True, eq=False)
class Source:
    """Lists to be joined, and the new number of each of their documents; -1 for one that is left out."""

    lists: Lists
    numbers: Wide


@dataclass(frozen=True, eq=False)
class Piece:
    """The lists of some words that follow one another."""

    words: list[str]
    sizes: Wide
    counts: Wide
    blocks: Block


class _Numbering(dict[str, int]):
    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class Inverter:
    """Collects the words of documents."""

    def __init__(self, first: int = 0) -> None:
        self._first = first
        self._numbering = _Numbering()
        self._words: list[Block] = []
        self._places: list[Block] = []
        self._lengths: list[int] = []
        self.size = 0

    def add(self, words: Sequence[str], places: Sequence[int]) -> None:
        """The next document: its words and the place of each, in order."""
        self._words.append(np.fromiter((self._numbering[word] for word in words), np.uint32, len(words)))
        self._places.append(np.array(places, dtype=np.uint32))
        self._lengths.append(len(words))
        self.size += len(words)

    def piece(self) -> Piece:
        """The posting lists of all of them."""
        names = sorted(self._numbering)
        rank = np.zeros(len(names), dtype=np.uint32)
        rank[[self._numbering[name] for name in names]] = np.arange(len(names), dtype=np.uint32)
        words = rank[np.concatenate(self._words)] if self.size else np.zeros(0, dtype=np.uint32)
        places = np.concatenate(self._places) if self.size else np.zeros(0, dtype=np.uint32)
        numbers = np.arange(self._first, self._first + len(self._lengths), dtype=np.uint32)
        documents = np.repeat(numbers, self._lengths)
        order = np.argsort(words, kind="stable")
        words, documents, places = words[order], documents[order], places[order]
        first = np.ones(len(words), dtype=bool)
        first[1:] = (words[1:] != words[:-1]) | (documents[1:] != documents[:-1])
        places[first] |= FIRST
        return _piece(names, documents[first], words[first].astype(np.intp), places, words.astype(np.intp))


def _piece(names: list[str], documents: Block, of_document: Wide, places: Block, of_place: Wide) -> Piece:
    """Bring documents and places together by word; each has the index of its word beside it."""
    counts = np.bincount(of_document, minlength=len(names))
    sizes = counts + np.bincount(of_place, minlength=len(names))
    keys = np.concatenate((of_document * 2, of_place * 2 + 1))
    # Sixteen bits are sorted by their digits, in a fraction of the time.
    narrow = keys.astype(np.uint16) if 2 * len(names) <= 1 << 16 else keys
    blocks = np.concatenate((documents, places))[np.argsort(narrow, kind="stable")]
    used = np.flatnonzero(counts)
    return Piece([names[index] for index in used], sizes[used], counts[used], blocks)


def joined_lists(sources: Sequence[Source]) -> Iterator[Piece]:
    """The lists of all sources, word by word, some words at a time. Their new numbers must be ascending."""
    names = sorted(set().union(*(source.lists.words for source in sources)))
    at = {name: index for index, name in enumerate(names)}
    positions = [np.array([at[word] for word in source.lists.words], dtype=np.intp) for source in sources]
    sizes = np.zeros(len(names), dtype=np.int64)
    for source, position in zip(sources, positions, strict=True):
        sizes[position] += np.diff(source.lists.starts)
    begin = 0
    ends = np.cumsum(sizes)
    while begin < len(names):
        taken = int(ends[begin - 1]) if begin else 0
        end = max(int(np.searchsorted(ends, taken + SLICE)), begin + 1)
        parts = [
            _part(source, position, begin, end) for source, position in zip(sources, positions, strict=True)
        ]
        yield _piece(names[begin:end], *(np.concatenate(each) for each in zip(*parts, strict=True)))
        begin = end


def _part(source: Source, position: Wide, begin: int, end: int) -> tuple[Block, Wide, Block, Wide]:
    """Documents and places of a source for the words from `begin` to `end`, each with its word."""
    lists = source.lists
    low, high = np.searchsorted(position, (begin, end))
    counts = lists.counts[low:high].astype(np.int64)
    bounds = lists.starts[low : high + 1]
    block = lists.blocks[bounds[0] : bounds[-1]] if len(bounds) else lists.blocks[:0]
    halves = np.stack((counts, np.diff(bounds) - counts), axis=1)
    is_document = np.repeat(np.tile([True, False], len(halves)), halves.ravel())
    words = position[low:high] - begin
    documents, places = source.numbers[block[is_document]], block[~is_document]
    of_document, of_place = np.repeat(words, halves[:, 0]), np.repeat(words, halves[:, 1])
    kept = documents >= 0
    if not kept.all():
        stays = kept[np.cumsum(places >= FIRST) - 1]
        places, of_place = places[stays], of_place[stays]
        documents, of_document = documents[kept], of_document[kept]
    return documents.astype(np.uint32), of_document, places, of_place


def decoded(block: Block, count: int) -> Codes:
    """The codes of all places of a word that stands in so many documents."""
    documents, places = block[:count].astype(np.int64) << SHIFT, block[count:]
    if len(places) == count:
        return documents | (places & (FIRST - 1))
    return documents[np.cumsum(places >= FIRST) - 1] | (places & (FIRST - 1))


def chosen(block: Block, count: int, documents: Numbers) -> Codes:
    """The codes of the places of a word in some documents: those of others are not decoded."""
    everywhere, places = block[:count], block[count:]
    if not count or not len(documents):
        return np.zeros(0, dtype=np.int64)
    here, rows = among(everywhere, documents)
    rows = rows[np.flatnonzero(here)]
    if len(places) == count:
        return everywhere[rows].astype(np.int64) << SHIFT | (places[rows] & (FIRST - 1))
    starts = np.flatnonzero(places >= FIRST)
    sizes = np.diff(starts, append=len(places))[rows]
    # Each chosen document's places follow one another: their index is its first one and so many more.
    behind = np.cumsum(sizes)
    at = np.repeat(starts[rows] - behind + sizes, sizes) + np.arange(behind[-1] if len(behind) else 0)
    return np.repeat(everywhere[rows].astype(np.int64) << SHIFT, sizes) | (places[at] & (FIRST - 1))


def standing(block: Block, count: int) -> Stand:
    """Where a word stands, without its places."""
    documents, places = block[:count], block[count:]
    starts = np.arange(count) if len(places) == count else np.flatnonzero(places >= FIRST)
    return Stand(documents, starts, ((places & (FIRST - 1)) // STRIDE).astype(np.uint8))
