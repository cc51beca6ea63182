"""One after the other: pages that take the processor for tens of milliseconds, each in a thread of its own.

One thread at a time runs Python. Pages that are worked on side by side are all ready when the last one is, so
each takes as long as all together; one after the other, most are ready sooner and none later.

A page waits before its view begins: it has read nothing yet, so it keeps no connection from others and no old
state of the database. Who waits is in a thread of the server, so no more wait than the server has threads.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

# Seconds for which a page has its turn. Then it goes on beside the others, and the next one begins.
PATIENCE = 0.25

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class _Place:
    """A place in the line, and when its turn began."""

    def __init__(self) -> None:
        self.called = threading.Event()
        self.since = 0.0

    def call(self) -> None:
        self.since = time.monotonic()
        self.called.set()


class Turns:
    """Whose turn it is, in the order in which they came: the first in the line works, the others wait."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._lock = threading.Lock()
        self._line: deque[_Place] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, have it, and leave it to the next one however it ends."""
        mine = self._come()
        try:
            yield
        finally:
            self._leave(mine)

    def _come(self) -> _Place:
        mine = _Place()
        with self._lock:
            self._line.append(mine)
            if self._line[0] is mine:
                mine.call()
        while not mine.called.wait(self.patience):
            with self._lock:
                if time.monotonic() - self._line[0].since >= self.patience:
                    self._next()
        return mine

    def _leave(self, mine: _Place) -> None:
        with self._lock:
            # Who took too long is in the line no more.
            if self._line and self._line[0] is mine:
                self._next()

    def _next(self) -> None:
        """Whoever is first makes room; the lock is held."""
        self._line.popleft()
        if self._line:
            self._line[0].call()


_turns = Turns()


def in_turn(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A page that is worked on when those of its kind that came before it are ready."""

    @wraps(view)
    def wait_and_show(*values: Given.args, **named: Given.kwargs) -> Answer:
        with _turns.turn():
            return view(*values, **named)

    return wait_and_show
