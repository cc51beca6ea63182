"""Columns of several segments are put together anew after each change: fast, and as they were."""

import numpy as np
import pytest

from registry.search.columns import facet_column
from registry.search.decoding import FEW, decoded, places_at
from registry.search.inverting import FIRST
from registry.search.joined_columns import JoinedFacet, Together

LARGE = [["b"], ["a"], [], ["c"], ["b"], ["a"]]
SMALL = {"the same": [["c"], []], "new ones": [["aa"], ["d"]], "none": [[], []]}


@pytest.mark.parametrize("small", SMALL.values(), ids=SMALL)
def test_each_document_keeps_its_codes(small):
    joined = JoinedFacet([facet_column(LARGE), facet_column(small), None], [6, 2, 1])
    told = [[joined.codes[number - 1]] if number else [] for number in joined.layers[0].tolist()]
    assert told == [*LARGE, *small, []]


def test_cells_are_those_of_an_array_with_an_axis_for_each_facet():
    chance = np.random.default_rng(3)
    names = ["a", "b", "c", "d", "e"]
    facets = {
        name: JoinedFacet([facet_column([[names[n]] for n in chance.integers(0, size, 50)])], [50])
        for name, size in (("one", 5), ("two", 3), ("three", 2))
    }
    shape = tuple(len(facet.codes) + 1 for facet in facets.values())
    layers = tuple(facet.layers[0].astype(np.intp) for facet in facets.values())
    together = Together(facets)
    assert together._numbers.tolist() == np.ravel_multi_index(layers, shape).tolist()
    counted = together.counted(np.arange(50))
    assert all(
        counted[name].tolist() == facet.counted(np.arange(50)).tolist() for name, facet in facets.items()
    )


@pytest.mark.parametrize("most", [1, 5])
def test_some_places_of_a_word_are_those_among_all(most):
    chance = np.random.default_rng(4)
    sizes = chance.integers(1, most + 1, 200)
    starts = np.cumsum(sizes) - sizes
    places = chance.integers(0, 1000, sizes.sum()).astype(np.uint32)
    places[starts] |= FIRST
    block = np.concatenate((np.arange(0, 400, 2, dtype=np.uint32), places))
    everything = decoded(block, 200)
    # Few of many are looked up, many are counted through.
    few = len(places) // FEW - 1
    stretches = [np.arange(begin, begin + few) for begin in range(0, len(places) - few, few)]
    for some in [*stretches, np.arange(1, len(places), 2), np.arange(len(places))]:
        found = places_at(block, 200, some, lambda: starts.astype(np.uint32))
        assert found.tolist() == everything[some].tolist()
