"""How the processes of the web server share the connections that come: who has least to do takes the next.

A client keeps its connection, and with it the process that took it. Left to chance, one process often gets
most of them, and answers them one after the other while a core stands idle.
"""

import mmap
import os
import time

PROCESSES = 64
# Seconds for which a new connection is left to a process that has less to do; it may hang.
LEFT, STEP = 0.1, 0.001
# So many requests more than another process has are too many.
TOO_MANY = 2
# For each process its number in the system and how many requests it has. The server loads this before it
# starts its processes, so all of them see the same page of memory.
_table = memoryview(mmap.mmap(-1, 8 * PROCESSES)).cast("i")


class Share:
    """What one process has to do, beside what the others have. `number` is its own."""

    def __init__(self, number: int) -> None:
        self._at = number % PROCESSES * 2
        self._until = 0.0

    def begin(self) -> None:
        """Called in the process itself."""
        _table[self._at], _table[self._at + 1] = os.getpid(), 0

    def add(self, requests: int) -> None:
        """So many more requests, or fewer."""
        _table[self._at + 1] += requests

    def leaves_it(self) -> bool:
        """Whether a connection that has just come is for another process; if it is, a moment is waited."""
        moment = time.monotonic()
        if moment > self._until + LEFT:
            self._until = moment + LEFT
        if moment > self._until or not self._others_have_less(1):
            return False
        time.sleep(STEP)
        return True

    def has_too_many(self) -> bool:
        """Whether a client had better come again, and be taken by another process."""
        return self._others_have_less(TOO_MANY)

    def _others_have_less(self, by: int) -> bool:
        most = _table[self._at + 1] - by
        others = ((_table[at], _table[at + 1]) for at in range(0, 2 * PROCESSES, 2) if at != self._at)
        return any(process and requests <= most and _is_there(process) for process, requests in others)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True
