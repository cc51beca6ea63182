"""Turns documents into posting lists with whole arrays, and joins the lists of several segments.

The posting list of a word is one block of 32-bit numbers: the documents it stands in, in their order, then
all its places in the same order. The first place of each document carries the bit FIRST, so the places need
no other division. A place is `field * STRIDE + position`. Beside the documents there is how often the word
stands in their fields (`tallies`), beside the places what stands right behind them (`following`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from registry.search.following import NO_WORD, Numbers32, following, no_stems, unlike
from registry.search.tallies import Tallies, counted, packed

FIRST = 1 << 31
# Numbers that are sorted at once when lists are joined.
SLICE = 1 << 20

Wide = NDArray[np.int64]
Block = NDArray[np.uint32]
# Of as few bytes as hold the numbers of all words.
Narrow = NDArray[np.unsignedinteger[Any]]


class Lists(Protocol):
    """Posting lists, by the order of their words.

    The block of word i is `blocks[starts[i]:starts[i + 1]]`; its first `counts[i]` numbers are documents.
    `behind` has one number for each place of all blocks: the word that stands right behind it, by its number
    in `ids` (NO_WORD for none). `stems` has the ids of words and of the stems that they are known by.
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

    @property
    def behind(self) -> Narrow:
        """What stands behind each place."""

    @property
    def ids(self) -> Numbers32:
        """The number of each word in `behind` and `stems`, ascending, from 1."""

    @property
    def stems(self) -> Numbers32:
        """Pairs of a word and its stem, a row for each."""


@dataclass(frozen=True, eq=False)
class Source:
    """Lists to be joined, and the new number of each of their documents; -1 for one that is left out."""

    lists: Lists
    numbers: Wide


@dataclass(frozen=True, eq=False)
class Piece:
    """The lists of some words that follow one another.

    `tallies` has one number for each document of all lists, `behind` one for each place; `stems` the pairs
    whose word is one of these. Everything else as `Lists` says.
    """

    words: list[str]
    sizes: Wide
    counts: Wide
    blocks: Block
    tallies: Tallies
    behind: Narrow
    ids: Numbers32
    stems: Numbers32


class _Loose(NamedTuple):
    """Documents and places in no order of words, each with the index of its word beside it."""

    documents: Block
    of_document: Wide
    places: Block
    of_place: Wide
    behind: Narrow


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
        behind, stems = following(words + np.uint32(1), documents, places)
        order = np.argsort(words, kind="stable")
        words, documents, places = words[order], documents[order], places[order]
        first = np.ones(len(words), dtype=bool)
        first[1:] = (words[1:] != words[:-1]) | (documents[1:] != documents[:-1])
        places[first] |= FIRST
        narrow = behind[order].astype(narrowest(len(names)))
        wide = words.astype(np.intp)
        ids = np.arange(1, len(names) + 1, dtype=np.uint32)
        return _piece(names, ids, stems, _Loose(documents[first], wide[first], places, wide, narrow))


def narrowest(words: int) -> np.dtype[Any]:
    """The kind of number that holds the ids of so many words, and NO_WORD."""
    return np.min_scalar_type(words)


def _piece(names: list[str], ids: Numbers32, stems: Numbers32, loose: _Loose) -> Piece:
    """Bring documents and places together by word."""
    counts = np.bincount(loose.of_document, minlength=len(names))
    places_of = np.bincount(loose.of_place, minlength=len(names))
    # Sixteen bits are sorted by their digits, in a fraction of the time.
    sortable = np.uint16 if len(names) <= 1 << 16 else np.intp
    by_document = np.argsort(loose.of_document.astype(sortable), kind="stable")
    by_place = np.argsort(loose.of_place.astype(sortable), kind="stable")
    places = loose.places[by_place]
    blocks = np.zeros(len(by_document) + len(places), dtype=np.uint32)
    # Before the documents of a word stand the places of the words before it; before its places the documents
    # of these and its own.
    before, until = np.cumsum(places_of) - places_of, np.cumsum(counts)
    blocks[np.arange(len(by_document)) + np.repeat(before, counts)] = loose.documents[by_document]
    blocks[np.arange(len(places)) + np.repeat(until, places_of)] = places
    rows = np.cumsum(places >= FIRST) - 1
    tallies = packed(counted(rows, places & np.uint32(FIRST - 1), len(by_document)))
    used = np.flatnonzero(counts)
    return Piece(
        [names[index] for index in used],
        (counts + places_of)[used], counts[used], blocks, tallies, loose.behind[by_place], ids[used], stems,
    )  # fmt: skip


