"""The cards of a segment's documents as columns of a file: keys, facets, sort values and more.

`keys` (bytes of one width), `versions` (int64) and `lengths` (uint32, a column for each field) have a row
for each document; `key_order` (uint32) has the documents sorted by key. Facet NAME has `codes:NAME` and
`facet:NAME`, as `FacetColumn` says; sort key NAME has `sort:NAME` (float64, NaN for none). The gist of
document d, which is the words of its title, topics and summary, is `gist_words[gist_starts[d]:gist_starts[d
+ 1]]`, indexes of `gist_texts`, with `gist_places` beside them.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.search.arrays import Arrays, ArraysFile
from registry.search.columns import Cards, FacetColumn, cards_of
from registry.search.corpus import FIELDS

_CODES, _FACET, _SORT = "codes:", "facet:", "sort:"


class CardColumns:
    """The columns of a segment, read where they lie."""

    def __init__(self, path: Path) -> None:
        self._arrays = Arrays(path)
        self.keys: NDArray[np.bytes_] = self._arrays["keys"]
        self.versions: NDArray[np.int64] = self._arrays["versions"]

    @cached_property
    def cards(self) -> Cards:
        """Facets, sort values and lengths."""
        arrays = self._arrays
        facets = {name.removeprefix(_FACET): name for name in arrays if name.startswith(_FACET)}
        return Cards(
            {
                name: FacetColumn(tuple(arrays.texts(_CODES + name)), arrays[at])
                for name, at in facets.items()
            },
            {name.removeprefix(_SORT): arrays[name] for name in arrays if name.startswith(_SORT)},
            arrays["lengths"],
        )

    @cached_property
    def gist_texts(self) -> list[str]:
        """The words that stand in gists."""
        return self._arrays.texts("gist_texts")

    def gist_of_all(self) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint32]]:
        """`gist_starts`, `gist_words` and `gist_places`."""
        return self._arrays["gist_starts"], self._arrays["gist_words"], self._arrays["gist_places"]

    def gist(self, document: int) -> dict[str, tuple[int, ...]]:
        """The words of the title, topics and summary of a document, with their places."""
        starts, words, places = self.gist_of_all()
        here = slice(int(starts[document]), int(starts[document + 1]))
        found: dict[str, list[int]] = {}
        for word, place in zip(words[here].tolist(), places[here].tolist(), strict=True):
            found.setdefault(self.gist_texts[word], []).append(place)
        return {word: tuple(here) for word, here in found.items()}

    def key(self, document: int) -> str:
        """The key of a document."""
        return str(self.keys[document].decode("utf-8"))

    def find(self, key: str) -> list[int]:
        """The documents of a key."""
        order, wanted = self._arrays["key_order"], key.encode("utf-8")
        low = np.searchsorted(self.keys, wanted, side="left", sorter=order)
        high = np.searchsorted(self.keys, wanted, side="right", sorter=order)
        return order[low:high].tolist()

    def card(self, document: int) -> dict[str, Any]:
        """Everything that is on the card of a document."""
        facets = {}
        for name, column in self.cards.facets.items():
            codes = column.layers[:, document]
            facets[name] = tuple(column.codes[code - 1] for code in codes[codes > 0])
        sort_keys = {name: float(values[document]) for name, values in self.cards.sort_values.items()}
        return {
            "version": int(self.versions[document]),
            "facets": facets,
            "sort_keys": {name: value for name, value in sort_keys.items() if not np.isnan(value)},
            "lengths": self.cards.lengths[document].tolist(),
        }


class CardDraft:
    """Collects cards and writes their columns: first those of new documents, then those of whole segments."""

    def __init__(self) -> None:
        self._notes: list[dict[str, Any]] = []
        self._gist_numbers: dict[str, int] = {}
        # Of each document the numbers of words and their places, by turns.
        self._gists: list[array[int]] = []
        self._taken: list[tuple[CardColumns, NDArray[np.bool_]]] = []

    def begin(self) -> None:
        """Start the card of the next document."""
        self._notes.append({})
        self._gists.append(array("I"))

    def note(self, name: str, value: Any) -> None:
        """Put something on the card that was begun."""
        self._notes[-1][name] = value

    def add_gist(self, word: str, places: Iterable[int]) -> None:
        """A word of the title, topics or summary of the document that was begun."""
        number = self._gist_numbers.setdefault(word, len(self._gist_numbers))
        for place in places:
            self._gists[-1].extend((number, place))

    def take_in(self, columns: CardColumns, kept: NDArray[np.bool_]) -> None:
        """The cards of a segment that is joined to the new one."""
        self._taken.append((columns, kept))

    def write(self, file: ArraysFile) -> None:
        """Write all columns."""
        cards = [note["card"] for note in self._notes]
        keys = np.array([note["key"].encode("utf-8") for note in self._notes], dtype=np.bytes_)
        versions = np.array([card["version"] for card in cards], dtype=np.int64)
        own = cards_of(
            [card["facets"] for card in cards],
            [card["sort_keys"] for card in cards],
            [card["lengths"] for card in cards],
            len(FIELDS),
        )
        taken = self._taken
        keys = np.concatenate([keys.astype(np.bytes_), *(columns.keys[kept] for columns, kept in taken)])
        file.add("keys", keys)
        file.add("key_order", np.argsort(keys, kind="stable").astype("<u4"))
        file.add("versions", np.concatenate([versions, *(c.versions[kept] for c, kept in taken)]))
        _write_cards(file, [own, *(_some(columns.cards, kept) for columns, kept in taken)])
        self._write_gists(file)
        file.close()

    def _write_gists(self, file: ArraysFile) -> None:
        lengths = [np.array([len(gist) // 2 for gist in self._gists], dtype=np.int64)]
        flat = np.frombuffer(b"".join(map(bytes, self._gists)), dtype=np.uint32)
        pairs = [flat.reshape(-1, 2)]
        for columns, kept in self._taken:
            starts, words, places = columns.gist_of_all()
            numbers = [
                self._gist_numbers.setdefault(word, len(self._gist_numbers)) for word in columns.gist_texts
            ]
            stays = np.repeat(kept, np.diff(starts))
            lengths.append(np.diff(starts)[kept])
            renamed = np.array(numbers, dtype=np.uint32)[words[stays]]
            pairs.append(np.stack((renamed, places[stays]), axis=1))
        both = np.concatenate(pairs)
        file.add_texts("gist_texts", self._gist_numbers)
        file.add("gist_starts", np.concatenate(([0], np.cumsum(np.concatenate(lengths)))).astype("<i8"))
        file.add("gist_words", both[:, 0])
        file.add("gist_places", both[:, 1])


def _some(cards: Cards, kept: NDArray[np.bool_]) -> Cards:
    facets = {
        name: FacetColumn(column.codes, column.layers[:, kept]) for name, column in cards.facets.items()
    }
    sort_values = {name: values[kept] for name, values in cards.sort_values.items()}
    return Cards(facets, sort_values, cards.lengths[kept])


def _write_cards(file: ArraysFile, parts: Sequence[Cards]) -> None:
    counts = [len(part.lengths) for part in parts]
    file.add("lengths", np.concatenate([part.lengths for part in parts]))
    for name in dict.fromkeys(name for part in parts for name in part.sort_values):
        values = [
            part.sort_values.get(name, np.full(n, np.nan)) for part, n in zip(parts, counts, strict=True)
        ]
        file.add(_SORT + name, np.concatenate(values))
    for name in dict.fromkeys(name for part in parts for name in part.facets):
        column = _joined([part.facets.get(name) for part in parts], counts)
        file.add_texts(_CODES + name, column.codes)
        file.add(_FACET + name, column.layers)


def _joined(columns: Sequence[FacetColumn | None], counts: Sequence[int]) -> FacetColumn:
    """One column out of several, with the codes numbered anew."""
    codes = sorted({code for column in columns if column for code in column.codes})
    numbers: Mapping[str, int] = {code: number for number, code in enumerate(codes, 1)}
    depth = max((len(column.layers) for column in columns if column), default=0)
    layers = np.zeros((depth, sum(counts)), dtype=np.uint32)
    begin = 0
    for column, count in zip(columns, counts, strict=True):
        if column:
            renamed = np.array([0, *(numbers[code] for code in column.codes)], dtype=np.uint32)
            layers[: len(column.layers), begin : begin + count] = renamed[column.layers]
        begin += count
    return FacetColumn(tuple(codes), layers)
