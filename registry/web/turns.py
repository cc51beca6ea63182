"""One after the other: pages that take the processor for tens of milliseconds, each in a thread of its own.

One thread at a time runs Python. Pages that are worked on side by side are all ready when the last one is, so
each takes as long as all together; one after the other, most are ready sooner and none later.
"""

import threading
from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

# Seconds for which a page waits for its turn. Then it goes on beside the others: one of them takes very long.
PATIENCE = 0.25

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Turns:
    """Whose turn it is, in the order in which they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    def take(self, patience: float) -> threading.Event:
        """Wait for one's turn, or until patience ends."""
        mine = threading.Event()
        with self._lock:
            self._waiting.append(mine)
            if self._waiting[0] is mine:
                mine.set()
        mine.wait(patience)
        return mine

    def leave(self, mine: threading.Event) -> None:
        """Let the next one go on."""
        with self._lock:
            was_first = self._waiting[0] is mine
            self._waiting.remove(mine)
            if was_first and self._waiting:
                self._waiting[0].set()


_turns = Turns()


def in_turn(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A page that is worked on when those that came before it are ready."""

    @wraps(view)
    def wait_and_show(*values: Given.args, **named: Given.kwargs) -> Answer:
        mine = _turns.take(PATIENCE)
        try:
            return view(*values, **named)
        finally:
            _turns.leave(mine)

    return wait_and_show
