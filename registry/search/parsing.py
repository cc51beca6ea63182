"""Reads what was typed: words, "quoted phrases", -words to leave out and the starts of words*."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from registry.search.text import clean, tokens

CLAUSE_LIMIT = 32
SHORTEST_PREFIX = 2
_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)
_PIECE = re.compile(r'(?P<minus>(?:(?<=\s)|^)-(?=[\w"]))?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')


@dataclass(frozen=True)
class Word:
    """A word that was typed, its place among the words and in the text."""

    text: str
    place: int
    start: int
    end: int
    is_prefix: bool = False


@dataclass(frozen=True)
class Parsed:
    """The parts of a query. Every word of a phrase is also among `words`."""

    text: str
    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()


def parse(text: str) -> Parsed:
    """Understand a query; whatever is too much or makes no sense is left out, never refused."""
    text = clean(text).translate(_QUOTES)
    words: list[Word] = []
    phrases: list[tuple[str, ...]] = []
    without: list[tuple[str, ...]] = []
    for piece in _PIECE.finditer(text):
        room = CLAUSE_LIMIT - len(words) - sum(map(len, without))
        group = "phrase" if piece["phrase"] is not None else "plain"
        found = list(tokens(piece[group]))[: max(room, 0)]
        if not found:
            continue
        terms = tuple(token.word for token in found)
        if piece["minus"]:
            without.append(terms)
            continue
        if group == "phrase":
            phrases.append(terms)
        starred = group == "plain" and piece["plain"].endswith("*") and len(terms[-1]) >= SHORTEST_PREFIX
        offset = piece.start(group)
        for token in found:
            words.append(
                Word(
                    token.word,
                    len(words) + sum(map(len, without)),
                    offset + token.start,
                    offset + token.end,
                    starred and token is found[-1],
                )
            )
    return Parsed(text, tuple(words), tuple(phrases), tuple(without))


def replaced(parsed: Parsed, changes: Sequence[tuple[Word, str]]) -> str:
    """The query as typed with these words written otherwise."""
    text = parsed.text
    for word, better in sorted(changes, key=lambda change: -change[0].start):
        typed = text[word.start : word.end]
        text = text[: word.start] + (better.upper() if typed.isupper() else better) + text[word.end :]
    return text
