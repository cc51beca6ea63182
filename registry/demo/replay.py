"""Replaying an invented history in the order of its dates, through the real commands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from registry.core.clock import now, told
from registry.core.db import db

Act = Callable[[], object]


@dataclass
class History:
    """Acts with the moment at which each took place. Acts of one moment keep the order they were added in."""

    acts: list[tuple[datetime, int, Act]] = field(default_factory=list)

    def add(self, moment: datetime, act: Act) -> None:
        """Have `act` take place at `moment`; a moment still to come takes place now."""
        self.acts.append((min(moment, now()), len(self.acts), act))

    def replay(self) -> int:
        """Let everything take place; returns how many acts that was."""
        for moment, _order, act in sorted(self.acts, key=lambda one: one[:2]):
            with told(moment):
                act()
            db.session.expire_all()
        return len(self.acts)
