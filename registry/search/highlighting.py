"""Marks the found words in a text that is shown as it was written."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from registry.search.text import Token, fold, has_marks, tokens, words

_LEAD = 40


def highlight(text: str, terms: Iterable[str], limit: int = 240) -> list[tuple[str, bool]]:
    """The best window of the text in parts, each with whether it matches. Joined, the parts read as written.

    Terms are words or phrases in exact spelling; when none of them carries a mark they match whatever
    the marks in the text are.
    """
    found = list(tokens(text))
    wanted = _wanted(terms)
    spans = _matches(found, wanted)
    start, end = _window(text, found, spans, limit)
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


def _wanted(terms: Iterable[str]) -> tuple[dict[str, list[tuple[str, ...]]], bool]:
    """The phrases to look for by their first word, and whether marks are to be ignored."""
    phrases = {tuple(words(term)) for term in terms} - {()}
    folded = not any(has_marks(word) for phrase in phrases for word in phrase)
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first.setdefault(phrase[0], []).append(phrase)
    return by_first, folded


def _matches(
    found: Sequence[Token], wanted: tuple[dict[str, list[tuple[str, ...]]], bool]
) -> list[tuple[int, int]]:
    """Where the text matches, as character ranges; neighbouring matches are joined."""
    by_first, folded = wanted
    seen = [fold(token.word) if folded else token.word for token in found]
    spans: list[tuple[int, int]] = []
    last = -2
    index = 0
    while index < len(found):
        phrases = by_first.get(seen[index], ())
        size = next((len(p) for p in phrases if tuple(seen[index : index + len(p)]) == p), 0)
        if size:
            left, right = found[index].start, found[index + size - 1].end
            if last == index - 1 and found[index].position == found[last].position + 1:
                spans[-1] = (spans[-1][0], right)
            else:
                spans.append((left, right))
            last = index + size - 1
        index += max(size, 1)
    return spans


def _window(
    text: str, found: Sequence[Token], spans: Sequence[tuple[int, int]], limit: int
) -> tuple[int, int]:
    """The stretch of at most `limit` characters that shows the most matched text, cut between words."""
    length = len(text.rstrip())
    if length <= limit or not found:
        return 0, min(length, limit)
    starts = [token.start for token in found]
    best = (0, 0)
    for left, _ in spans[:200]:
        begin = starts[max(0, bisect_left(starts, left - _LEAD))] if left > _LEAD else 0
        covered = sum(right - at for at, right in spans if at >= begin and right <= begin + limit)
        if covered > best[0]:
            best = (covered, begin)
    begin = best[1]
    ends = [token.end for token in found if begin < token.end <= begin + limit]
    end = length if begin + limit >= length else max(ends, default=min(begin + limit, length))
    return begin, end
