"""The registry's engine, asked as the program asks it: through `Query`, texts from the database."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks.finding.asking import NEWEST, Alone, Answer, Question, show
from registry.search.base import RELEVANCE, Document, Query
from registry.search.whoosh_engine import WhooshEngine


class Registry(Alone):
    """The registry's engine. Like the others it counts facets when the question asks for them."""

    name = "registry"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._engine = WhooshEngine(folder / "search")
        self._position = 0

    def build(self, documents: Iterable[Document]) -> None:
        self._engine.rebuild(documents, 0)

    def open(self) -> None:
        self._engine.search(Query("", limit=1))
        self._texts = sqlite3.connect(f"file:{self._folder.parent / 'texts.db'}?mode=ro", uri=True)

    def ask(self, question: Question, limit: int) -> Answer:
        filters = {name: frozenset([value]) for name, value in question.filters.items()}
        sort = NEWEST if question.newest else RELEVANCE
        outcome = self._engine.search(
            Query(self._text(question), filters, sort, limit=limit, counted=question.facets)
        )
        keys = [hit.key for hit in outcome.hits]
        if question.shown:
            show(self._read(keys), outcome.terms)
        return Answer(outcome.total, keys, outcome.counts)

    def _text(self, question: Question) -> str:
        words = question.words
        match question.how:
            case "all":
                return " ".join(f'"{word}"' for word in words)
            case "any":
                return " OR ".join(words)
            case "phrase":
                return f'"{" ".join(words)}"'
            case "prefix":
                return f"{words[0]}*"
        return " ".join(words)

    def _read(self, keys: list[str]) -> list[tuple[str, str]]:
        marks = ", ".join("?" * len(keys))
        return self._texts.execute(f"SELECT title, body FROM texts WHERE key IN ({marks})", keys).fetchall()

    def judged(self, text: str, filters: Mapping[str, str], limit: int) -> list[str]:
        chosen = {name: frozenset([value]) for name, value in filters.items()}
        return [hit.key for hit in self._engine.search(Query(text, chosen, limit=limit)).hits]

    def forget(self) -> None:
        self._position = max(self._position, self._engine.position()) + 1
        self._engine.apply([], [], self._position)
        self._engine.search(Query("", limit=1))

    def put(self, document: Document) -> None:
        self._position = max(self._position, self._engine.position()) + 1
        self._engine.apply([document], [], self._position)


def write_texts(path: Path, documents: Iterable[Document]) -> None:
    """The part of the database that a page of results reads: titles and texts by reference."""
    if path.exists():
        return
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    with sqlite3.connect(draft) as connection:
        connection.execute("CREATE TABLE texts (key TEXT PRIMARY KEY, title TEXT, body TEXT) WITHOUT ROWID")
        connection.executemany("INSERT INTO texts VALUES (?, ?, ?)", _texts(documents))
    connection.close()
    draft.replace(path)


def _texts(documents: Iterable[Document]) -> Iterator[tuple[str, str, str]]:
    for document in documents:
        yield document.key, document.title, document.body
