"""What is known of the documents of a segment beside their words, by columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class FacetColumn:
    """The codes of one facet.

    `layers` has a column for each document and a row for each code that a document may have at once:
    0 for none, else 1 + an index of `codes`. No document has a code twice.
    """

    codes: tuple[str, ...]
    layers: NDArray[np.uint32]


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
        # What was worked out of them last, and what for; each is replaced as one. `merits`: the share that
        # merits add, for each document. `worths`: what a word is worth in each field (row) of each document.
        self.merits: tuple[object, NDArray[np.float64]] | None = None
        self.worths: tuple[object, NDArray[np.float64]] | None = None

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
