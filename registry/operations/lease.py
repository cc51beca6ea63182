"""One host serves a database: files of SQLite are safe among processes of one system, not among systems.

The host that serves writes a beat every few seconds. Another one watches for a minute whether beats come: its
own clock measures, so clocks that differ do no harm. Processes of the same system, in containers too, share
the locks of SQLite and may serve side by side.
"""

import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.operations.models import ServingHost

log = logging.getLogger(__name__)
BOOT = Path("/proc/sys/kernel/random/boot_id")
EVERY = 15.0
# So long without a beat, and the other host is gone: some beats may be late.
GONE_AFTER = 60.0
# A beat that is older by any clock needs no watching.
LONG_GONE = timedelta(minutes=15)
ONLY = 1


class OtherHost(Exception):
    """Another host serves the database."""


@dataclass(frozen=True)
class Host:
    """A running system."""

    name: str
    boot: str


def this_host() -> Host:
    """The system this process runs on; without Linux its name alone must do."""
    name = socket.gethostname()[:255]
    try:
        return Host(name, BOOT.read_text("ascii").strip()[:64])
    except OSError:
        return Host(name, name[:64])


class Lease:
    """The right of this host to serve the database."""

    def __init__(self, host: Host | None = None, *, pause: Callable[[float], object] = time.sleep) -> None:
        self.host, self._pause = host or this_host(), pause
        self._last = float("-inf")

    def take(self, tell: Callable[[str], object]) -> None:
        """Begin to serve. Waits up to a minute for a host that may be gone; raises OtherHost if it is not."""
        other = self._other()
        if other is not None and other.seen_at > now() - LONG_GONE:
            name, beats = other.host, other.beats
            tell(f"{name} served this database lately: waiting {GONE_AFTER:.0f} s whether it still does")
            for _ in range(int(GONE_AFTER)):
                self._pause(1.0)
                db.session.rollback()
                other = self._other()
                if other is None:
                    break
                if (other.host, other.beats) != (name, beats):
                    raise OtherHost(_words(other))
        self._write(by_force=True)

    def beat(self) -> None:
        """Say that this host still serves; raises OtherHost when another one has taken over meanwhile.

        No connection stays open between beats: children that are started then must not share one.
        """
        if time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        try:
            self._write(by_force=False)
        except OperationalError:
            # Busy or full for a while: pages say so themselves.
            log.warning("the beat of this host could not be written")
        finally:
            db.session.remove()
            db.engine.dispose()

    def give_back(self) -> None:
        """Stop serving: another host may begin at once."""
        try:
            with transaction():
                row = db.session.get(ServingHost, ONLY)
                if row is not None and row.boot == self.host.boot:
                    db.session.delete(row)
        except OperationalError:
            db.session.rollback()

    def _other(self) -> ServingHost | None:
        row = db.session.get(ServingHost, ONLY, populate_existing=True)
        return row if row is not None and row.boot != self.host.boot else None

    def _write(self, *, by_force: bool) -> None:
        with transaction():
            row = db.session.get(ServingHost, ONLY)
            if row is None:
                row = ServingHost(id=ONLY, beats=0, boot=self.host.boot)
                db.session.add(row)
            elif row.boot != self.host.boot and not by_force:
                raise OtherHost(_words(row))
            row.host, row.boot, row.seen_at = self.host.name, self.host.boot, now()
            row.beats = (row.beats or 0) + 1


def other_host() -> str:
    """Who else serves the database just now, as a sentence; empty when nobody does."""
    row = db.session.get(ServingHost, ONLY)
    if row is None or row.boot == this_host().boot or row.seen_at < now() - timedelta(seconds=GONE_AFTER):
        return ""
    return _words(row)


def _words(other: ServingHost) -> str:
    return (
        f"host: {other.host} serves this database; a second host on the same file would damage it."
        " Stop it there first, or give this host a database of its own"
    )
