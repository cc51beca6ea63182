"""In which documents of a segment a recipe stands, and how strongly each of them speaks of it."""

from collections.abc import Iterator

import numpy as np

from registry.search.marks import having_any, marked
from registry.search.meeting import meeting, meeting_counts
from registry.search.places import Floats, Numbers, Stand, among
from registry.search.placing import places_in, places_in_few
from registry.search.recipes import Near, Recipe, Word, size_of, words_of
from registry.search.stems import is_stem
from registry.search.worked import Levels, Mask, Match, Measure, Spoken, Worked

# Working out so many times fewer documents is worth it, though it is not remembered.
FEWER = 3


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
            found = Match(places.documents, None if (places.best == 1).all() else places.best)
        segment.memory.matches.put(recipe, found, found.size + size_of(recipe))
    return found


def count_in(segment: Worked, recipe: Recipe, weight: float, live: Mask | None) -> int:
    """In how many live documents (None: all) a recipe stands with at least this weight."""
    if isinstance(recipe, Word) and live is None:
        return segment.frequency(recipe.text)
    match = match_in(segment, recipe)
    best = match.best if weight else None
    if best is None:
        return len(match.documents) if live is None else int(np.count_nonzero(live.take(match.documents)))
    enough = best >= weight
    return int(np.count_nonzero(enough if live is None else enough & live.take(match.documents)))


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
    known, spellings = segment.memory.matches.get(recipe), words_of(recipe)
    if known is not None:
        found = [(known.documents, 1.0 if known.best is None else known.best)]
    elif spellings is not None:
        found = [(segment.documents(word), weight) for word, weight in spellings.items()]
    else:
        places = places_in_few(segment, recipe, np.sort(documents))
        found = [(places.documents, places.best)]
    for holding, weights in found:
        if len(holding):
            here, at = among(holding, documents)
            best = np.maximum(best, np.where(here, np.broadcast_to(weights, len(holding))[at], 0.0))
    return best


def counts_beside(
    segment: Worked, words: tuple[str, ...], other: Recipe, distance: int, live: Mask | None
) -> Numbers:
    """In how many live documents (None: all) each of the words, which are sorted, stands before something
    within the distance, or behind it if that is negative.
    """
    others, succession = words_of(other), segment.succession
    if succession is None or others is None or abs(distance) != 1:
        recipes = [_near(Word(word), other, distance) for word in words]
        found = [match_in(segment, recipe).documents for recipe in recipes]
        counts = [len(one) if live is None else np.count_nonzero(live[one]) for one in found]
        return np.array(counts, dtype=np.intp)
    those, size = tuple(sorted(others)), len(segment.cards.lengths)
    met = meeting(segment, succession, *((words, those) if distance > 0 else (those, words)))
    return meeting_counts(met, met.firsts if distance > 0 else met.seconds, len(words), live, size)


def _near(word: Word, other: Recipe, distance: int) -> Near:
    return Near(word, other, distance) if distance > 0 else Near(other, word, -distance)


def strengths_in(segment: Worked, recipe: Recipe, measure: Measure) -> Floats:
    """How strongly each document of a match speaks of it."""
    match = match_in(segment, recipe)
    known = match.strengths.get(measure.key)
    if known is None:
        spellings = words_of(recipe)
        if spellings is None or _needs_places(segment, spellings):
            known = measure.of_places(places_in(segment, recipe), segment.cards)
        else:
            known = _of_spellings(segment, spellings, match.documents, measure)
        match.strengths[measure.key] = known
    return known


def spoken_in(segment: Worked, recipe: Recipe, measure: Measure, wanted: Mask | None) -> Spoken:
    """A match with how strongly each document speaks of it: of the documents that are wanted (None: all), and
    of others where that is no more work.
    """
    match = match_in(segment, recipe)
    spellings = words_of(recipe)
    if wanted is not None and spellings is not None and measure.key not in match.strengths:
        some = np.flatnonzero(wanted.take(match.documents))
        if len(some) * FEWER < len(match.documents) and not _needs_places(segment, spellings):
            documents = match.documents.take(some)
            best = match.best
            best = None if best is None else best.take(some)
            return Spoken(documents, best, _of_spellings(segment, spellings, documents, measure, wanted))
    return Spoken(match.documents, match.best, strengths_in(segment, recipe, measure))


