"""The posting lists of a segment in a file.

`texts` has the words in their order, `folds` each of them without its marks, `field` the name of the field.
The list of word i is `blocks[starts[i]:starts[i + 1]]` (uint32; `starts` is int64): the `counts[i]`
documents (uint32) it stands in, then its places, as `inverting` says.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from registry.search.arrays import Arrays, ArraysFile
from registry.search.inverting import Block, Piece, Wide
from registry.search.text import fold


class WordLists:
    """The posting lists of a segment, read where they lie. Satisfies `inverting.Lists`."""

    def __init__(self, path: Path) -> None:
        self._arrays = Arrays(path)
        self.starts: Wide = self._arrays["starts"]
        self.counts: Block = self._arrays["counts"]
        self.blocks: Block = self._arrays["blocks"]

    def block(self, number: int, end: int | None = None) -> Block:
        """The list of a word, or its first numbers."""
        begin, behind = int(self.starts[number]), int(self.starts[number + 1])
        return self._arrays.read("blocks", begin, behind if end is None else begin + end)

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


def write_lists(file: Any, field: str, pieces: Iterable[Piece]) -> None:
    """Write posting lists, some words at a time."""
    words: list[str] = []
    sizes: list[Wide] = [np.zeros(1, dtype=np.int64)]
    counts: list[Wide] = []

    def blocks() -> Iterator[Block]:
        for piece in pieces:
            words.extend(piece.words)
            sizes.append(piece.sizes)
            counts.append(piece.counts)
            yield piece.blocks

    arrays = ArraysFile(file)
    arrays.add_pieces("blocks", "<u4", blocks())
    arrays.add("starts", np.cumsum(np.concatenate(sizes), dtype="<i8"))
    arrays.add("counts", np.concatenate([*counts, np.zeros(0, dtype=np.int64)]).astype("<u4"))
    arrays.add_texts("texts", words)
    arrays.add_texts("folds", map(fold, words))
    arrays.add_texts("field", [field])
    arrays.close()
