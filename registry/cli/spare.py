"""Memory that a process does not need any more goes back to the system; the C library would keep it."""

import ctypes
import mmap
import os
import time
from pathlib import Path

from registry.search.arrays import let_go

# Seconds. Each time costs the processor some fifteen milliseconds, and what is used again is got again.
EVERY = 10.0
# Bytes: having grown by so much, a process does not wait for that.
GROWTH = 32 << 20
# Of glibc (malloc.h).
M_ARENA_MAX = -8


def share_pool() -> None:
    """Have all threads share a pool of memory, unless MALLOC_ARENA_MAX says something else.

    Each thread would otherwise keep room of its own for the arrays of search, much of it empty, and pools but
    the first hardly give their end back. One thread at a time runs Python, so few wait for it. To be called
    before there are threads.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None and "MALLOC_ARENA_MAX" not in os.environ:
        set_option(M_ARENA_MAX, 1)


class Spare:
    """Gives free memory back now and then."""

    def __init__(self) -> None:
        # Of glibc; other libraries keep little, and have nothing of the kind.
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        self._last, self._held = time.monotonic(), resident()

    def give_back(self) -> None:
        """Give back what is free, unless that was done a moment ago and little has come since."""
        if time.monotonic() - self._last < EVERY and resident() - self._held < GROWTH:
            return
        let_go()
        if self._trim is not None:
            self._trim(0)
        self._last, self._held = time.monotonic(), resident()


def resident() -> int:
    """How many bytes of this process are in memory; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * mmap.PAGESIZE
    except OSError:
        return 0
