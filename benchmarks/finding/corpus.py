"""Made-up models for measuring search: as many as asked for, always the same ones, mostly Vietnamese.

Words are drawn by the law of Zipf and Mandelbrot from the registry's own vocabulary: its stop words, the
phrases of its word lists and the neighbouring words of the sample models, then made compounds of two of
their syllables, then names that hardly ever come back. So a word stands in nearly all models or in one.
Model `n` is the same in a corpus of any size.
"""

import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from registry.search.base import Document

ROOT = Path(__file__).resolve().parents[2]
LISTS = ROOT / "registry" / "search" / "data"
MODELS = ROOT / "benchmarks" / "data" / "models.jsonl"
PROVINCES = ROOT / "registry" / "units" / "data" / "province_codes.csv"
SEED = 7
COMPOUNDS, NAMES, OFFICES, TOPICS = 26_000, 20_000, 2400, 300
# Of a hundred models so many are in these languages; the others are in Vietnamese.
FOREIGN = {"en": 8, "fr": 4}
LEVELS = ("commune", "district", "province", "central")
STATES = ("recognised", "running", "submitted", "copied", "ended")
LAST_YEAR = 2026
_WORD = re.compile(r"[^\W\d_]+")


class Law:
    """Draws things by rank: the one of rank r comes about 1 / (r + shift) ** slope as often as the first."""

    def __init__(self, things: Sequence[str], slope: float, shift: float = 2.7) -> None:
        self.things = things
        self._up_to = np.cumsum((np.arange(len(things)) + 1 + shift) ** -slope)

    def draw(self, chance: np.random.Generator, count: int) -> list[str]:
        """So many things, each drawn for itself."""
        ranks = np.searchsorted(self._up_to, chance.random(count) * self._up_to[-1])
        return [self.things[rank] for rank in ranks]


def vocabulary() -> list[str]:
    """Words and compounds of Vietnamese, the commonest first."""
    chance = np.random.default_rng(SEED)
    syllables: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for text in _sample_texts():
        found = _WORD.findall(text)
        syllables.update(found)
        pairs.update(f"{a} {b}" for a, b in pairwise(found))
    stops = [
        word for row in _rows(LISTS / "stopwords.csv") if row["lang"] == "vi" for word in row["words"].split()
    ]
    phrases = [*_phrases(), *(pair for pair, count in pairs.most_common() if count > 1)]
    syllable = Law([word for word, _count in syllables.most_common()], 0.75, 10)
    first, second = (syllable.draw(chance, 2 * COMPOUNDS) for _ in range(2))
    made = dict.fromkeys(f"{a} {b}" for a, b in zip(first, second, strict=True))
    numbers = chance.integers(10, 9999, NAMES)
    names = (f"{word}{number}" for word, number in zip(syllable.draw(chance, NAMES), numbers, strict=True))
    rest = iter(islice(made, COMPOUNDS))
    known = list(dict.fromkeys(stops[:40]))
    for phrase in dict.fromkeys(phrases):
        known += [phrase, *islice(rest, 3)]
    return list(dict.fromkeys([*known, *rest, *names]))


def _sample_texts() -> Iterator[str]:
    for line in MODELS.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield unicodedata.normalize("NFC", "\n".join((row["title"], row["summary"], *row["topics"]))).lower()


def _phrases() -> Iterator[str]:
    for row in _rows(LISTS / "abbreviations.csv"):
        yield row["long"].lower()
    for name, columns in (("glossary.csv", ("vi",)), ("synonyms.csv", ("term", "also"))):
        for row in _rows(LISTS / name):
            for column in columns:
                yield from row[column].lower().split("|")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Author:
    """Writes model after model."""

    def __init__(self) -> None:
        glossary = _rows(LISTS / "glossary.csv")
        self._words = {"vi": Law(vocabulary(), 0.97, 4.0)}
        for lang in FOREIGN:
            terms = [word for row in glossary if row["lang"] == lang for word in row["term"].split()]
            self._words[lang] = Law(list(dict.fromkeys(terms)), 0.8)
        models = [json.loads(line) for line in MODELS.read_text("utf-8").splitlines()]
        areas = sorted({area for row in models for area in row["areas"]})
        provinces = [row["code"] for row in _rows(PROVINCES)]
        self._topics = list(dict.fromkeys(_phrases()))[:TOPICS]
        self._laws = {
            "field": Law(sorted({row["field"] for row in models}), 0.9),
            "province": Law(provinces, 0.6),
            "office": Law([f"office-{number:04}" for number in range(OFFICES)], 0.7),
            "level": Law(LEVELS, 1.1, 0),
            "state": Law(STATES, 1.3, 0),
            "subject": Law(("collective", "individual"), 1.5, 0),
            "topic": Law([f"topic-{number:03}" for number in range(TOPICS)], 0.9),
            "area": Law(areas, 0.9),
        }

    def model(self, number: int) -> Document:
        """The model of that number."""
        chance = np.random.default_rng((SEED, number))
        lang = self._language(int(chance.integers(100)))
        year = LAST_YEAR - min(11, int(chance.exponential(3)))
        facets = {name: tuple(law.draw(chance, 1)) for name, law in self._laws.items()}
        facets["area"] = tuple(
            sorted({*facets["area"], *self._laws["area"].draw(chance, int(chance.integers(3)))})
        )
        law, place = self._words[lang], int(facets["office"][0][-4:])
        length = int(np.clip(chance.lognormal(5.6, 0.45), 150, 1500))
        return Document(
            key=f"MH-{year}-{number:07}",
            version=1,
            title=_text(chance, law, int(chance.integers(7, 16))).rstrip(".,"),
            summary=_text(chance, law, int(chance.integers(25, 45))),
            body=_text(chance, law, length),
            unit=f"UBND xã {' '.join(self._words['vi'].things[1000 + place : 1001 + place]).title()}",
            topics=(self._topics[int(facets["topic"][0][-3:]) % len(self._topics)],),
            facets={**facets, "year": (str(year),)},
            lang=lang,
            sort_keys={
                "recognised": year * 366 + int(chance.integers(366)),
                "copies": int(chance.pareto(1.5)),
                "updated": number,
            },
        )

    def _language(self, drawn: int) -> str:
        for lang, share in FOREIGN.items():
            if drawn < share:
                return lang
            drawn -= share
        return "vi"


def _text(chance: np.random.Generator, law: Law, length: int) -> str:
    """Sentences of about so many words in all."""
    parts: list[str] = []
    left, sentence = length, 0
    for drawn in law.draw(chance, length):
        if left <= 0:
            break
        size = drawn.count(" ") + 1
        if sentence <= 0:
            sentence = 8 + (len(drawn) + left) % 16
            drawn = drawn[:1].upper() + drawn[1:]
            if parts:
                parts[-1] += "."
        parts.append(drawn)
        sentence -= size
        left -= size
    return " ".join(parts) + "."


def write(path: Path, size: int) -> None:
    """Put a corpus of that size into a file, one model a line; one that is there is kept."""
    if path.exists():
        return
    author, draft = Author(), path.with_suffix(".part")
    with draft.open("w", encoding="utf-8") as file:
        for number in range(size):
            file.write(json.dumps(asdict(author.model(number)), ensure_ascii=False) + "\n")
    draft.replace(path)


def read(path: Path, limit: int | None = None) -> Iterator[Document]:
    """The models of a file, or the first ones."""
    with path.open(encoding="utf-8") as file:
        for line in islice(file, limit):
            row = json.loads(line)
            row["facets"] = {name: tuple(codes) for name, codes in row["facets"].items()}
            row["topics"] = tuple(row["topics"])
            yield Document(**row)
