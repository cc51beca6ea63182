"""What is known of the documents of a segment beside their words, by columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class FacetColumn:
    """The codes of one facet.

    `layers` has a column for each document and a row for each code that a document may have at once:
    0 for none, else 1 + an index of `codes`. No document has a code twice.
    """

    codes: tuple[str, ...]
    layers: NDArray[np.uint32]

    @cached_property
    def present(self) -> frozenset[str]:
        """The codes that some document has."""
        return frozenset(self.codes)

    def having(self, wanted: Iterable[str]) -> Mask:
        """Which documents have one of the codes."""
        chosen = set(wanted)
        picked = np.fromiter((code in chosen for code in ("", *self.codes)), bool, len(self.codes) + 1)
        picked[0] = False
        found = np.zeros(self.layers.shape[1], dtype=bool)
        for layer in self.layers:
            found |= picked[layer]
        return found

    def counted(self, documents: Numbers) -> Numbers:
        """How many of these documents have each code."""
        if len(documents) == self.layers.shape[1]:
            return self._of_all
        return self._total([np.bincount(layer[documents]) for layer in self.layers])

    @cached_property
    def _of_all(self) -> Numbers:
        return self._total([np.bincount(layer) for layer in self.layers])

    def _total(self, layers: Sequence[Numbers]) -> Numbers:
        total = np.zeros(len(self.codes) + 1, dtype=np.intp)
        for counts in layers:
            total[: len(counts)] += counts
        return total[1:]


def facet_column(given: Sequence[Iterable[str]]) -> FacetColumn:
    """The column of what each document was given."""
    rows = [sorted(set(codes)) for codes in given]
    codes = sorted({code for row in rows for code in row})
    numbers = {code: number for number, code in enumerate(codes, 1)}
    layers = np.zeros((max(map(len, rows), default=0), len(rows)), dtype=np.uint32)
    for document, row in enumerate(rows):
        for layer, code in enumerate(row):
            layers[layer, document] = numbers[code]
    return FacetColumn(tuple(codes), layers)


class JoinedFacet:
    """One facet through all segments, with one numbering of its codes."""

    def __init__(self, columns: Sequence[FacetColumn | None]) -> None:
        self._columns = columns
        self.codes = tuple(sorted({code for column in columns if column for code in column.codes}))
        numbers = {code: number for number, code in enumerate(self.codes)}
        # For each segment, the number here of each of its codes.
        self._numbers = [
            np.array([numbers[code] for code in column.codes] if column else [], dtype=np.intp)
            for column in columns
        ]

    def counted(self, index: int, documents: Numbers) -> Numbers:
        """How many of these documents of a segment have each code."""
        total, column = np.zeros(len(self.codes), dtype=np.intp), self._columns[index]
        if column is not None:
            total[self._numbers[index]] = column.counted(documents)
        return total


class Cards:
    """Facet codes, sort values and lengths of the documents of a segment, in their order.

    `facets` has the column of each facet that some document has; `sort_values` one number for each document,
    NaN for none; `lengths` a row for each document and a column for each field, in words.
    """

    def __init__(
        self,
        facets: Mapping[str, FacetColumn],
        sort_values: Mapping[str, NDArray[np.float64]],
        lengths: NDArray[np.uint32],
    ) -> None:
        self.facets, self.sort_values, self.lengths = facets, sort_values, lengths
        self._descending: dict[str, NDArray[np.float64]] = {}
        # The share that merits add, and what it was worked out for; replaced as one.
        self.merits: tuple[object, NDArray[np.float64]] | None = None

    def descending(self, name: str) -> NDArray[np.float64]:
        """What each document is sorted by, turned around so that the greatest comes first; inf for none."""
        if name not in self.sort_values:
            return np.full(len(self.lengths), np.inf)
        if name not in self._descending:
            values = self.sort_values[name]
            self._descending[name] = np.where(np.isnan(values), np.inf, -values)
        return self._descending[name]


def cards_of(
    facets: Sequence[Mapping[str, Iterable[str]]],
    sort_keys: Sequence[Mapping[str, int | float]],
    lengths: Sequence[Sequence[int]],
    fields: int,
) -> Cards:
    """The columns of what is known of each document."""
    facet_names = dict.fromkeys(name for card in facets for name in card)
    sort_names = dict.fromkeys(name for card in sort_keys for name in card)
    return Cards(
        {name: facet_column([card.get(name, ()) for card in facets]) for name in facet_names},
        {
            name: np.array([card.get(name, np.nan) for card in sort_keys], dtype=np.float64)
            for name in sort_names
        },
        np.array(lengths, dtype=np.uint32).reshape(-1, fields),
    )
