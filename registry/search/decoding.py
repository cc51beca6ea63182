"""Reads the posting list of a word, which is written as `inverting` says."""

from collections.abc import Callable

import numpy as np

from registry.search.inverting import FIRST, Block
from registry.search.places import SHIFT, WITHIN, Codes, Numbers, among
from registry.search.tallies import TOO_OFTEN, Stand, Tallies, counted, unpacked

# Searching for so many times fewer places than there are is quicker than numbering all of these.
FEW = 16


def decoded(block: Block, count: int) -> Codes:
    """The codes of all places of a word that stands in so many documents."""
    documents, places = block[:count].astype(np.int64) << SHIFT, block[count:]
    if len(places) == count:
        return documents | (places & (FIRST - 1))
    return documents[np.cumsum(places >= FIRST) - 1] | (places & (FIRST - 1))


def chosen(block: Block, count: int, documents: Numbers) -> Codes:
    """The codes of the places of a word in some documents: those of others are not decoded."""
    everywhere, places = block[:count], block[count:]
    if not count or not len(documents):
        return np.zeros(0, dtype=np.int64)
    here, rows = among(everywhere, documents)
    rows = rows[np.flatnonzero(here)]
    if len(places) == count:
        return everywhere[rows].astype(np.int64) << SHIFT | (places[rows] & (FIRST - 1))
    starts = np.flatnonzero(places >= FIRST)
    sizes = np.diff(starts, append=len(places))[rows]
    # Each chosen document's places follow one another: their index is its first one and so many more.
    behind = np.cumsum(sizes)
    at = np.repeat(starts[rows] - behind + sizes, sizes) + np.arange(behind[-1] if len(behind) else 0)
    return np.repeat(everywhere[rows].astype(np.int64) << SHIFT, sizes) | (places[at] & (FIRST - 1))


def standing(documents: Block, tallies: Tallies, whole: Callable[[], Block]) -> Stand:
    """Where a word stands, without its places; the whole block is read only for where it is too often."""
    others = np.flatnonzero(tallies == TOO_OFTEN)
    if not len(others):
        return Stand(documents, tallies)
    often = unpacked(tallies)
    codes = chosen(whole(), len(documents), documents[others])
    rows = np.searchsorted(documents[others], codes >> SHIFT)
    often[:, others] = counted(rows, (codes & WITHIN).astype(np.uint32), len(others))[: len(often)]
    return Stand(documents, None, often)


def places_at(block: Block, count: int, chosen_places: Numbers, firsts: Callable[[], Numbers]) -> Codes:
    """The codes of some places of a word, by their indexes, which are sorted; `firsts` gives those of places
    that are the first ones of their documents."""
    documents, places = block[:count], block[count:]
    if len(places) == count:
        rows = chosen_places
    elif len(chosen_places) * FEW < len(places):
        known = firsts()
        rows = np.searchsorted(known, chosen_places.astype(known.dtype), side="right") - 1
    else:
        rows = np.cumsum(places >= FIRST, dtype=np.int32).take(chosen_places) - 1
    return documents.take(rows).astype(np.int64) << SHIFT | (places.take(chosen_places) & (FIRST - 1))
