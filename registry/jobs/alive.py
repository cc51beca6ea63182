"""The worker's sign of life: the times of an empty file, set every few seconds while it goes its rounds."""

import os
import time
from contextlib import suppress
from pathlib import Path

NAME = "worker.alive"
EVERY = 10.0


class SignOfLife:
    """One worker's way of saying that it lives. It never fails and never waits."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._last = float("-inf")

    def give(self) -> None:
        """Say so, unless it was said a moment ago."""
        if time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        with suppress(OSError):
            self._path.touch(mode=0o600)
            os.utime(self._path)


def seconds_since(folder: Path) -> float | None:
    """How long ago a worker of this installation last gave a sign of life; None when none ever did."""
    try:
        return max(0.0, time.time() - (folder / NAME).stat().st_mtime)
    except OSError:
        return None
