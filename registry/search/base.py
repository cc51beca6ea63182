"""What every search engine promises: the documents it takes, the questions it answers and how it fails."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from registry.search.highlighting import highlight

__all__ = [
    "Document",
    "EngineUnavailable",
    "Hit",
    "Outcome",
    "Query",
    "SearchEngine",
    "highlight",
]

RELEVANCE = "relevance"
# Before a code of a filter: what has it is left out.
NOT = "-"
PAGE_LIMIT = 100
DEEPEST_HIT = 10_000
FILTER_VALUES = 20
FACET_BUCKETS = 50
# Seconds of a thread's processor time after which a question is answered without counting its facets.
COUNTING_BUDGET = 0.3


class EngineUnavailable(Exception):
    """The index is missing, damaged or busy: answer from the database and ask for a rebuild."""


@dataclass(frozen=True)
class Document:
    """One thing that can be found, by its reference `key`. Facets and sort keys hold codes, not words."""

    key: str
    version: int
    title: str
    summary: str = ""
    body: str = ""
    unit: str = ""
    topics: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lang: str = "vi"
    sort_keys: Mapping[str, int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Query:
    """What a reader asks. Values of one facet are joined by OR, facets by AND; a code with a minus sign
    before it leaves out what has it.

    `context` holds the codes of the reader's own circumstances: by relevance, what agrees with them gains.
    Who needs no counts of facets is answered sooner without `counted`.
    `whole` wants documents with nearly all of the words, where few are searched and any word meets one.
    """

    text: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: str = RELEVANCE
    offset: int = 0
    limit: int = 10
    context: Mapping[str, frozenset[str]] = field(default_factory=dict)
    counted: bool = True
    whole: bool = False


def told_apart(codes: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The codes of a filter that are wanted, and those that are not."""
    codes = frozenset(codes)
    wanted = frozenset(code for code in codes if not code.startswith(NOT))
    return wanted, frozenset(code.removeprefix(NOT) for code in codes - wanted)


@dataclass(frozen=True)
class Hit:
    """A document that was found, how well it answers, and which words of the query it lacks.

    Of one that is like another, `shared` tells what both speak of.
    """

    key: str
    score: float
    missing: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The answer to one query.

    `counts` gives, for each facet, how many documents each code would leave if only that facet's own
    filter were lifted. `terms` are the exact words and phrases to mark in a text. `uncounted` says that the
    question took too long for counting, `excluded` what a minus sign left out, `partly` that none of all that
    answer has every word.
    """

    total: int
    hits: list[Hit]
    counts: dict[str, dict[str, int]]
    terms: tuple[str, ...] = ()
    suggestion: str | None = None
    uncounted: bool = False
    excluded: tuple[str, ...] = ()
    partly: bool = False


class SearchEngine(Protocol):
    """Everything the registry asks of an engine.

    `visible` holds the keys a reader may know of (None: all of them). What is outside it changes
    nothing in an answer: no total, count, order, spelling or suggestion.
    """

    def search(self, query: Query, visible: Container[str] | None = None) -> Outcome:
        """Answer a query; raises nothing but EngineUnavailable."""

    def matches(self, query: Query, visible: Container[str] | None = None) -> frozenset[str]:
        """The keys of everything that answers, as `search` counts it; order and pages mean nothing."""

    def similar(
        self, like: str | Document, visible: Container[str] | None = None, limit: int = 5
    ) -> list[Hit]:
        """The documents that speak of the same things as this one, best first.

        `like` is the key of one that is indexed, or a text that is not: a registration being typed.
        """

    def apply(self, upserts: Sequence[Document], deletes: Sequence[str], position: int) -> None:
        """Store these changes, all or none, and remember that everything up to `position` is in."""

    def rebuild(self, documents: Iterable[Document], position: int) -> int:
        """Replace the whole index; gives the number of documents in the new one."""

    def position(self) -> int:
        """The last change the index holds."""

    def versions(self) -> dict[str, int]:
        """The version held of each document, to compare with the database."""

    def note(self, name: str, facts: Mapping[str, object] | None) -> None:
        """Have the status tell something of how the index is looked after, or no longer."""

    def status(self) -> dict[str, object]:
        """How the engine is, for the operator; never raises."""
