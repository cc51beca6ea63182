"""What is known of the documents of a segment beside their words, by columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]


@dataclass(frozen=True)
class FacetColumn:
    """The codes of one facet: document `documents[i]` has the code `codes[values[i]]`, each once at most."""

    codes: tuple[str, ...]
    documents: Numbers
    values: Numbers

    def having(self, wanted: Iterable[str], count: int) -> NDArray[np.bool_]:
        """Which of `count` documents have one of the codes."""
        chosen = set(wanted)
        picked = np.fromiter((code in chosen for code in self.codes), dtype=bool, count=len(self.codes))
        found = np.zeros(count, dtype=bool)
        found[self.documents[picked[self.values]]] = True
        return found

    def counted(self, among: NDArray[np.bool_]) -> dict[str, int]:
        """How many of these documents have each code; without those that none has."""
        counts = np.bincount(self.values[among[self.documents]], minlength=len(self.codes))
        return {code: int(count) for code, count in zip(self.codes, counts, strict=True) if count}


class Cards:
    """Facet codes, sort values and lengths of the documents of a segment, in their order.

    `lengths` has a row for each document and a column for each field, in words.
    """

    def __init__(
        self,
        facets: Sequence[Mapping[str, Sequence[str]]],
        sort_keys: Sequence[Mapping[str, int | float]],
        lengths: Sequence[Sequence[int]],
        fields: int,
    ) -> None:
        self._facets, self._sort_keys = facets, sort_keys
        self.lengths = np.array(lengths, dtype=np.float64).reshape(-1, fields)
        self._descending: dict[str, NDArray[np.float64]] = {}

    @cached_property
    def facets(self) -> dict[str, FacetColumn]:
        """The column of each facet that some document has."""
        names = dict.fromkeys(name for card in self._facets for name in card)
        return {name: self._column(name) for name in names}

    def _column(self, name: str) -> FacetColumn:
        cards = enumerate(card.get(name, ()) for card in self._facets)
        pairs = [(number, code) for number, given in cards for code in sorted(set(given))]
        codes = sorted({code for _number, code in pairs})
        at = {code: index for index, code in enumerate(codes)}
        return FacetColumn(
            tuple(codes),
            np.array([number for number, _code in pairs], dtype=np.intp),
            np.array([at[code] for _number, code in pairs], dtype=np.intp),
        )

    def descending(self, name: str) -> NDArray[np.float64]:
        """What each document is sorted by, turned around so that the greatest comes first; inf for none."""
        if name not in self._descending:
            values = np.array([card.get(name, np.nan) for card in self._sort_keys], dtype=np.float64)
            self._descending[name] = np.where(np.isnan(values), np.inf, -values)
        return self._descending[name]
