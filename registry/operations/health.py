"""How an installation is, part by part, in one word each: for whoever watches it. Nothing of it is secret."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from registry.core import schema
from registry.core.db import db
from registry.jobs import alive
from registry.operations.backups.copying import database_of
from registry.operations.maintenance import Sign
from registry.search.base import SearchEngine
from registry.settings import Settings

# Seconds an answer holds: it may be asked for as often as anybody likes.
HOLDS = 2.0
# Seconds to wait for whoever writes just now; nobody's command takes so long.
PATIENCE = 2.0
SILENT_AFTER = 600.0
LITTLE_ROOM, NO_ROOM = 1024**3, 64 * 1024**2
OK = "ok"


@dataclass(frozen=True)
class Health:
    """One word for each part. It is ready while pages can be read, and written unless that is wished so."""

    database: str
    writing: str
    disk: str
    worker: str
    search: str
    maintenance: str

    @property
    def is_ready(self) -> bool:
        """Whether people can work with it."""
        return self.database == OK and (self.writing == OK or self.maintenance == "on")

    @property
    def status(self) -> str:
        """All of it in a word."""
        if not self.is_ready:
            return "unavailable"
        words = (self.disk, self.worker, self.search)
        return OK if set(words) <= {OK} and self.maintenance == "off" else "degraded"


class Doctor:
    """Looks at an installation, at most every two seconds."""

    def __init__(self, settings: Settings, sign: Sign, engines: Sequence[SearchEngine]) -> None:
        self._settings, self._sign, self._engines = settings, sign, engines
        self._lock = threading.Lock()
        self._holds = 0.0 if settings.testing else HOLDS
        self._last: Health | None = None
        self._until = float("-inf")

    def look(self) -> Health:
        """How it is now, or was two seconds ago."""
        with self._lock:
            if self._last is None or time.monotonic() >= self._until:
                self._last = self._look()
                self._until = time.monotonic() + self._holds
            return self._last

    def _look(self) -> Health:
        return Health(
            database=_database(),
            writing=_writing(self._settings),
            disk=_disk(self._settings),
            worker=_worker(self._settings),
            search=_search(self._engines),
            maintenance="on" if self._sign.is_on() else "off",
        )


def _database() -> str:
    try:
        return OK if schema.is_current() else "other schema"
    except SQLAlchemyError:
        db.session.rollback()
        return "unreachable"


def _writing(settings: Settings) -> str:
    """Whether the lock of those who write can be had; nothing is written."""
    address = f"{database_of(settings.database).resolve().as_uri()}?mode=rw"
    try:
        opened = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
        with closing(opened) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        text = str(error).lower()
        return "locked" if "locked" in text else "read-only" if "readonly" in text else "unavailable"
    return OK


def _disk(settings: Settings) -> str:
    free = free_bytes(settings)
    return "full" if free < NO_ROOM else "little room" if free < LITTLE_ROOM else OK


def free_bytes(settings: Settings) -> int:
    """What the disk of the installation has left."""
    return shutil.disk_usage(settings.instance).free


def _worker(settings: Settings) -> str:
    since = alive.seconds_since(settings.instance)
    return OK if since is not None and since < SILENT_AFTER else "silent"


def _search(engines: Sequence[SearchEngine]) -> str:
    """Pages do without it: then titles and summaries are searched in the database."""
    found = [engine.status() for engine in engines]
    if not all(one.get("healthy") for one in found):
        return "unavailable"
    return "outdated" if any(one.get("outdated") for one in found) else OK
