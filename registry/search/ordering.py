"""The first documents of a list that nobody needs to see sorted as a whole."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from registry.search.base import RELEVANCE
from registry.search.corpus import Corpus
from registry.search.places import Floats, Numbers

NEWEST_FIRST = ("recognised", "updated")


def first_of(columns: Sequence[Callable[[Numbers], Floats]], count: int, wanted: int) -> Numbers:
    """Indexes of the rows that come first, and of all that are equal to the last of them; in no order.

    Columns are compared one after the other, the least first. Only rows that are equal so far are looked at
    in the next column, so most of them are never compared at all.
    """
    rows = np.arange(count)
    certain: list[Numbers] = []
    for column in columns:
        if len(rows) <= wanted:
            break
        values = column(rows)
        edge = np.partition(values, wanted - 1)[wanted - 1]
        before = rows[np.flatnonzero(values < edge)]
        certain.append(before)
        rows, wanted = rows[np.flatnonzero(values == edge)], wanted - len(before)
    return np.concatenate([*certain, rows])


def ordered(corpus: Corpus, matched: Numbers, scores: Floats, sort: str, wanted: int) -> list[int]:
    """The indexes in `matched` of the first ones, best first.

    Equal ones stand newest first, then by reference: a page is always the same.
    """
    if wanted < 1:
        return []
    names = NEWEST_FIRST if sort == RELEVANCE else (sort, *NEWEST_FIRST)
    columns: list[Callable[[Numbers], Floats]] = [
        partial(_values, corpus.columns.descending(name), matched) for name in names
    ]
    columns.insert(0 if sort == RELEVANCE else 1, lambda rows: -scores.take(rows))
    order = first_of(columns, len(matched), wanted)
    keys = corpus.keys(matched[order])
    ranks = np.lexsort((keys, *(column(order) for column in columns[::-1])))
    return order[ranks[:wanted]].tolist()


def _values(column: Floats, matched: Numbers, rows: Numbers) -> Floats:
    return column.take(matched.take(rows))
