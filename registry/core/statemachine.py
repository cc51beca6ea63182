"""A life as data: named arrows between states, each with its permission and its checks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from registry.core.errors import InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission

# A check returns the sentence that says what is missing, or None.
Check = Callable[[Any], str | None]


@dataclass(frozen=True)
class Transition:
    """One arrow: `action` leads from any of `sources` to `target` for whoever has `permission`."""

    action: str
    sources: frozenset[Any]
    target: Any
    permission: Permission
    checks: tuple[Check, ...] = ()


class StateMachine:
    """The table of arrows of one kind of thing."""

    def __init__(self, arrows: Iterable[Transition]) -> None:
        self._arrows = {arrow.action: arrow for arrow in arrows}

    def __getitem__(self, action: str) -> Transition:
        return self._arrows[action]

    def __iter__(self) -> Any:
        return iter(self._arrows.values())

    def available(self, state: Any) -> list[Transition]:
        """The arrows that leave `state`, in the order of the table."""
        return [arrow for arrow in self._arrows.values() if state in arrow.sources]

    def check(self, arrow: Transition, subject: Any) -> None:
        """Raise InvalidTransition, saying why, unless the subject may follow the arrow now."""
        if subject.state not in arrow.sources:
            raise InvalidTransition(_("This can no longer be done: the state has changed in the meantime."))
        for check in arrow.checks:
            if sentence := check(subject):
                raise InvalidTransition(sentence)
