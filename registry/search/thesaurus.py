"""Abbreviations, synonyms, stop words and the bilingual glossary, read from tables that staff can edit."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from registry.search.stems import stem
from registry.search.text import fold, words

DATA = Path(__file__).parent / "data"
LONGEST_TERM = 6
FOREIGN = ("en", "fr", "es", "uk", "ar")

Words = tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """Another way of saying the same, and how much it is worth beside the words that were typed."""

    words: Words
    weight: float


@dataclass(frozen=True)
class Span:
    """Words `start` to `end` of a query, and what else they are called."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


class ThesaurusSource(Protocol):
    """Where an engine asks for the thesaurus with each query: the tables may have changed since."""

    def current(self) -> "Thesaurus":
        """The thesaurus as it is now."""


class Thesaurus:
    """Looks up runs of words; an unmarked query is looked up by its folded words."""

    def __init__(
        self,
        *,
        abbreviations: Sequence[tuple[str, str]],
        synonyms: Sequence[tuple[str, str, float]],
        glossary: Sequence[tuple[str, str, str]],
        stop_words: Mapping[str, Sequence[str]],
    ) -> None:
        self._terms: dict[Words, dict[Words, float]] = {}
        self._foreign: dict[str, dict[Words, dict[Words, float]]] = {lang: {} for lang in FOREIGN}
        self._stop_words, self._stop_phrases = _read_stop_words(stop_words)
        self._bare_stop_words = frozenset(map(fold, self._stop_words.get("vi", ())))
        for short, long in abbreviations:
            self._add(tuple(words(short)), tuple(words(long)), 1.0)
            self._add(tuple(words(long)), tuple(words(short)), 1.0)
        for term, other, weight in synonyms:
            self._add(tuple(words(term)), tuple(words(other)), weight)
        for lang, term, vietnamese in glossary:
            key = self._foreign_key(lang, words(term))
            self._foreign[lang].setdefault(key, {})[tuple(words(vietnamese))] = 1.0
        self._through_abbreviations(abbreviations)
        self._folded = _by_folded_words(self._terms)
        # Who types marks may still leave them out of a whole name.
        self._typed = {run: found for run, found in self._folded.items() if len(run) > 1} | self._terms

    def current(self) -> "Thesaurus":
        """Itself: these tables never change."""
        return self

    def stop_phrase_at(self, terms: Sequence[str], start: int) -> int:
        """How many words from `start` on only make it a question: "làm thế nào" is 3."""
        for size in range(min(LONGEST_TERM, len(terms) - start), 1, -1):
            run = tuple(terms[start : start + size])
            if run in self._stop_phrases:
                return size
        return 0

    def is_stop_word(self, word: str, lang: str = "vi") -> bool:
        """Whether the word says nothing by itself in that language."""
        return word in self._stop_words.get(lang, ())

    def may_say_nothing(self, word: str) -> bool:
        """Whether the word, typed without marks, may be a Vietnamese stop word."""
        return word in self._bare_stop_words

    def knows(self, word: str) -> bool:
        """Whether the word by itself is an abbreviation or has synonyms."""
        return (word,) in self._terms or (word,) in self._folded

    def spans(self, terms: Sequence[str], *, folded: bool) -> list[Span]:
        """The longest known terms in a Vietnamese query, from left to right."""
        table = self._folded if folded else self._typed
        return list(_longest(table, list(terms)))

    def places_in_phrases(self, terms: Sequence[str], *, folded: bool) -> set[int]:
        """The indexes of the words that belong to a known term of several words: they are no slips."""
        spans = self.spans(terms, folded=folded)
        return {i for one in spans if one.end - one.start > 1 for i in range(one.start, one.end)}

    def foreign_spans(self, lang: str, terms: Sequence[str]) -> list[Span]:
        """The known terms of another language; stop words inside a term do not count."""
        kept = [i for i, term in enumerate(terms) if not self.is_stop_word(term, lang)]
        stems = [_stem(lang, terms[i]) for i in kept]
        return [
            Span(kept[span.start], kept[span.end - 1] + 1, span.meanings)
            for span in _longest(self._foreign[lang], stems)
        ]

    def _add(self, term: Words, other: Words, weight: float) -> None:
        if term and other and term != other:
            known = self._terms.setdefault(term, {})
            known[other] = max(weight, known.get(other, 0.0))

    def _foreign_key(self, lang: str, terms: Sequence[str]) -> Words:
        return tuple(_stem(lang, term) for term in terms if not self.is_stop_word(term, lang))

    def _through_abbreviations(self, abbreviations: Sequence[tuple[str, str]]) -> None:
        """What is known of the long form holds for the short one too."""
        for short, long in abbreviations:
            for other, weight in self._terms.get(tuple(words(long)), {}).copy().items():
                self._add(tuple(words(short)), other, weight)


@lru_cache(maxsize=1)
def standard_thesaurus() -> Thesaurus:
    """The tables that come with the registry."""
    return Thesaurus(
        abbreviations=[(row["short"], row["long"]) for row in _rows("abbreviations")],
        synonyms=[
            (row["term"], other, float(row["weight"]))
            for row in (*_rows("synonyms"), *_rows("places"))
            for other in row["also"].split("|")
        ],
        glossary=[
            (row["lang"], row["term"], other) for row in _rows("glossary") for other in row["vi"].split("|")
        ],
        stop_words=standard_stop_words(),
    )


def standard_stop_words() -> dict[str, list[str]]:
    """The words and phrases that say nothing by themselves, by language.

    The first line of a language in the list holds single words; each further line is one phrase.
    """
    grouped = _grouped(_rows("stopwords"))
    return {lang: [*lines[0].split(), *lines[1:]] for lang, lines in grouped.items()}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _grouped(rows: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for row in rows:
        grouped.setdefault(row["lang"], []).append(row["words"])
    return grouped


def _read_stop_words(
    lines: Mapping[str, Sequence[str]],
) -> tuple[dict[str, frozenset[str]], frozenset[Words]]:
    """The single words of each language, and the phrases of all."""
    read = {lang: [tuple(words(row)) for row in rows] for lang, rows in lines.items()}
    single = {lang: frozenset(one[0] for one in rows if len(one) == 1) for lang, rows in read.items()}
    phrases = {one for rows in read.values() for one in rows if len(one) > 1}
    folded = {tuple(fold(word) for word in phrase) for phrase in phrases if len(phrase) > 2}
    return single, frozenset(phrases | folded)


def _stem(lang: str, word: str) -> str:
    return stem(lang, word) or word


def _by_folded_words(table: Mapping[Words, Mapping[Words, float]]) -> dict[Words, dict[Words, float]]:
    folded: dict[Words, dict[Words, float]] = {}
    for term, meanings in table.items():
        folded.setdefault(tuple(fold(word) for word in term), {}).update(meanings)
    return folded


def _longest(table: Mapping[Words, Mapping[Words, float]], terms: Sequence[str]) -> Iterator[Span]:
    start = 0
    while start < len(terms):
        for size in range(min(LONGEST_TERM, len(terms) - start), 0, -1):
            found = table.get(tuple(terms[start : start + size]))
            if found:
                yield Span(start, start + size, tuple(Meaning(*item) for item in found.items()))
                break
        else:
            size = 1
        start += size
