"""What is looked for, saying nothing of documents or readers: a word, any of several, one near another."""

import sys
from functools import lru_cache
from typing import NamedTuple, Union

from registry.search.remembering import ENTRY

# What a part of a recipe takes beside its letters.
INGREDIENT = 256
# A question looks at each of its recipes some ten times, in each segment.
RECIPES_KNOWN = 512

Recipe = Union["Word", "Any", "Weighed", "Near"]


class Word(NamedTuple):
    """A word, wherever it stands."""

    text: str


class Any(NamedTuple):
    """Any of these; where several meet, the greatest weight."""

    of: tuple[Recipe, ...]


class Weighed(NamedTuple):
    """The same with another weight."""

    what: Recipe
    weight: float


class Near(NamedTuple):
    """The second where it follows the first within the distance."""

    first: Recipe
    second: Recipe
    distance: int


@lru_cache(maxsize=RECIPES_KNOWN)
def size_of(recipe: Recipe) -> int:
    """How many bytes remembering a result takes beside the numbers in it: the recipe is its key."""
    return ENTRY + _ingredients(recipe)


def _ingredients(recipe: Recipe) -> int:
    match recipe:
        case Word(text):
            return INGREDIENT + sys.getsizeof(text)
        case Weighed(what, _weight):
            return INGREDIENT + _ingredients(what)
        case Near(first, second, _distance):
            return INGREDIENT + _ingredients(first) + _ingredients(second)
        case Any(of):
            return INGREDIENT + sum(map(_ingredients, of))


@lru_cache(maxsize=RECIPES_KNOWN)
def words_of(recipe: Recipe) -> dict[str, float] | None:
    """The words any of which a recipe looks for, with their weights; None when it looks for neighbours.

    Whoever asks gets the same table, and does not change it.
    """
    match recipe:
        case Word(text):
            return {text: 1.0}
        case Weighed(what, weight):
            words = words_of(what)
            return None if words is None else dict.fromkeys(words, weight)
        case Any(of):
            found: dict[str, float] = {}
            for one in of:
                words = words_of(one)
                if words is None:
                    return None
                for word, weight in words.items():
                    found[word] = max(weight, found.get(word, 0.0))
            return found
    return None
