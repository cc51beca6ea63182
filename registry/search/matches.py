"""In which documents of a segment a recipe stands, and how strongly each of them speaks of it."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from registry.search.kinds import Levels
from registry.search.marks import Bits, count_any, have_any, having_any, marked, packed
from registry.search.meeting import meeting, meeting_counts
from registry.search.places import Floats, Numbers, among
from registry.search.placing import places_in, places_in_few
from registry.search.recipes import Near, Recipe, Word, size_of, words_of
from registry.search.standing import Chosen
from registry.search.stems import is_stem
from registry.search.tallies import Stand
from registry.search.worked import Mask, Match, Measure, Worked


def match_in(segment: Worked, recipe: Recipe) -> Match:
    """The documents of a segment in which a recipe stands."""
    found = segment.memory.matches.get(recipe)
    if found is None:
        spellings = words_of(recipe)
        if isinstance(recipe, Word):
            found = Match(segment.documents(recipe.text), None)
        elif spellings is not None:
            found = _any_of(segment, spellings)
        else:
            places = places_in(segment, recipe)
            found = Match(places.documents, None if (places.best == 1).all() else _levels(places.best))
        segment.memory.matches.put(recipe, found, found.size + size_of(recipe))
    return found


class Live:
    """Which documents of a segment are in sight, one by one and as bits."""

    def __init__(self, marks: Mask) -> None:
        self.marks = marks

    @cached_property
    def bits(self) -> Bits:
        return packed(self.marks)

    @cached_property
    def hidden(self) -> int:
        """How many documents are out of sight."""
        return len(self.marks) - int(np.count_nonzero(self.marks))


def count_in(segment: Worked, recipe: Recipe, weight: float, live: Live | None) -> int:
    """In how many live documents (None: all) a recipe stands with at least this weight."""
    if isinstance(recipe, Word) and live is None:
        return segment.frequency(recipe.text)
    words = words_of(recipe)
    if words is not None:
        enough = [word for word, best in words.items() if best >= weight and segment.frequency(word)]
        return count_any(segment, enough, None if live is None else live.bits) if enough else 0
    match = match_in(segment, recipe)
    documents, best = match.documents, match.best if weight else None
    if best is not None:
        documents = documents[best >= weight]
    return len(documents) if live is None else int(np.count_nonzero(live.marks.take(documents)))


def stands_in(segment: Worked, recipe: Recipe) -> Mask:
    """For each document of a segment whether a recipe stands in it."""
    words = words_of(recipe)
    if words is not None:
        return having_any(segment, words)
    return marked(match_in(segment, recipe).documents, len(segment.cards.lengths))


def best_among(segment: Worked, recipe: Recipe, documents: Numbers) -> Floats:
    """The greatest weight with which a recipe stands in each of a few documents; 0 where it does not.

    Nothing else of what it finds is worked out.
    """
    best = np.zeros(len(documents))
    spellings = words_of(recipe)
    if spellings is not None:
        for weight, words in _by_weight(spellings).items():
            np.maximum(best, weight * have_any(segment, words, documents), out=best)
        return best
    known = segment.memory.matches.get(recipe)
    if known is not None:
        holding, weights = known.documents, 1.0 if known.best is None else known.best
    else:
        places = places_in_few(segment, recipe, np.sort(documents))
        holding, weights = places.documents, places.best
    if len(holding):
        here, at = among(holding, documents)
        best = np.where(here, np.broadcast_to(weights, len(holding))[at], 0.0)
    return best


def counts_beside(
    segment: Worked, words: tuple[str, ...], other: Recipe, distance: int, live: Live | None
) -> Numbers:
    """In how many live documents (None: all) each of the words, which are sorted, stands before something
    within the distance, or behind it if that is negative.
    """
    others, succession = words_of(other), segment.succession
    if succession is None or others is None or abs(distance) != 1:
        recipes = [_near(Word(word), other, distance) for word in words]
        found = [match_in(segment, recipe).documents for recipe in recipes]
        counts = [len(one) if live is None else np.count_nonzero(live.marks.take(one)) for one in found]
        return np.array(counts, dtype=np.intp)
    those, size = tuple(sorted(others)), len(segment.cards.lengths)
    met = meeting(segment, succession, *((words, those) if distance > 0 else (those, words)))
    marks = None if live is None else live.marks
    return meeting_counts(met, met.firsts if distance > 0 else met.seconds, len(words), marks, size)


def _near(word: Word, other: Recipe, distance: int) -> Near:
    return Near(word, other, distance) if distance > 0 else Near(other, word, -distance)


def levels_in(segment: Worked, recipe: Recipe) -> Levels:
    """The greatest weight with which a recipe stands in each document of a segment."""
    words, size = words_of(recipe), len(segment.cards.lengths)
    if words is not None:
        return _levels_of_words(segment, words)
    match = match_in(segment, recipe)
    numbers = np.zeros(size, dtype=np.uint8)
    numbers[match.documents] = 1 if match.weights is None else match.weights.numbers
    return Levels(numbers, np.array([0.0, 1.0]) if match.weights is None else match.weights.of)


def _levels(best: Floats) -> Levels:
    """Weights that are a few numbers as the indexes of these; 0 is the first, whether it is there or not."""
    of = np.unique(np.concatenate((np.zeros(1), best)))
    return Levels(np.searchsorted(of, best).astype(np.uint8), of)


def _levels_of_words(segment: Worked, words: dict[str, float]) -> Levels:
    by_weight = _by_weight(words)
    weights = sorted(by_weight)
    numbers = having_any(segment, by_weight[weights[0]]).view(np.uint8)
    for number, weight in enumerate(weights[1:], 2):
        having = having_any(segment, by_weight[weight]).view(np.uint8)
        np.maximum(numbers, having * np.uint8(number), out=numbers)
    return Levels(numbers, np.array([0.0, *weights]))


def _by_weight(words: dict[str, float]) -> dict[float, list[str]]:
    by_weight: dict[float, list[str]] = {}
    for word, weight in words.items():
        by_weight.setdefault(weight, []).append(word)
    return by_weight


def strengths_among(segment: Worked, recipe: Recipe, measure: Measure, chosen: Chosen) -> Floats:
    """How strongly each of some documents speaks of a recipe."""
    words = words_of(recipe)
    if words is not None and not _needs_places(segment, words):
        return _of_spellings(segment, words, chosen, measure)
    match = match_in(segment, recipe)
    known = match.strengths.get(measure.key)
    if known is None:
        known = match.strengths[measure.key] = measure.of_places(places_in(segment, recipe), segment.cards)
    found = np.zeros(len(segment.cards.lengths))
    found[match.documents] = known
    return found.take(chosen.documents)


def _needs_places(segment: Worked, spellings: dict[str, float]) -> bool:
    """Whether two of the words may stand at one place, and the segment does not tell where."""
    return segment.succession is None and _overlap(spellings)


def _overlap(spellings: dict[str, float]) -> bool:
    """Whether two of the words may stand at one place: a stem stands where its word does."""
    return len(spellings) > 1 and any(map(is_stem, spellings))


def _any_of(segment: Worked, spellings: dict[str, float]) -> Match:
    """The documents with any of the words, and the greatest weight of those that each of them has."""
    levels = _levels_of_words(segment, spellings)
    documents = np.flatnonzero(levels.numbers).astype(np.uint32)
    numbers = levels.numbers.take(documents)
    if levels.of[numbers.min(initial=len(levels.of) - 1)] == 1:
        return Match(documents, None)
    return Match(documents, Levels(numbers, levels.of))


def _of_spellings(segment: Worked, spellings: dict[str, float], chosen: Chosen, measure: Measure) -> Floats:
    """The strength of each of some documents, from how much of each word there is in it."""
    spellings = {word: weight for word, weight in spellings.items() if segment.frequency(word)}
    if not spellings:
        return np.zeros(len(chosen.documents))
    said, other = np.zeros((2, len(chosen.documents)))
    for stand, weight in _apart(segment, spellings, chosen):
        here = said if measure.is_meant(abs(weight)) else other
        # No document is twice in a stand.
        here[chosen.indexes(stand)] += weight * measure.amounts(stand, segment.cards)
    has_other = not all(map(measure.is_meant, spellings.values()))
    return measure.strengths(said, other if has_other else None)


def _some(stand: Stand, wanted: Mask) -> Stand:
    return stand.among(np.flatnonzero(wanted.take(stand.documents)))


def _apart(segment: Worked, spellings: dict[str, float], chosen: Chosen) -> Iterator[tuple[Stand, float]]:
    """Where the words stand, each place once and with its greatest weight.

    What a lesser weight was given to before is taken back by the same weight with a minus sign.
    """
    roots = [word for word in spellings if is_stem(word)]
    rest = {root: chosen.of(segment.stand(root)) for root in roots}
    known = segment.succession
    ids = {} if known is None else {word: set(known.ids_of(word).tolist()) for word in spellings}
    having = {root: having_any(segment, [root]) for root in roots}
    for word, weight in spellings.items():
        if is_stem(word):
            continue
        stand = chosen.of(segment.stand(word))
        yield stand, weight
        for root in (root for root in roots if ids and ids[word] & ids[root]):
            both = _some(stand, having[root])
            rest[root] = _less(rest[root], both)
            if spellings[root] > weight:
                yield both, -weight
                yield both, spellings[root]
    for root in roots:
        yield rest[root], spellings[root]


def _less(stand: Stand, other: Stand) -> Stand:
    """A stand without the places of another, whose documents are all among its own."""
    often = stand.often.copy()
    often[:, np.searchsorted(stand.documents, other.documents)] -= other.often
    return Stand(stand.documents, None, often)
