"""The classes of questions, drawn from the corpus itself with one seed."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.finding import corpus
from benchmarks.finding.asking import Question
from registry.search.base import Document
from registry.search.text import fold, words

SAMPLE, SEED = 2000, 3
PHRASES = (
    "nong thon moi", "hop tac xa", "dan van kheo", "chuyen doi so", "hien dat lam duong", "bao ve moi truong",
)  # fmt: skip
Classes = dict[str, list[Question]]


class Asker:
    """Draws questions from the first models of a corpus."""

    def __init__(self, path: Path, per_class: int = 12) -> None:
        self._chance = random.Random(SEED)
        self._per = per_class
        self._models = list(islice(corpus.read(path), SAMPLE))
        self._texts = [folded(model) for model in self._models]
        often: Counter[str] = Counter()
        for text in self._texts:
            often.update(set(text))
        many = len(self._models)
        bare = self._bare()
        usual = [(word, count) for word, count in sorted(often.items()) if word.isalpha() and len(word) > 1]
        usual = [(word, count) for word, count in usual if word.isascii() and word not in bare]
        self.frequent = [word for word, count in usual if count > 0.45 * many]
        self.middle = [word for word, count in usual if 0.08 * many < count < 0.4 * many]
        self.rare = [word for word, count in sorted(often.items()) if count <= 2 and _is_name(word)]
        self.all_words = [word for word, count in usual if count > 2]

    def _bare(self) -> set[str]:
        """Words written without marks: the registry takes quoted words for these alone, others do not."""
        texts = (text for model in self._models for text in (model.title, model.summary, model.body))
        return {word for text in texts for word in words(text) if fold(word) == word}

    def classes(self) -> Classes:
        """Every class of the table of goals."""
        return {
            "frequent term": self._each(lambda: Question(self._some(self.frequent, 1))),
            "rare term": self._each(lambda: Question(self._some(self.rare, 1))),
            "AND of 2-3": self._each(lambda: Question(self._mixed(), "all")),
            "2-3 words as typed": self._each(lambda: Question(self._mixed())),
            "OR of 2-3": self._each(lambda: Question(self._mixed(), "any")),
            "phrase": [Question(phrase, "phrase") for phrase in self._phrases(self._per)],
            "prefix of 3 letters": self._each(
                lambda: Question((self._chance.choice(self.middle)[:3],), "prefix")
            ),
            "AND + 3 filters": self._each(lambda: Question(self._pair(), "all", self._filters())),
            "3 filters alone": self._each(lambda: Question(filters=self._filters())),
            "9 facets of a frequent term": self._each(
                lambda: Question(self._some(self.frequent, 1), facets=True)
            ),
            "sorted by date": self._each(lambda: Question(self._some(self.frequent, 1), newest=True)),
            "page: AND, facets, highlight": self._each(
                lambda: Question(self._pair(), "all", facets=True, shown=True)
            ),
        }

    def first_words(self, count: int = 60) -> list[Question]:
        """Words of middling frequency, each a different one."""
        return [Question((word,)) for word in self._chance.sample(self.middle, min(count, len(self.middle)))]

    def never_asked(self, count: int = 60) -> Classes:
        """Pairs and phrases of words that others asked for, but each of them asked for only once."""
        pairs = {self._pair() for _ in range(count)}
        phrases = [phrase for phrase in self._phrases(count) if " ".join(phrase) not in PHRASES]
        return {
            "AND of two, never asked before": [Question(pair, "all") for pair in sorted(pairs)],
            "phrase, never asked before": [Question(phrase, "phrase") for phrase in phrases],
        }

    def with_one_reading(self, count: int = 40) -> dict[str, list[Question]]:
        """Questions over words that are written in one way in all models: here all engines must agree."""
        spellings: dict[str, set[str]] = {}
        for model in self._models:
            for word in words("\n".join((model.title, model.summary, model.body))):
                spellings.setdefault(fold(word), set()).add(word)
        single = [word for word in self.all_words if len(spellings.get(word, ())) == 1]
        draw = self._chance
        pairs = [tuple(draw.sample(single, 2)) for _ in range(count)]
        return {
            "a term": [Question((draw.choice(single),), "all") for _ in range(count)],
            "AND of two": [Question(pair, "all") for pair in pairs],
            "a filter": [Question(filters=self._filters()) for _ in range(count)],
            "term and filters": [Question(pair[:1], "all", self._filters()) for pair in pairs],
        }

    def _each(self, draw: Callable[[], Question]) -> list[Question]:
        return [draw() for _ in range(self._per)]

    def _some(self, pool: Sequence[str], count: int) -> tuple[str, ...]:
        return tuple(self._chance.choice(pool) for _ in range(count))

    def _pair(self) -> tuple[str, ...]:
        return self._some(self.middle, 1) + self._some(self.frequent, 1)

    def _mixed(self) -> tuple[str, ...]:
        return self._some(self.middle, self._chance.choice((1, 2))) + self._some(self.frequent, 1)

    def _filters(self) -> dict[str, str]:
        facets = self._chance.choice(self._models).facets
        return {name: facets[name][0] for name in ("field", "province", "year")}

    def _phrases(self, count: int) -> list[tuple[str, ...]]:
        found = [tuple(phrase.split()) for phrase in PHRASES]
        while len(found) < count:
            text = self._chance.choice(self._texts)
            start, size = self._chance.randrange(len(text) - 3), self._chance.choice((2, 3))
            phrase = tuple(text[start : start + size])
            if all(word.isalpha() for word in phrase):
                found.append(phrase)
        return found


def folded(model: Document) -> list[str]:
    """The words of a model without marks."""
    return [fold(word) for word in words("\n".join((model.title, model.summary, model.body)))]


def _is_name(word: str) -> bool:
    return not word.isalpha() and not word.isdigit()
