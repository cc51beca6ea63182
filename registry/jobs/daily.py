"""Work that is done once a day, by a worker that calls each round."""

from collections.abc import Callable
from datetime import date

from registry.core.clock import today


class Daily:
    """Does its work at the start and whenever a new day begins; a round that failed is tried again."""

    def __init__(self, work: Callable[[], int]) -> None:
        self._work = work
        self._day: date | None = None

    def __call__(self) -> int:
        if self._day == today():
            return 0
        day = today()
        done = self._work()
        # Only now: a round that failed is tried again by the next one.
        self._day = day
        return done
