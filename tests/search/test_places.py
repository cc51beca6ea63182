"""Places as arrays, beside the same worked out one by one."""

import random

import numpy as np
import pytest

from registry.search.places import NOWHERE, SHIFT, STRIDE, Places, joined, neighbours, weighed


def places(plain):
    """The arrays of {document: {position: weight}}."""
    codes = sorted((number << SHIFT | at, w) for number, here in plain.items() for at, w in here.items())
    return Places(np.array([c for c, _w in codes], dtype=np.int64), np.array([w for _c, w in codes]))


def plain(found):
    here = {}
    for code, weight in zip(found.codes.tolist(), found.weights.tolist(), strict=True):
        here.setdefault(code >> SHIFT, {})[code & (1 << SHIFT) - 1] = weight
    return here


def made_up(chance):
    """A few documents with places at the beginning of fields, where numbers could run into one another."""
    return {
        number: {
            field * STRIDE + position: chance.choice([0.1, 0.4, 0.9, 1.0])
            for field in range(5)
            for position in chance.sample(range(6), chance.randint(0, 3))
        }
        for number in chance.sample(range(5), 3)
    }


def without_empty(here):
    return {number: found for number, found in here.items() if found}


@pytest.mark.parametrize("seed", range(40))
def test_neighbours_are_those_found_one_by_one(seed):
    chance = random.Random(seed)
    first, second, distance = made_up(chance), made_up(chance), chance.randint(1, 3)
    wanted = {}
    for number, here in second.items():
        for at, weight in here.items():
            before = [first.get(number, {}).get(at - step) for step in range(1, distance + 1)]
            nearest = next((one for one in before if one is not None), None)
            if nearest is not None:
                wanted.setdefault(number, {})[at] = min(weight, nearest)
    assert plain(neighbours(places(first), places(second), distance)) == wanted


@pytest.mark.parametrize("seed", range(20))
def test_joined_places_keep_the_greatest_weight(seed):
    chance = random.Random(seed)
    many = [made_up(chance) for _ in range(3)]
    wanted = {}
    for here in many:
        for number, found in here.items():
            for at, weight in found.items():
                known = wanted.setdefault(number, {})
                known[at] = max(weight, known.get(at, 0))
    assert plain(joined([places(here) for here in many])) == without_empty(wanted)


def test_documents_and_their_best_places():
    found = places({3: {1: 0.4, 2: 0.9}, 7: {0: 0.1}})
    assert (len(found), found.documents.tolist(), found.best.tolist()) == (2, [3, 7], [0.9, 0.1])
    assert plain(weighed(found, 0.5)) == {3: {1: 0.5, 2: 0.5}, 7: {0: 0.5}}
    assert (len(NOWHERE), bool(NOWHERE), NOWHERE.best.tolist()) == (0, False, [])
