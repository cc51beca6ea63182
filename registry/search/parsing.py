"""Reads what was typed: words, "quoted phrases", -words to leave out, the starts of words* and OR."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from registry.search.text import clean, tokens

CLAUSE_LIMIT = 32
SHORTEST_PREFIX = 2
# In capitals only: "hoặc" and "or" in small letters are words like others.
JOINERS = frozenset({"OR", "HOẶC", "|"})
# Signs that say something only together with words.
SIGNS = frozenset({'"', '""', "*"})
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
    """The parts of a query. Every word of a phrase is also among `words`.

    OR divides a whole query, as a Vietnamese word has several syllables: `others` are its further sides.
    What is to be left out is left out of all of them.
    """

    text: str
    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    others: tuple["Parsed", ...] = ()
    # For each of `without` its place among the words; None when it was quoted and is whole.
    minus: tuple[int | None, ...] = ()


@dataclass
class _Side:
    """What stands on one side of an OR."""

    words: list[Word] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)


def parse(text: str) -> Parsed:
    """Understand a query; whatever is too much or makes no sense is left out, never refused."""
    text = clean(text).translate(_QUOTES)
    sides = [_Side()]
    without: list[tuple[str, ...]] = []
    minus: list[int | None] = []
    for piece in _PIECE.finditer(text):
        if piece["plain"] in JOINERS:
            if sides[-1].words:
                sides.append(_Side())
            continue
        taken = sum(len(side.words) for side in sides) + sum(map(len, without))
        group = "phrase" if piece["phrase"] is not None else "plain"
        terms = tuple(token.word for token in tokens(piece[group]))[: max(CLAUSE_LIMIT - taken, 0)]
        if not terms:
            continue
        if piece["minus"]:
            without.append(terms)
            minus.append(taken if group == "plain" else None)
            continue
        if group == "phrase":
            sides[-1].phrases.append(terms)
        sides[-1].words.extend(_words_of(piece, group, len(terms), taken))
    first, *others = [side for side in sides if side.words] or [_Side()]
    return Parsed(
        text,
        tuple(first.words),
        tuple(first.phrases),
        tuple(without),
        tuple(Parsed(text, tuple(side.words), tuple(side.phrases)) for side in others),
        tuple(minus),
    )


def passed_over(text: str) -> tuple[str, ...]:
    """What stands alone in a query and says nothing: an OR without words on both sides, a sign without any.

    Of a query without any word it is all of it. A minus sign alone counts at the beginning only: further on
    it is a dash.
    """
    text = clean(text).translate(_QUOTES)
    alone: list[str] = []
    joiner, said, anything = "", False, False
    for piece in _PIECE.finditer(text):
        typed = piece[0].replace(" ", "")
        if next(tokens(typed), None) and piece["plain"] not in JOINERS:
            anything, said, joiner = True, said or not piece["minus"], ""
        elif piece["plain"] in JOINERS:
            if joiner or not said:
                alone.append(typed)
            else:
                joiner, said = typed, False
        elif typed in SIGNS or (typed == "-" and piece.start() == 0):
            alone.append(typed)
    if text and not anything:
        return (text,)
    return tuple(dict.fromkeys([*alone, *([joiner] if joiner else [])]))


def has_words(text: str) -> bool:
    """Whether a query says anything to look for, or to leave out."""
    parsed = parse(text)
    return bool(parsed.words or parsed.without)


def _words_of(piece: re.Match[str], group: str, count: int, taken: int) -> list[Word]:
    """The first words of a piece, numbered on from what was read before it."""
    found = list(tokens(piece[group]))[:count]
    starred = group == "plain" and piece[group].endswith("*") and len(found[-1].word) >= SHORTEST_PREFIX
    offset = piece.start(group)
    return [
        Word(
            token.word,
            taken + index,
            offset + token.start,
            offset + token.end,
            starred and token is found[-1],
        )
        for index, token in enumerate(found)
    ]


def replaced(parsed: Parsed, changes: Sequence[tuple[Word, str]]) -> str:
    """The query as typed with these words written otherwise."""
    text = parsed.text
    for word, better in sorted(changes, key=lambda change: -change[0].start):
        typed = text[word.start : word.end]
        text = text[: word.start] + (better.upper() if typed.isupper() else better) + text[word.end :]
    return text
