"""Filters and the counts of facets over the documents that answer a query."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.search.base import FACET_BUCKETS, FILTER_VALUES, told_apart
from registry.search.corpus import Corpus
from registry.search.joined_columns import NONE, JoinedColumns, Mask
from registry.search.places import Numbers

Tally = NDArray[np.integer[Any]]


def bounded(filters: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The filters that hold something, never more values than a person would choose."""
    return {
        name: frozenset(sorted(map(str, values))[:FILTER_VALUES])
        for name, values in filters.items()
        if values
    }


def filtered(
    corpus: Corpus, documents: Numbers, filters: Mapping[str, frozenset[str]], *, count: bool = True
) -> tuple[Numbers | None, dict[str, dict[str, int]]]:
    """The indexes of the documents that pass every filter (None for all), and the counts of facets.

    Each facet is counted without its own filter; none without `count`.
    """
    columns, names = corpus.columns, corpus.columns.facet_names
    passes = {name: _passing(columns, name, codes) for name, codes in filters.items()}
    if len(documents) < corpus.size:
        passes = {name: having.take(documents) for name, having in passes.items()}
    passed = np.flatnonzero(np.logical_and.reduce(list(passes.values()))) if passes else None
    if not count:
        return passed, {}
    left = documents if passed is None else documents[passed]
    counts: dict[str, dict[str, int]] = {name: {} for name in filters}
    tallies = dict(_tallies(corpus, [name for name in names if name not in passes], left))
    for name in passes.keys() & names:
        others = [having for other, having in passes.items() if other != name]
        asked = documents[np.flatnonzero(np.logical_and.reduce(others))] if others else documents
        tallies.update(_tallies(corpus, [name], asked))
    for name in names:
        if name in tallies:
            counts[name] = _largest(columns.facet(name).codes, tallies[name], filters.get(name, NONE))
    return passed, counts


def _tallies(corpus: Corpus, names: Sequence[str], documents: Numbers) -> Mapping[str, Tally]:
    """How many of these documents have each code of these facets; nothing when there is no document."""
    if documents is corpus.documents and len(documents):
        return {name: corpus.tallies[name] for name in names}
    return corpus.columns.counted(names, documents) if len(documents) else {}


def _passing(columns: JoinedColumns, name: str, codes: frozenset[str]) -> Mask:
    """Which documents of the corpus pass a filter."""
    wanted, unwanted = told_apart(codes)
    if not unwanted:
        return columns.having(name, wanted)
    kept = ~columns.having(name, unwanted)
    return kept & columns.having(name, wanted) if wanted else kept


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
