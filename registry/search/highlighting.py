"""Marks the found words in a text that is shown as it was written.

Only what may match is looked at: a drawing of the text, one plain letter for each of its own, is searched
for the plain words, and each place is compared with what was asked for.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, islice

import numpy as np
from numpy.typing import NDArray

from registry.search.text import SENTENCE_END, WORD, fold, has_marks, normalise, words

_LEAD = 40
_MOST_WINDOWS = 200
# Letters that are drawn; a text with any beyond these is read word by word.
_DRAWN = 0x3000
_JAMO = range(0x1100, 0x1200)
_UNDRAWN = 0

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class _Wanted:
    """The phrases to look for by their first word, longest first, and how to look for them.

    `folded`: no phrase carries a mark, so marks in the text are ignored. `drawings`: what the first words
    may look like in a drawing; None when they can only be found by reading every word.
    """

    by_first: dict[str, list[tuple[str, ...]]]
    folded: bool
    drawings: frozenset[str] | None


def highlight(text: str, terms: Iterable[str], limit: int = 240) -> list[tuple[str, bool]]:
    """The best window of the text in parts, each with whether it matches. Joined, the parts read as written.

    Terms are words or phrases in exact spelling; when none of them carries a mark they match whatever
    the marks in the text are.
    """
    wanted = _wanted(tuple(terms))
    spans = _matches(text, wanted)
    start, end = _window(text, spans, limit)
    parts: list[tuple[str, bool]] = []
    at = start
    for left, right in spans:
        if left < start or right > end:
            continue
        if left > at:
            parts.append((text[at:left], False))
        parts.append((text[left:right], True))
        at = right
    if at < end:
        parts.append((text[at:end], False))
    if start > 0:
        parts.insert(0, ("… ", False))
    if end < len(text.rstrip()):
        parts.append((" …", False))
    return parts


@lru_cache(maxsize=256)
def _wanted(terms: tuple[str, ...]) -> _Wanted:
    phrases = {tuple(words(term)) for term in terms} - {()}
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first.setdefault(phrase[0], []).append(phrase)
    return _Wanted(
        by_first,
        not any(has_marks(word) for phrase in phrases for word in phrase),
        _drawings(by_first),
    )


def _drawings(firsts: Iterable[str]) -> frozenset[str] | None:
    """What these words may look like in a drawing: kĩ is kỹ, so the last i may be a y."""
    drawings: set[str] = set()
    for word in firsts:
        plain = _drawing(word)
        if plain is None or word[0].isdigit():
            # 1.000 is 1000: where a number begins and ends depends on what is around it.
            return None
        drawings |= {plain, f"{plain[:-2]}y ", f"{plain[:-2]}i "} if plain[-2] in "iy" else {plain}
    return frozenset(drawings)


def _matches(text: str, wanted: _Wanted) -> Spans:
    """Where the text matches, as character ranges; neighbouring matches are joined."""
    spans: list[tuple[int, int]] = []
    last = 0
    for start in _places(text, wanted) if wanted.by_first else ():
        if start < last:
            continue
        end = _end_of_match(text, start, wanted)
        if not end:
            continue
        if spans and _are_neighbours(text, last, start):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        last = end
    return spans


def _places(text: str, wanted: _Wanted) -> Iterable[int]:
    """Where words begin that may match, in reading order."""
    drawing = _drawing(text) if wanted.drawings is not None else None
    if drawing is None or wanted.drawings is None:
        return (start for _word, start, _end in _words_from(text, 0))
    places: list[int] = []
    for look in wanted.drawings:
        at = drawing.find(look)
        while at >= 0:
            places.append(at)
            at = drawing.find(look, at + len(look) - 1)
    places.sort()
    return places


def _end_of_match(text: str, start: int, wanted: _Wanted) -> int:
    """Where the longest phrase that begins here ends; 0 when none does."""
    read = _words_from(text, start)
    first = next(read)
    phrases = wanted.by_first.get(_seen(first[0], wanted), ())
    if not phrases:
        return 0
    found = [first, *islice(read, len(phrases[0]) - 1)]
    seen = tuple(_seen(word, wanted) for word, _start, _end in found)
    return next((found[len(phrase) - 1][2] for phrase in phrases if seen[: len(phrase)] == phrase), 0)


def _are_neighbours(text: str, end: int, start: int) -> bool:
    """Whether the word that begins here follows the one that ends there, in the same sentence."""
    following = next(begin for _word, begin, _end in _words_from(text, end))
    return following == start and not SENTENCE_END.search(text, end, start)


def _seen(word: str, wanted: _Wanted) -> str:
    return fold(word) if wanted.folded else word


def _words_from(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Each word from a place where one begins or none goes on, with its beginning and end."""
    for match in WORD.finditer(text, at):
        word = normalise(match.group())
        if word:
            yield word, match.start(), match.end()


