"""Memory that a process does not need any more goes back to the system; the C library would keep it."""

import ctypes
import time

# Seconds. Each time costs the processor some fifteen milliseconds, and what is used again is got again.
EVERY = 20.0


class Spare:
    """Gives free memory back now and then."""

    def __init__(self) -> None:
        # Of glibc; other libraries keep little, and have nothing of the kind.
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        self._last = time.monotonic()

    def give_back(self) -> None:
        """Give back what is free, unless that was done a moment ago."""
        if self._trim is not None and time.monotonic() - self._last >= EVERY:
            self._trim(0)
            self._last = time.monotonic()
