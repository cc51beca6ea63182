"""Lists of what an administrator records, such as units and people: every row is judged by itself."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from registry.identity.models import Role, User
from registry.legacy.models import ImportRun
from registry.legacy.places import UnitFinder
from registry.legacy.verdict import Values, Verdict
from registry.units.rules import scope_of


class OneByOne(ABC):
    """Judges the rows of one list within what the person administers."""

    def __init__(self, run: ImportRun, actor: User) -> None:
        self._actor = actor
        self._scope = scope_of(actor, Role.ADMINISTRATOR)
        self._finder = UnitFinder(self._scope)

    def judge(self, rows: Sequence[Values]) -> list[Verdict]:
        """What would become of each row; stores nothing."""
        return [self._decide(values)[0] for values in rows]

    def take(self, rows: Sequence[Values]) -> list[Verdict]:
        """Judge rows again and store what they say. Part of a command."""
        return [self._take(values) for values in rows]

    @abstractmethod
    def _decide(self, values: Values) -> tuple[Any, ...]:
        """The verdict on a row, and what storing it needs."""

    @abstractmethod
    def _take(self, values: Values) -> Verdict:
        """Judge a row and store what it says."""