def _window(text: str, spans: Spans, limit: int) -> tuple[int, int]:
    """The stretch of at most `limit` characters that shows the most matched text, cut between words."""
    length = len(text.rstrip())
    if length <= limit:
        return 0, length
    begin = _begin(text, spans, limit)
    if begin + limit >= length:
        return begin, length
    return begin, _last_end(text, begin, begin + limit) or begin + limit


def _begin(text: str, spans: Spans, limit: int) -> int:
    """Where the window begins that shows the most: a little before one of the matches."""
    lefts, rights = [left for left, _right in spans], [right for _left, right in spans]
    sums = [0, *accumulate(right - left for left, right in spans)]

    def covered(begin: int, end: int) -> int:
        return sums[bisect_right(rights, end)] - sums[bisect_left(lefts, begin)]

    best = (0, 0)
    for left in lefts[:_MOST_WINDOWS]:
        # The most that could be: finding the word to begin with costs more than asking this.
        if covered(left - _LEAD, left + limit) <= best[0]:
            continue
        begin = _first_start(text, left - _LEAD) if left > _LEAD else 0
        best = max(best, (covered(begin, begin + limit), begin), key=lambda one: one[0])
    return best[1]


def _first_start(text: str, at: int) -> int:
    """Where the first word begins that begins here or later; there is one."""
    return next(start for _word, start, _end in _words_from(text, _gap_before(text, at)) if start >= at)


def _last_end(text: str, begin: int, end: int) -> int:
    """Where the last word ends of those that end after `begin` and not after `end`; 0 without any."""
    gap = end
    while gap > begin:
        gap = _gap_before(text, gap - 1)
        last = 0
        for _word, _start, right in _words_from(text, gap):
            if right > end:
                break
            last = right
        if last > begin:
            return last
    return 0


def _gap_before(text: str, at: int) -> int:
    """The last place up to here where no word goes on: after a space, or the beginning of the text."""
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _drawing(text: str) -> str | None:
    """The text with a plain small letter for each of its own and a space for all that is no letter.

    One more space stands at the end, and what stands at a place stands one later here: a word looks like
    ` word `. None when a letter needs more than itself to be read.
    """
    codes = np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    drawn = _letters()[np.minimum(codes, _DRAWN)]
    return drawn.tobytes().decode("utf-32-le") if drawn.all() else None


@cache
def _letters() -> NDArray[np.uint32]:
    """How each letter is drawn by its code."""
    drawn = [_draw(chr(code)) for code in range(_DRAWN)]
    return np.array([*drawn, _UNDRAWN], dtype="<u4")


def _draw(letter: str) -> int:
    if unicodedata.category(letter).startswith("M") or ord(letter) in _JAMO or letter in "Σς":
        # It changes the letter beside it.
        return _UNDRAWN
    if not re.fullmatch(r"[^\W_]", letter):
        return ord(" ")
    plain = fold(normalise(letter))
    return ord(plain) if len(plain) == 1 else _UNDRAWN