def _needs_places(segment: Worked, spellings: dict[str, float]) -> bool:
    """Whether two of the words may stand at one place, and the segment does not tell where."""
    return segment.succession is None and _overlap(spellings)


def _overlap(spellings: dict[str, float]) -> bool:
    """Whether two of the words may stand at one place: a stem stands where its word does."""
    return len(spellings) > 1 and any(map(is_stem, spellings))


def _any_of(segment: Worked, spellings: dict[str, float]) -> Match:
    """The documents with any of the words, and the greatest weight of those that each of them has."""
    by_weight: dict[float, list[str]] = {}
    for word, weight in spellings.items():
        by_weight.setdefault(weight, []).append(word)
    if list(by_weight) == [1]:
        return Match(np.flatnonzero(having_any(segment, spellings)).astype(np.uint32), None)
    weights = sorted(by_weight)
    # For each document the number of the greatest weight, from 1; 0 for none.
    level = np.zeros(len(segment.cards.lengths), dtype=np.min_scalar_type(len(weights)))
    for number, weight in enumerate(weights, 1):
        np.maximum(level, having_any(segment, by_weight[weight]) * level.dtype.type(number), out=level)
    documents = np.flatnonzero(level).astype(np.uint32)
    levels = level.take(documents)
    if weights[levels.min(initial=len(weights)) - 1] == 1:
        return Match(documents, None)
    return Match(documents, Levels(levels, np.array([0.0, *weights])))


def _of_spellings(
    segment: Worked,
    spellings: dict[str, float],
    documents: Numbers,
    measure: Measure,
    wanted: Mask | None = None,
) -> Floats:
    """The strength of each of the documents, which are all or those wanted, from how much of each word there
    is in it.
    """
    if len(spellings) == 1:
        ((word, weight),) = spellings.items()
        amounts = weight * measure.amounts(_stand(segment, word, wanted), segment.cards)
        if measure.is_meant(weight):
            return measure.strengths(amounts, None)
        return measure.strengths(np.zeros(len(amounts)), amounts)
    said, other = np.zeros((2, len(segment.cards.lengths)))
    for stand, weight in _apart(segment, spellings, wanted):
        here = said if measure.is_meant(abs(weight)) else other
        # Twice as quick with numbers of the machine's size.
        np.add.at(here, stand.documents.astype(np.intp), weight * measure.amounts(stand, segment.cards))
    has_other = not all(map(measure.is_meant, spellings.values()))
    return measure.strengths(said.take(documents), other.take(documents) if has_other else None)


def _stand(segment: Worked, word: str, wanted: Mask | None) -> Stand:
    """Where a word stands in the documents that are wanted (None: all)."""
    stand = segment.stand(word)
    return stand if wanted is None else _some(stand, wanted)


def _some(stand: Stand, wanted: Mask) -> Stand:
    rows = np.flatnonzero(wanted.take(stand.documents))
    return Stand(stand.documents.take(rows), stand.often.take(rows, axis=1))


def _apart(
    segment: Worked, spellings: dict[str, float], wanted: Mask | None
) -> Iterator[tuple[Stand, float]]:
    """Where the words stand, each place once and with its greatest weight.

    What a lesser weight was given to before is taken back by the same weight with a minus sign.
    """
    roots = [word for word in spellings if is_stem(word)]
    rest = {root: _stand(segment, root, wanted) for root in roots}
    known = segment.succession
    ids = {} if known is None else {word: set(known.ids_of(word).tolist()) for word in spellings}
    having = {root: having_any(segment, [root]) for root in roots}
    for word, weight in spellings.items():
        if is_stem(word):
            continue
        stand = _stand(segment, word, wanted)
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
    return Stand(stand.documents, often)