def joined_lists(sources: Sequence[Source]) -> Iterator[Piece]:
    """The lists of all sources, word by word, some words at a time. Their new numbers must be ascending."""
    names = sorted(set().union(*(source.lists.words for source in sources)))
    at = {name: index for index, name in enumerate(names)}
    positions = [np.array([at[word] for word in source.lists.words], dtype=np.intp) for source in sources]
    renamed = [_renamed(source, position) for source, position in zip(sources, positions, strict=True)]
    stems = _joined_stems(sources, renamed)
    kind = narrowest(len(names))
    sizes = np.zeros(len(names), dtype=np.int64)
    for source, position in zip(sources, positions, strict=True):
        sizes[position] += np.diff(source.lists.starts)
    begin = 0
    ends = np.cumsum(sizes)
    while begin < len(names):
        taken = int(ends[begin - 1]) if begin else 0
        end = max(int(np.searchsorted(ends, taken + SLICE)), begin + 1)
        parts = [
            _part(source, position, ids.astype(kind), begin, end)
            for source, position, ids in zip(sources, positions, renamed, strict=True)
        ]
        low, high = np.searchsorted(stems[:, 0], (begin + 1, end + 1))
        ids = np.arange(begin + 1, end + 1, dtype=np.uint32)
        loose = _Loose(*(np.concatenate(each) for each in zip(*parts, strict=True)))
        yield _piece(names[begin:end], ids, stems[low:high], loose)
        begin = end


def _joined_stems(sources: Sequence[Source], renamed: Sequence[Numbers32]) -> Numbers32:
    """The pairs of all sources under the new ids, without those of words that are no more."""
    pairs = [new[one.lists.stems] for one, new in zip(sources, renamed, strict=True)]
    both = unlike(np.concatenate([no_stems(), *pairs]))
    return both[(both != NO_WORD).all(axis=1)]


def _renamed(source: Source, position: Wide) -> Numbers32:
    """The new id of each id of a source, given the new index of each of its words; 0 for what is no word."""
    ids = source.lists.ids
    most = max(int(ids.max(initial=0)), int(source.lists.stems.max(initial=0)))
    renamed = np.full(most + 1, NO_WORD, dtype=np.uint32)
    renamed[ids] = position + 1
    return renamed


def _part(source: Source, position: Wide, renamed: Narrow, begin: int, end: int) -> _Loose:
    """Documents and places of a source for the words from `begin` to `end`."""
    lists = source.lists
    low, high = np.searchsorted(position, (begin, end))
    counts = lists.counts[low:high].astype(np.int64)
    bounds = lists.starts[low : high + 1]
    block = lists.blocks[bounds[0] : bounds[-1]] if len(bounds) else lists.blocks[:0]
    halves = np.stack((counts, np.diff(bounds) - counts), axis=1)
    is_document = np.repeat(np.tile([True, False], len(halves)), halves.ravel())
    words = position[low:high] - begin
    documents, places = source.numbers[block[is_document]], block[~is_document]
    first_place = int(bounds[0]) - int(lists.counts[:low].sum(dtype=np.int64)) if len(bounds) else 0
    behind = renamed[lists.behind[first_place : first_place + len(places)]]
    of_document, of_place = np.repeat(words, halves[:, 0]), np.repeat(words, halves[:, 1])
    kept = documents >= 0
    if not kept.all():
        stays = kept[np.cumsum(places >= FIRST) - 1]
        places, of_place, behind = places[stays], of_place[stays], behind[stays]
        documents, of_document = documents[kept], of_document[kept]
    return _Loose(documents.astype(np.uint32), of_document, places, of_place, behind)
