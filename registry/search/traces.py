"""Where something stands in the documents a reader may know of: worked out once for each segment.

What is looked for is a recipe, which says nothing of documents or readers: a word, any of several recipes,
one near another. A segment never changes, so what a recipe finds in it is remembered there, and a reader's
own view is that without the documents out of sight.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from registry.search.kinds import Levels
from registry.search.places import Floats, Numbers
from registry.search.recipes import Any, Near, Recipe, Weighed
from registry.search.standing import Chosen
from registry.search.worked import Measure

if TYPE_CHECKING:
    from registry.search.corpus import Corpus

Standing = NDArray[np.bool_]


class Traces:
    """Where a recipe stands in the visible documents of a corpus; its length is their number."""

    def __init__(self, corpus: "Corpus | None", recipe: Recipe) -> None:
        self.corpus, self.recipe = corpus, recipe

    def __len__(self) -> int:
        return self.often(0.0)

    def __bool__(self) -> bool:
        return self.corpus is not None and self.corpus.holds(self.recipe)

    def often(self, weight: float) -> int:
        """In how many documents it stands with at least this weight."""
        return 0 if self.corpus is None else self.corpus.count(self.recipe, weight)

    @property
    def documents(self) -> Numbers:
        """The documents, in their order."""
        return np.zeros(0, np.intp) if self.corpus is None else self.corpus.documents_of(self.recipe)

    @property
    def having(self) -> Standing | np.bool_:
        """For each document of the corpus, seen or not, whether it stands there."""
        return np.False_ if self.corpus is None else self.corpus.having(self.recipe)

    def stands_in(self, documents: Numbers, weight: float = 0.0) -> Standing:
        """Whether it stands in each of some visible documents, with at least this weight."""
        if self.corpus is None:
            return np.zeros(len(documents), dtype=bool)
        return self.corpus.stands_in(self.recipe, documents, weight)

    @property
    def levels(self) -> Levels:
        """With which weight it stands in each document of the corpus, seen or not."""
        return _NO_LEVEL if self.corpus is None else self.corpus.levels_of(self.recipe)

    def strengths(self, measure: Measure, chosen: Sequence[Chosen]) -> Floats:
        """How strongly each of some documents speaks of it; 0 where it does not stand."""
        if self.corpus is None:
            return np.zeros(sum(len(some.documents) for some in chosen))
        return self.corpus.strengths_of(self.recipe, measure, chosen)


_NO_LEVEL = Levels(np.zeros(1, np.uint8), np.zeros(1))
NOWHERE = Traces(None, Any(()))


def joined(found: Sequence[Traces]) -> Traces:
    """All of these; where several meet, the greatest weight."""
    some = [traces for traces in found if traces]
    if len(some) < 2:
        return some[0] if some else NOWHERE
    return Traces(some[0].corpus, Any(tuple(traces.recipe for traces in some)))


def weighed(traces: Traces, weight: float) -> Traces:
    """The same, all with one weight."""
    return Traces(traces.corpus, Weighed(traces.recipe, weight))


def neighbours(first: Traces, second: Traces, distance: int) -> Traces:
    """Where the second follows the first within the distance, at its own place; the nearest counts."""
    if not first or not second:
        return NOWHERE
    return Traces(first.corpus, Near(first.recipe, second.recipe, distance))
