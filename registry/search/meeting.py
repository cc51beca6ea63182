"""Where words stand right before words, worked out once for two lists of words, whatever they weigh."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from registry.search.marks import having_any
from registry.search.places import NOWHERE, SHIFT, Codes, Floats, Numbers, Places
from registry.search.remembering import ENTRY
from registry.search.stems import is_stem
from registry.search.succession import Succession
from registry.search.worked import Meeting, Worked

Words = tuple[str, ...]
NOBODY = Meeting(NOWHERE.codes, np.zeros(0, np.uint16), np.zeros(0, np.uint16))


def meeting(segment: Worked, succession: Succession, firsts: Words, seconds: Words) -> Meeting:
    """Where a word of one list stands right before a word of the other."""
    found = segment.memory.meetings.get((firsts, seconds))
    if found is None:
        found = _met(segment, succession, firsts, seconds)
        size = sum(array.nbytes for array in found) + ENTRY + 100 * (len(firsts) + len(seconds))
        segment.memory.meetings.put((firsts, seconds), found, size)
    return found


def places_of_meeting(
    segment: Worked, succession: Succession, firsts: Mapping[str, float], seconds: Mapping[str, float]
) -> Places:
    """Where words stand right before others, at the place of the second; the lesser weight of both counts,
    and where several meet, the greatest."""
    met = meeting(segment, succession, tuple(sorted(firsts)), tuple(sorted(seconds)))
    if not len(met.codes):
        return NOWHERE
    some = _weights(firsts), _weights(seconds)
    least = min(some[0].min(), some[1].min())
    if least == max(some[0].max(), some[1].max()):
        codes = met.codes[_starts(met.codes)]
        return Places(codes, np.broadcast_to(least, len(codes)))
    weights = np.minimum(some[0].take(met.firsts), some[1].take(met.seconds))
    starts = _starts(met.codes)
    if len(starts) == len(met.codes):
        return Places(met.codes, weights)
    return Places(met.codes[starts], np.maximum.reduceat(weights, starts))


def meeting_counts(
    met: Meeting, which: NDArray[np.uint16], words: int, live: NDArray[np.bool_] | None, size: int
) -> Numbers:
    """In how many documents each of so many words meets one of the other list.

    `which` has the index of the word for each code of the meeting; `live` tells which of the `size` documents
    count, None for all.
    """
    marks = np.zeros(words * size, dtype=bool)
    marks[which.astype(np.intp) * size + (met.codes >> SHIFT)] = True
    rows = marks.reshape(words, size)
    return np.array([np.count_nonzero(row if live is None else row & live) for row in rows], dtype=np.intp)


def _weights(words: Mapping[str, float]) -> Floats:
    return np.array([words[word] for word in sorted(words)])


def _starts(codes: Codes) -> Numbers:
    """The first index of each different code."""
    return np.flatnonzero(np.diff(codes, prepend=-1))


def _met(segment: Worked, succession: Succession, firsts: Words, seconds: Words) -> Meeting:
    known = [word for word in seconds if segment.frequency(word)]
    if not known or not any(map(segment.frequency, firsts)):
        return NOBODY
    codes, first, second = [NOWHERE.codes], [np.zeros(0, np.uint16)], [np.zeros(0, np.uint16)]
    # Words by themselves are looked for at once; a stem apart, as it may stand where another one does.
    stems = [[word] for word in known if is_stem(word)]
    for words in [[word for word in known if not is_stem(word)], *stems]:
        wanted = succession.numbered({seconds.index(word) + 1: word for word in words})
        # The same word has another stem in another language.
        having = having_any(segment, words) if words in stems else None
        for index, word in enumerate(firsts):
            found, keys = succession.followers(word, wanted)
            if having is not None:
                at = np.flatnonzero(having.take(found >> SHIFT))
                found, keys = found.take(at), keys.take(at)
            if len(found):
                codes.append(found)
                first.append(np.full(len(found), index, dtype=np.uint16))
                second.append(keys - np.uint16(1))
    whole = np.concatenate(codes)
    order = np.argsort(whole, kind="stable")
    return Meeting(whole[order], np.concatenate(first)[order], np.concatenate(second)[order])
