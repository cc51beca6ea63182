"""The posting lists of a segment in a file.

`texts` has the words in their order, `folds` each of them without its marks, `field` the name of the field.
The list of word i is `blocks[starts[i]:starts[i + 1]]` (uint32; `starts` is int64): the `counts[i]`
documents (uint32) it stands in, then its places, as `inverting` says. `tallies` (uint16) has one number for
each document of all lists, `behind` (of as few bytes as hold the number of words) one for each place, both in
the order of the lists; `ids` and `stems` (uint32) belong to `behind`.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.search.arrays import Arrays, ArraysFile
from registry.search.aside import Aside
from registry.search.following import Numbers32, no_stems
from registry.search.inverting import FIRST, Block, Narrow, Piece, Wide
from registry.search.remembering import ENTRY, Remembered
from registry.search.tallies import Tallies
from registry.search.text import fold

# Bytes of lists that are kept in memory, and from how many on it is worth it.
LISTS_REMEMBERED, LONG = 8 << 20, 4096


class WordLists:
    """The posting lists of a segment, read where they lie. Satisfies `inverting.Lists`."""

    def __init__(self, path: Path) -> None:
        self._arrays = Arrays(path)
        self.starts: Wide = self._arrays["starts"]
        self.counts: Block = self._arrays["counts"]
        self.blocks: Block = self._arrays["blocks"]
        self.behind: Narrow = self._arrays["behind"]
        self.ids: Numbers32 = self._arrays["ids"]
        self.stems: Numbers32 = self._arrays["stems"]
        self._kept: Remembered[NDArray[Any]] = Remembered(LISTS_REMEMBERED)

    def _read(self, name: str, begin: int, end: int) -> NDArray[Any]:
        """A stretch of an array; of what is long the last ones are kept, as a question reads them again."""
        known = self._kept.get((name, begin, end))
        if known is None:
            known = self._arrays.read(name, begin, end)
            if known.nbytes >= LONG:
                self._kept.put((name, begin, end), known, known.nbytes + ENTRY)
        return known

    def block(self, number: int) -> Block:
        """The list of a word."""
        return self._read("blocks", int(self.starts[number]), int(self.starts[number + 1]))

    def firsts_of(self, number: int) -> Numbers32:
        """Which places of the list of a word are the first ones of their documents."""
        known = self._kept.get(("firsts", number))
        if known is None:
            places = self.block(number)[int(self.counts[number]) :]
            known = np.flatnonzero(places >= FIRST).astype(np.uint32)
            self._kept.put(("firsts", number), known, known.nbytes + ENTRY)
        return known

    def documents_of(self, number: int) -> Block:
        """The documents of the list of a word."""
        begin = int(self.starts[number])
        return self._read("blocks", begin, begin + int(self.counts[number]))

    @cached_property
    def _documents_before(self) -> Wide:
        """How many documents the lists before each word have, and behind the last one how many all have."""
        return np.concatenate(([0], np.cumsum(self.counts, dtype=np.int64)))

    def tallies_of(self, number: int) -> Tallies:
        """How often a word stands in its documents, as `tallies` says."""
        before = self._documents_before
        return self._read("tallies", int(before[number]), int(before[number + 1]))

    def behind_of(self, number: int) -> Narrow:
        """The ids of what stands behind each place of a word."""
        begin, end = (int(self.starts[at] - self._documents_before[at]) for at in (number, number + 1))
        return self._read("behind", begin, end)

    @cached_property
    def count_of(self) -> memoryview:
        """`counts`, found one by one: as a number of Python and not of numpy."""
        return self.counts.data

    @cached_property
    def field(self) -> str:
        """The field that the words are of."""
        return "".join(self._arrays.texts("field"))

    @cached_property
    def words(self) -> list[str]:
        """The words, sorted."""
        return self._arrays.texts("texts")

    @cached_property
    def folds(self) -> list[str]:
        """Each word without its marks."""
        return self._arrays.texts("folds")

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The index of each word."""
        return {word: number for number, word in enumerate(self.words)}


def write_lists(file: Any, folder: Path, field: str, pieces: Iterable[Piece]) -> None:
    """Write posting lists, some words at a time; what comes behind the blocks waits in the folder."""
    words: list[str] = []
    sizes: list[Wide] = [np.zeros(1, dtype=np.int64)]
    rest: dict[str, list[Any]] = {"counts": [], "ids": [], "stems": [no_stems()]}
    with Aside(folder) as tallies, Aside(folder) as behind:

        def blocks() -> Iterator[Block]:
            for piece in pieces:
                words.extend(piece.words)
                sizes.append(piece.sizes)
                for name, collected in rest.items():
                    collected.append(getattr(piece, name))
                tallies.put(piece.tallies)
                behind.put(piece.behind)
                yield piece.blocks

        arrays = ArraysFile(file)
        arrays.add_pieces("blocks", "<u4", blocks())
        arrays.add_pieces("tallies", "<u2", tallies.pieces("<u2"))
        arrays.add_pieces("behind", behind.kind, behind.pieces(behind.kind))
    arrays.add("starts", np.cumsum(np.concatenate(sizes), dtype="<i8"))
    for name, collected in rest.items():
        arrays.add(name, np.concatenate(collected or [np.zeros(0)]).astype("<u4"))
    arrays.add_texts("texts", words)
    arrays.add_texts("folds", map(fold, words))
    arrays.add_texts("field", [field])
    arrays.close()
