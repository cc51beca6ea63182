"""Which words of a query do not stand in a document that answers the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from registry.search.corpus import Corpus
from registry.search.places import Numbers
from registry.search.ranking import phrase_places, places_of
from registry.search.spelling import Reading
from registry.search.text import has_marks, is_syllable_shape
from registry.search.thesaurus import Span, Thesaurus
from registry.search.traces import NOWHERE, Traces, neighbours

# With less than this weight a place holds another spelling than the one that was typed with its marks.
MEANT = 0.5
# Two syllables that stand beside each other this often, of all places of the rarer one, are a word.
ONE_WORD = 0.25
# Of so many words a document may lack one and still have nearly all.
TOLERATED = 4
# For each of some documents whether something stands in it.
Standing = NDArray[np.bool_]


@dataclass(frozen=True)
class Syllable:
    """A word as it was typed, where it stands, where its term is said otherwise, and where it stands
    right before the next one when the two are one word.

    A word that says something only beside its neighbours of the query, as without marks it may be any of
    several, has in `beside` where it stands so; None for others.
    """

    place: int
    start: int
    end: int
    least: float
    own: Traces
    otherwise: tuple[Traces, ...]
    with_next: Traces | None
    beside: tuple[Traces, ...] | None


def syllables_of(
    corpus: Corpus, thesaurus: Thesaurus, readings: Sequence[Reading], spans: Sequence[Span], *, foreign: bool
) -> list[Syllable]:
    """What a document may lack; of another language only what some document has.

    A word without marks that may be a stop word is not among them.
    """
    others = {i: _otherwise(corpus, span) for span in spans for i in range(span.start, span.end)}
    own = [places_of(corpus, reading.spellings) for reading in readings]
    return [
        Syllable(
            reading.word.place,
            reading.word.start,
            reading.word.end,
            MEANT if has_marks(reading.word.text) else 0.0,
            own[i],
            others.get(i, ()),
            _with_next(readings, own, i),
            _beside(readings, own, i),
        )
        for i, reading in enumerate(readings)
        if (own[i] or others.get(i) or not foreign) and not thesaurus.may_say_nothing(reading.word.text)
    ]


def missing_in(text: str, sides: Sequence[Sequence[Syllable]], shown: Numbers) -> list[tuple[str, ...]]:
    """For each of these documents the words of the query it lacks; of the sides of an OR the one it
    answers best counts."""
    found = [_lacking(side, shown) for side in sides if side]
    if not found:
        return [() for _document in shown]
    least = [min((side[n] for side in found), key=len) for n in range(len(shown))]
    return [_as_typed(text, lacking) for lacking in least]


def with_nearly_all(sides: Sequence[Sequence[Syllable]], documents: Numbers) -> Standing:
    """Which of these documents have nearly all words of one side of the query."""
    found = np.zeros(len(documents), dtype=bool)
    for side in sides:
        lacking = np.zeros(len(documents), dtype=int)
        for one in side:
            lacking += ~_has_surely(one, documents)
        found |= lacking <= len(side) // TOLERATED
    return found


def somewhere_whole(sides: Sequence[Sequence[Syllable]], documents: Numbers) -> bool:
    """Whether any of these documents has all words of one side of the query."""
    for side in filter(None, sides):
        left = documents
        for one in sorted(side, key=lambda one: len(one.own)):
            if len(left):
                left = left[_has(one, left)]
        if len(left) and not np.logical_or.reduce(_lacks(side, left)).all():
            return True
    return False


def _has_surely(one: Syllable, documents: Numbers) -> Standing:
    found = _has(replace(one, own=NOWHERE), documents) if one.beside is not None else _has(one, documents)
    for places in one.beside or ():
        found = found | places.stands_in(documents)
    return found


def _beside(readings: Sequence[Reading], own: Sequence[Traces], index: int) -> tuple[Traces, ...] | None:
    """Where a word without marks stands beside what stands beside it in the query."""
    word = readings[index].word
    if len(readings) == 1 or word.is_prefix or has_marks(word.text) or not is_syllable_shape(word.text):
        return None
    pairs = [(i, i + 1) for i in (index - 1, index) if 0 <= i < len(readings) - 1]
    return tuple(neighbours(own[first], own[second], 1) for first, second in pairs if own[first])


def _otherwise(corpus: Corpus, span: Span) -> tuple[Traces, ...]:
    said = [phrase_places(corpus, [{word: 1.0} for word in meaning.words]) for meaning in span.meanings]
    return tuple(places for places in said if places)


def _with_next(readings: Sequence[Reading], own: Sequence[Traces], index: int) -> Traces | None:
    if index + 1 == len(readings) or readings[index + 1].word.place != readings[index].word.place + 1:
        return None
    rarest = min(len(own[index]), len(own[index + 1]))
    together = neighbours(own[index], own[index + 1], 1) if rarest else None
    return together if together and len(together) >= ONE_WORD * rarest else None


def _lacking(side: Sequence[Syllable], shown: Numbers) -> list[list[Syllable]]:
    """The syllables that each document lacks."""
    lacks = _lacks(side, shown)
    return [[one for one, lacking in zip(side, lacks, strict=True) if lacking[n]] for n in range(len(shown))]


def _lacks(side: Sequence[Syllable], shown: Numbers) -> list[Standing]:
    """For each syllable which documents lack it. One that stands there, but only apart from the word it is
    part of, goes with its neighbour: who has "an toàn" lacks "an ninh", not "ninh"."""
    has = [_has(one, shown) for one in side]
    pairs = [None if one.with_next is None else one.with_next.stands_in(shown) for one in side]
    lacks = [~one for one in has]
    for i, pair in enumerate(pairs[:-1]):
        if pair is not None:
            before = pairs[i - 1] if i else None
            after = pairs[i + 1]
            lacks[i] = lacks[i] | (~has[i + 1] & (True if before is None else ~before))
            lacks[i + 1] = lacks[i + 1] | (~has[i] & (True if after is None else ~after))
    return lacks


def _has(one: Syllable, shown: Numbers) -> Standing:
    found = one.own.stands_in(shown, one.least)
    for places in one.otherwise:
        found = found | places.stands_in(shown)
    return found


def _as_typed(text: str, lacking: Sequence[Syllable]) -> tuple[str, ...]:
    """The words as they were typed, those that follow one another in one."""
    stretches: list[list[Syllable]] = []
    for one in lacking:
        if stretches and one.place == stretches[-1][-1].place + 1:
            stretches[-1].append(one)
        else:
            stretches.append([one])
    return tuple(dict.fromkeys(text[part[0].start : part[-1].end] for part in stretches))
