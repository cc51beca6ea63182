"""Where words stand, as arrays: one number for each place, so that whole sets are compared at once.

A place is `document << SHIFT | field * STRIDE + position`. Places of one document follow one another
and never touch those of the next, as no field is as long as STRIDE.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

STRIDE = 1 << 20
SHIFT = 23
WITHIN = (1 << SHIFT) - 1
FIELDS_AT_MOST = (1 << SHIFT) // STRIDE
# Sorting so many times fewer documents than there are is quicker than marking them among all.
SPARSE = 32

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]
# Whole numbers of any size.
Numbers = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Places:
    """Places with the weight of what stands there; its length is the number of documents.

    `codes` are sorted and all different; `weights` has one number from 0 to 1 for each of them.
    """

    codes: Codes
    weights: Floats

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def starts(self) -> Numbers:
        """The index of each document's first place."""
        if not len(self.codes):
            return np.zeros(0, dtype=np.intp)
        documents = self.codes >> SHIFT
        return np.concatenate(([0], np.flatnonzero(np.diff(documents)) + 1))

    @cached_property
    def documents(self) -> Numbers:
        """The documents in which there is a place, in their order."""
        return (self.codes[self.starts] >> SHIFT).astype(np.intp)

    @cached_property
    def best(self) -> Floats:
        """The greatest weight in each of the documents."""
        return self.each(np.maximum, self.weights)

    @property
    def size(self) -> int:
        """How many bytes it takes, with what is worked out of it for each document."""
        weights = self.weights.nbytes if self.weights.strides != (0,) else 0
        return self.codes.nbytes + weights + 3 * 8 * len(self.documents)

    def each(self, combine: Any, values: Floats) -> Floats:
        """The values of all places brought together for each document, by a ufunc such as np.add."""
        return combine.reduceat(values, self.starts) if len(self.codes) else np.zeros(0)


NOWHERE = Places(np.zeros(0, dtype=np.int64), np.zeros(0))


def everywhere(codes: Codes) -> Places:
    """Places that count fully."""
    return Places(codes, np.broadcast_to(1.0, len(codes)))


def codes_of(postings: Mapping[int, Iterable[int]]) -> Codes:
    """The codes of positions by document."""
    codes = [
        document << SHIFT | position for document, positions in postings.items() for position in positions
    ]
    return np.unique(np.array(codes, dtype=np.int64))


def joined(found: Sequence[Places]) -> Places:
    """All of these places; where several meet, the greatest weight."""
    some = [places for places in found if len(places.codes)]
    if len(some) < 2:
        return some[0] if some else NOWHERE
    weights = sorted({float(weight) for places in some for weight in _kinds(places.weights)}, reverse=True)
    # Each code with the index of its weight behind it is one number: the first of equal codes weighs most.
    bits = max(len(weights) - 1, 1).bit_length()
    numbers = [places.codes << bits | _index(places.weights, weights) for places in some]
    both = np.sort(np.concatenate(numbers), kind="stable")
    codes = both >> bits
    firsts = np.flatnonzero(np.diff(codes, prepend=-1))
    if len(firsts) < len(codes):
        codes, both = codes[firsts], both[firsts]
    if len(weights) == 1:
        return Places(codes, np.broadcast_to(weights[0], len(codes)))
    return Places(codes, np.array(weights)[both & ((1 << bits) - 1)])


def _kinds(weights: Floats) -> Floats:
    """The different weights there are; one that stands for all places is seen at once."""
    return weights[:1] if weights.strides == (0,) else np.unique(weights)


def _index(weights: Floats, descending: Sequence[float]) -> Numbers | int:
    """The index of each weight, or of the only one."""
    if weights.strides == (0,):
        return descending.index(float(weights[0]))
    return len(descending) - 1 - np.searchsorted(descending[::-1], weights)


def weighed(places: Places, weight: float) -> Places:
    """The same places, all with one weight."""
    return Places(places.codes, np.broadcast_to(weight, len(places.codes)))


def neighbours(first: Places, second: Places, distance: int) -> Places:
    """Where the second follows the first within the distance, at its own place; the nearest counts."""
    if not len(first.codes) or not len(second.codes):
        return NOWHERE
    weights = np.zeros(len(second.codes))
    for step in range(distance, 0, -1):
        if len(first.codes) < len(second.codes):
            meets, at = among(second.codes, first.codes + step)
            before: Numbers = np.flatnonzero(meets)
            here = at[before]
        else:
            meets, at = among(first.codes, second.codes - step)
            here = np.flatnonzero(meets)
            before = at[here]
        weights[here] = np.minimum(second.weights[here], first.weights[before])
    found = np.flatnonzero(weights)
    return Places(second.codes[found], weights[found])


def shared(size: int, first: Numbers, second: Numbers) -> Numbers:
    """The documents of both lists, in their order; all are less than `size`."""
    if len(second) < len(first):
        first, second = second, first
    if not len(first):
        return first
    if len(first) * SPARSE < len(second):
        return first[np.flatnonzero(among(second, first)[0])]
    present = np.zeros(size, dtype=bool)
    present[second.astype(np.intp, copy=False)] = True
    return first[np.flatnonzero(present[first])]


def within(codes: Codes, documents: Numbers | None) -> Codes:
    """The codes of some documents only; None for all."""
    if documents is None or not len(codes):
        return codes
    return codes[np.flatnonzero(np.isin(codes >> SHIFT, documents))]


def union(size: int, found: Sequence[Numbers]) -> Numbers:
    """The documents of any of these lists, in their order; all are less than `size`."""
    some = [documents for documents in found if len(documents)]
    if len(some) < 2:
        return some[0] if some else np.zeros(0, dtype=np.intp)
    if sum(map(len, some)) * SPARSE < size:
        documents = np.sort(np.concatenate(some))
        return documents[np.flatnonzero(np.diff(documents, prepend=-1))]
    present = np.zeros(size, dtype=bool)
    for documents in some:
        present[documents.astype(np.intp, copy=False)] = True
    return np.flatnonzero(present)


def among(found: Numbers, documents: Numbers) -> tuple[NDArray[np.bool_], Numbers]:
    """Whether each of some documents is among those found, which are not none, and its index there if so."""
    wanted = documents.astype(found.dtype, copy=False)
    at = np.minimum(np.searchsorted(found, wanted), len(found) - 1)
    return found[at] == wanted, at
