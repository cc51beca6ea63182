"""Where a recipe stands in a segment, place by place."""

from collections.abc import Mapping

from registry.search import places as arrays
from registry.search.meeting import places_of_meeting
from registry.search.places import Numbers, Places, everywhere, shared
from registry.search.recipes import Any, Near, Recipe, Weighed, Word, size_of, words_of
from registry.search.succession import Succession
from registry.search.worked import Worked


def places_in(segment: Worked, recipe: Recipe) -> Places:
    """Where a recipe stands in a segment."""
    found = segment.memory.places.get(recipe)
    if found is None:
        found = _near(segment, recipe) if isinstance(recipe, Near) else places_among(segment, recipe, None)
        segment.memory.places.put(recipe, found, found.size + size_of(recipe))
    return found


def places_among(segment: Worked, recipe: Recipe, documents: Numbers | None) -> Places:
    """Where a recipe stands in some documents, or in all (None); what is near is known of all at once."""
    match recipe:
        case Word(text):
            return everywhere(segment.postings(text, documents))
        case Weighed(what, weight):
            return arrays.weighed(places_among(segment, what, documents), weight)
        case Near():
            return places_in(segment, recipe)
        case Any(of):
            return arrays.joined([places_among(segment, one, documents) for one in of])


def places_in_few(segment: Worked, recipe: Recipe, documents: Numbers) -> Places:
    """Where a recipe stands in a few documents; nothing else of it is worked out."""
    match recipe:
        case Near(first, second, distance):
            one = places_in_few(segment, first, documents)
            return arrays.neighbours(one, places_in_few(segment, second, documents), distance)
        case Weighed(what, weight):
            return arrays.weighed(places_in_few(segment, what, documents), weight)
        case Any(of):
            return arrays.joined([places_in_few(segment, one, documents) for one in of])
        case Word(text):
            return everywhere(segment.postings(text, documents))


def _near(segment: Worked, recipe: Near) -> Places:
    first, second, distance = recipe
    firsts, seconds, succession = words_of(first), words_of(second), segment.succession
    if succession is not None and distance == 1 and seconds is not None:
        if firsts is not None:
            return places_of_meeting(segment, succession, firsts, seconds)
        last = words_of(first.second) if isinstance(first, Near) else None
        if last is not None:
            return _behind(segment, succession, first, last, seconds)
    one, other = _documents(segment, first), _documents(segment, second)
    both = shared(len(segment.cards.lengths), one, other)
    return arrays.neighbours(
        places_among(segment, first, both), places_among(segment, second, both), distance
    )


def _behind(
    segment: Worked,
    succession: Succession,
    first: Recipe,
    last: Mapping[str, float],
    seconds: Mapping[str, float],
) -> Places:
    """Where words stand right behind what ends with one of the last words."""
    ends = places_of_meeting(segment, succession, dict.fromkeys(last, 1.0), seconds)
    return arrays.neighbours(places_in(segment, first), ends, 1)


def _documents(segment: Worked, recipe: Recipe) -> Numbers:
    """At least the documents in which a recipe stands."""
    words = words_of(recipe)
    if words is None:
        return places_in(segment, recipe).documents
    return arrays.union(len(segment.cards.lengths), [segment.documents(word) for word in words])
