"""Maintenance: people go on reading, nothing is written. A file says so, also while tables change."""

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from registry.core import schema
from registry.core.clock import now
from registry.operations.backups.sealing import sync

NAME = "maintenance.json"
# Seconds after which whoever wanted to write may ask again, at least and at most.
SOON, LATE, UNKNOWN = 30, 3600, 120


@dataclass(frozen=True)
class Maintenance:
    """Since when, and what the operator told of it."""

    since: datetime
    until: datetime | None = None
    reason: str = ""

    @property
    def ends_at(self) -> datetime | None:
        """When it is to be over, as long as that lies ahead."""
        return self.until if self.until and self.until > now() else None

    @property
    def retry_after(self) -> int:
        """In how many seconds to try again."""
        if self.ends_at is None:
            return UNKNOWN
        return max(SOON, min(LATE, int((self.ends_at - now()).total_seconds())))


class Sign:
    """The sign at the door of an installation: looked at with every request, read when it was changed."""

    def __init__(self, instance: Path) -> None:
        self._path = instance / NAME
        self._state: object = None
        self._values: dict[str, Any] = {}

    def read(self) -> Maintenance | None:
        """The maintenance that is on; None on ordinary days.

        A program whose tables were changed for a newer one rests too, until it is started anew.
        """
        values = self._read()
        if values.get("since"):
            until = values.get("until")
            return Maintenance(
                datetime.fromisoformat(values["since"]),
                datetime.fromisoformat(until) if until else None,
                values.get("reason", ""),
            )
        if (told := values.get("schema")) and told != schema.wanted():
            return Maintenance(datetime.fromisoformat(values["changed_at"]))
        return None

    def is_on(self) -> bool:
        """Whether nothing may be written."""
        return self.read() is not None

    def turn_on(self, until: datetime | None = None, reason: str = "") -> None:
        """Begin, or tell something else of what is on."""
        since = self._read().get("since") or now().isoformat()
        self._write(since=since, until=until.isoformat() if until else None, reason=reason)

    def turn_off(self) -> None:
        """Let people write again."""
        self._write(since=None, until=None, reason="")

    def note_schema(self, migration: str) -> None:
        """Tell every process which tables the database has now."""
        self._write(schema=migration, changed_at=now().isoformat())

    def _read(self) -> dict[str, Any]:
        try:
            found = self._path.stat()
        except OSError:
            return {}
        state = (found.st_mtime_ns, found.st_ino, found.st_size)
        if state != self._state:
            self._values = json.loads(self._path.read_text(encoding="utf-8"))
            self._state = state
        return self._values

    def _write(self, **changes: str | None) -> None:
        values = {**self._read(), **changes}
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".maintenance-")
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps(values, ensure_ascii=False).encode())
            sync(file)
        Path(name).rename(self._path)
