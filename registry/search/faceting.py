"""Filters and the counts of facets over the documents that answer a query."""

import sys
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from registry.search.base import FACET_BUCKETS, FILTER_VALUES, told_apart
from registry.search.columns import Mask
from registry.search.corpus import Corpus
from registry.search.places import Numbers
from registry.search.traces import ENTRY

Tally = NDArray[np.intp]
NONE: frozenset[str] = frozenset()


def bounded(filters: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The filters that hold something, never more values than a person would choose."""
    return {
        name: frozenset(sorted(map(str, values))[:FILTER_VALUES])
        for name, values in filters.items()
        if values
    }


def filtered(
    corpus: Corpus, found: Mask, filters: Mapping[str, frozenset[str]]
) -> tuple[Numbers, dict[str, dict[str, int]]]:
    """The documents that pass every filter, and the facet counts, each without the facet's own filter."""
    matched = [np.zeros(0, dtype=np.intp)]
    tallies: dict[str, Tally] = {}
    base = 0
    for index, (segment, among) in enumerate(corpus.split(found)):
        passes = {name: _passing(corpus, index, name, codes) for name, codes in filters.items()}
        whole = among
        for having in passes.values():
            whole = whole & having
        documents = np.flatnonzero(whole)
        matched.append(documents + base)
        for name in segment.cards.facets:
            asked = documents
            if name in passes:
                others = [having for other, having in passes.items() if other != name]
                asked = np.flatnonzero(np.logical_and.reduce([among, *others]))
            if len(asked):
                tally = tallies.setdefault(name, np.zeros(len(corpus.facet(name).codes), dtype=np.intp))
                tally += corpus.facet(name).counted(index, asked)
        base += len(among)
    counts: dict[str, dict[str, int]] = {name: {} for name in filters}
    for name, tally in tallies.items():
        counts[name] = _largest(corpus.facet(name).codes, tally, filters.get(name, frozenset()))
    return np.concatenate(matched), counts


def _passing(corpus: Corpus, index: int, name: str, codes: frozenset[str]) -> Mask:
    """Which documents of a part pass a filter."""
    wanted, unwanted = told_apart(codes)
    if not unwanted:
        return _having(corpus, index, name, wanted)
    kept = ~_having(corpus, index, name, unwanted)
    return kept & _having(corpus, index, name, wanted) if wanted else kept


def _having(corpus: Corpus, index: int, name: str, wanted: frozenset[str]) -> Mask:
    """Which documents of a part have one of the codes; remembered with the part."""
    segment = corpus.parts[index].segment
    column = segment.cards.facets.get(name)
    # What nobody has is not remembered: anybody may ask for anything.
    present = wanted & column.present if column else NONE
    if column is None or not present:
        return np.zeros(len(segment.keys), dtype=bool)
    known = segment.memory.masks.get((name, present))
    if known is None:
        known = column.having(present)
        size = known.nbytes + ENTRY + sys.getsizeof(present) + sum(map(sys.getsizeof, present))
        segment.memory.masks.put((name, present), known, size)
    return known


def _largest(codes: tuple[str, ...], tally: Tally, chosen: frozenset[str]) -> dict[str, int]:
    """The commonest codes of a facet; a chosen one is always among them. Codes are in their order."""
    some = np.flatnonzero(tally)
    if len(some) > FACET_BUCKETS:
        # Among equals the first code counts more, so that no two ranks are equal.
        ranks = tally[some] * len(codes) - some
        if chosen:
            ranks[[codes[index] in chosen for index in some]] += (int(tally.max()) + 1) * len(codes)
        some = np.sort(some[np.argpartition(-ranks, FACET_BUCKETS)[:FACET_BUCKETS]])
    order = some[np.argsort(-tally[some], kind="stable")]
    return {codes[index]: int(tally[index]) for index in order}
