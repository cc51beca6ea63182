"""The columns of all segments under one numbering, put together when they are first asked for."""

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from registry.search.columns import Cards, FacetColumn
from registry.search.places import Floats, Numbers
from registry.search.remembering import ENTRY, Remembered

Mask = NDArray[np.bool_]
MASKS_REMEMBERED = 12 << 20
# Counting fewer cells than this at once is quicker than counting each facet by itself.
MOST_CELLS = 1 << 13
NONE: frozenset[str] = frozenset()


class JoinedFacet:
    """One facet through all segments.

    `codes` are sorted. `layers` has a column for each document and a row for each code that a document may
    have at once: 0 for none, else 1 + an index of `codes`; of as few bytes as hold these numbers.
    """

    def __init__(self, columns: Sequence[FacetColumn | None], sizes: Sequence[int]) -> None:
        self.codes = tuple(sorted({code for column in columns if column for code in column.codes}))
        self.numbers = {code: number for number, code in enumerate(self.codes, 1)}
        depth = max((len(column.layers) for column in columns if column), default=0)
        self.layers = np.zeros((depth, sum(sizes)), dtype=np.min_scalar_type(len(self.codes)))
        begin = 0
        for column, size in zip(columns, sizes, strict=True):
            if column:
                layers = column.layers
                # The largest segment mostly has every code there is: its numbers are those of all.
                if tuple(column.codes) != self.codes:
                    renamed = np.array([0, *(self.numbers[code] for code in column.codes)], self.layers.dtype)
                    layers = renamed[layers]
                self.layers[: len(layers), begin : begin + size] = layers
            begin += size

    def having(self, wanted: Iterable[str]) -> Mask:
        """Which documents have one of the codes."""
        picked = np.zeros(len(self.codes) + 1, dtype=bool)
        picked[[self.numbers[code] for code in wanted if code in self.numbers]] = True
        found = np.zeros(self.layers.shape[1], dtype=bool)
        for layer in self.layers:
            found |= picked.take(layer)
        return found

    def counted(self, documents: Numbers) -> Numbers:
        """How many of these documents have each code."""
        total = np.zeros(len(self.codes) + 1, dtype=np.intp)
        for layer in self.layers:
            total += np.bincount(layer.take(documents), minlength=len(total))
        return total[1:]


class Together:
    """Several facets of which a document has at most one code each, counted in one pass.

    `numbers` (uint16) has for each document the index, in an array with one axis for each facet, of the cell
    that its codes make up.
    """

    def __init__(self, facets: Mapping[str, JoinedFacet]) -> None:
        self._names = tuple(facets)
        self._shape = tuple(len(facet.codes) + 1 for facet in facets.values())
        joined = list(facets.values())
        # What `np.ravel_multi_index` gives, in a tenth of the time: each change of the index asks for it.
        self._numbers = joined[0].layers[0].astype(np.uint16)
        for facet in joined[1:]:
            self._numbers *= np.uint16(len(facet.codes) + 1)
            self._numbers += facet.layers[0]

    def counted(self, documents: Numbers) -> dict[str, Numbers]:
        """How many of these documents have each code of each facet."""
        cells = np.bincount(self._numbers.take(documents), minlength=math.prod(self._shape))
        cells = cells.reshape(self._shape)
        axes = range(len(self._shape))
        return {
            name: cells.sum(axis=tuple(other for other in axes if other != axis))[1:]
            for axis, name in enumerate(self._names)
        }


class JoinedColumns:
    """Facets and sort values of all documents of a generation, whoever may know of them."""

    def __init__(self, cards: Sequence[Cards]) -> None:
        self._cards = cards
        self._sizes = [len(one.lengths) for one in cards]
        self._facets: dict[str, JoinedFacet] = {}
        self._descending: dict[str, Floats] = {}
        self._merits: tuple[tuple[Floats, ...], Floats] | None = None
        self.masks: Remembered[Mask] = Remembered(MASKS_REMEMBERED)
        self.facet_names = tuple(dict.fromkeys(name for one in cards for name in one.facets))

    def facet(self, name: str) -> JoinedFacet:
        """The codes of a facet."""
        if name not in self._facets:
            self._facets[name] = JoinedFacet([one.facets.get(name) for one in self._cards], self._sizes)
        return self._facets[name]

    def counted(self, names: Iterable[str], documents: Numbers) -> dict[str, Numbers]:
        """How many of these documents have each code of some facets."""
        wanted = set(names)
        found: dict[str, Numbers] = {}
        for together, members in self._together:
            if wanted >= members:
                found |= together.counted(documents)
        return found | {name: self.facet(name).counted(documents) for name in wanted - found.keys()}

    @cached_property
    def _together(self) -> list[tuple[Together, frozenset[str]]]:
        """The facets with few codes, as many together as there are not too many cells."""
        groups: list[dict[str, JoinedFacet]] = []
        cells = MOST_CELLS
        for facet, name in sorted((len(self.facet(name).codes) + 1, name) for name in self.facet_names):
            if len(self.facet(name).layers) != 1 or facet > MOST_CELLS:
                continue
            cells *= facet
            if cells > MOST_CELLS:
                groups.append({})
                cells = facet
            groups[-1][name] = self.facet(name)
        return [(Together(group), frozenset(group)) for group in groups if len(group) > 1]

    def having(self, name: str, wanted: frozenset[str]) -> Mask:
        """Which documents have one of the codes of a facet; remembered."""
        facet = self.facet(name) if name in self.facet_names else None
        # What nobody has is not remembered: anybody may ask for anything.
        present = frozenset(wanted & facet.numbers.keys()) if facet else NONE
        if facet is None or not present:
            return np.zeros(sum(self._sizes), dtype=bool)
        known = self.masks.get((name, present))
        if known is None:
            known = facet.having(present)
            size = known.nbytes + ENTRY + sys.getsizeof(present) + sum(map(sys.getsizeof, present))
            self.masks.put((name, present), known, size)
        return known

    def descending(self, name: str) -> Floats:
        """What each document is sorted by, the greatest first: less is earlier, without a value is last."""
        if name not in self._descending:
            self._descending[name] = _end_to_end([one.descending(name) for one in self._cards])
        return self._descending[name]

    def merits(self, shares: Sequence[Floats]) -> Floats:
        """The share that merits add, given those of each segment."""
        known = self._merits
        if known is None or any(a is not b for a, b in zip(known[0], shares, strict=True)):
            known = self._merits = (tuple(shares), _end_to_end(shares))
        return known[1]


def _end_to_end(columns: Sequence[Floats]) -> Floats:
    return columns[0] if len(columns) == 1 else np.concatenate([*columns, np.zeros(0)])
