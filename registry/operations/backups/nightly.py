"""The backup of each night, made by a process of its own so that mail and search do not wait for it."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from registry.core.clock import HERE, now
from registry.operations.backups.record import note_failure, read_record
from registry.settings import ROOT, Settings

PAUSE = 60.0
# The hour of the day (local time) from which it may begin, and how long a failure waits for another try.
FROM_HOUR = 1
AGAIN_AFTER = timedelta(hours=1)


class Running(Protocol):
    """A process that was started."""

    def poll(self) -> int | None:
        """Its status once it has ended."""


def start() -> Running:
    """Begin a backup as `registry backup create --nightly` does; the settings come by the environment."""
    command = [sys.executable, "-m", "registry", "backup", "create", "--nightly"]
    return subprocess.Popen(command, cwd=ROOT)  # noqa: S603 -- own program


class Nightly:
    """What the worker calls each round: once a night it has a backup made, when a folder is set."""

    def __init__(self, settings: Settings, begin: Callable[[], Running] = start) -> None:
        self._settings, self._begin = settings, begin
        self._last = float("-inf")
        self._running: Running | None = None
        self._begun_at = now()

    def __call__(self) -> int:
        if self._settings.backup_folder and time.monotonic() - self._last >= PAUSE:
            self._last = time.monotonic()
            self._look()
        return 0

    def _look(self) -> None:
        if self._running is not None:
            status = self._running.poll()
            if status is None:
                return
            self._running = None
            self._note(status)
        if self._is_due():
            self._begun_at = now()
            self._running = self._begin()

    def _note(self, status: int) -> None:
        """What ended without a word of its own, as when it was killed, has failed too."""
        record = read_record(self._settings.instance)
        told = max((at for at in (record.made_at, record.failed_at) if at), default=None)
        if status and (told is None or told < self._begun_at):
            note_failure(self._settings.instance, f"the backup ended with status {status}")

    def _is_due(self) -> bool:
        moment, record = now(), read_record(self._settings.instance)
        here = moment.astimezone(HERE)
        if record.made_at and record.made_at.astimezone(HERE).date() == here.date():
            return False
        if record.failed_at and moment - record.failed_at < AGAIN_AFTER:
            return False
        return here.hour >= FROM_HOUR
