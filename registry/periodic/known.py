"""What a form takes from the books of figures: each figure by its one definition."""

from collections.abc import Callable
from dataclasses import replace

from registry.catalogue.states import Level, SubjectKind
from registry.reports.definitions import FIGURES
from registry.reports.scope import Scope

Known = Callable[[Scope], int]


def figure(code: str, *, level: Level | None = None, subject: SubjectKind | None = None) -> Known:
    """Counts a figure of `FIGURES`, of one level or one kind of subject only where these are given."""

    def count(scope: Scope) -> int:
        return FIGURES[code].of(replace(scope, level=level, subject=subject))

    return count


def always(number: int) -> Known:
    """What is so by its nature."""
    return lambda _scope: number
