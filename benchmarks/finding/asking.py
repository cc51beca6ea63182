"""What is asked of every engine, and what an engine must be able to do to be measured."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from registry.search.base import Document, highlight

FACETS = ("field", "province", "office", "year", "level", "state", "subject", "topic", "area")
FIELDS = ("title", "topics", "unit", "summary", "body")
# The weight of a word by its field, the same for every other engine.
WEIGHTS = {"title": 4.0, "topics": 2.0, "unit": 2.0, "summary": 1.0, "body": 0.5}
BUCKETS = 50
WINDOW = 240
NEWEST = "updated"


@dataclass(frozen=True)
class Question:
    """Words without marks, and how they belong together.

    `how`: "typed" (as a person types them), "all" (each must stand there), "any", "phrase", "prefix".
    """

    words: tuple[str, ...] = ()
    how: str = "typed"
    filters: Mapping[str, str] = field(default_factory=dict)
    newest: bool = False
    facets: bool = False
    shown: bool = False


@dataclass(frozen=True)
class Answer:
    """How many models answer and the first of them, best first."""

    total: int
    keys: list[str]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Engine(Protocol):
    """An engine with its index in a folder. It lives in a process of its own."""

    name: str

    def __init__(self, folder: Path) -> None: ...

    def build(self, documents: Iterable[Document]) -> None:
        """Make the index."""

    def open(self) -> None:
        """Make ready to be asked."""

    def ask(self, question: Question, limit: int) -> Answer:
        """Answer a question."""

    def judged(self, text: str, filters: Mapping[str, str], limit: int) -> list[str]:
        """The best answers to what a person typed, as one usually has this engine answer it."""

    def put(self, document: Document) -> None:
        """Store a changed model so that the next question of anybody finds it."""

    def forget(self) -> None:
        """Lose what any change of the index makes it lose; nothing where that is nothing."""

    def size(self) -> int:
        """Bytes on the disk."""

    def processes(self) -> list[int]:
        """The other processes that answer, beside this one."""


class Alone:
    """What engines share that answer in one process and keep everything in their folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def forget(self) -> None:
        return None

    def size(self) -> int:
        return bytes_in(self._folder)

    def processes(self) -> list[int]:
        return []


def bytes_in(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def show(texts: Iterable[tuple[str, str]], terms: Iterable[str]) -> int:
    """Mark the words in title and body of each hit, with the registry's highlighter for every engine."""
    wanted = list(terms)
    return sum(
        len(highlight(title, wanted, 400)) + len(highlight(body, wanted, WINDOW)) for title, body in texts
    )
