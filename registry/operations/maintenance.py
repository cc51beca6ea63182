"""Maintenance: people go on reading, nothing is written. A file says so, also while tables change."""

import json
import logging
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from registry.core import schema
from registry.core.clock import now
from registry.operations.backups.sealing import sync

NAME = "maintenance.json"
# Seconds after which whoever wanted to write may ask again, at least and at most.
SOON, LATE, UNKNOWN = 30, 3600, 120
log = logging.getLogger(__name__)


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
        self._told: object = None
        self._values: dict[str, Any] = {}

    def read(self) -> Maintenance | None:
        """The maintenance that is on; None on ordinary days.

        A program whose tables were changed for a newer one rests too, until it is started anew. A sign that
        cannot be read may say anything: then nothing is written either.
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

    def settle(self) -> None:
        """Correct a note of other tables, as after going back; whoever calls has seen that ours are there."""
        if self._read().get("schema") not in {None, schema.wanted()}:
            self.note_schema(schema.wanted())

    def _read(self) -> dict[str, Any]:
        state: tuple[float, ...] = ()
        try:
            found = self._path.stat()
            state = (found.st_mtime_ns, found.st_ino, found.st_size)
            if state != self._state:
                self._values = _decode(self._path.read_text(encoding="utf-8"))
                self._state = state
            return self._values
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            if self._told != state:
                self._told = state
                log.error("%s cannot be read (%s): nothing is written until it is mended", self._path, error)
            since = datetime.fromtimestamp(state[0] / 1e9, UTC) if state else now()
            return {"since": since.isoformat()}

    def _write(self, **changes: str | None) -> None:
        values = {**self._read(), **changes}
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".maintenance-")
        with os.fdopen(handle, "wb") as file:
            _give_to_the_owner(handle, self._path.parent)
            file.write(json.dumps(values, ensure_ascii=False).encode())
            sync(file)
        Path(name).rename(self._path)


def _decode(text: str) -> dict[str, Any]:
    """What a sign says; raises ValueError when this program did not write it."""
    values = json.loads(text)
    if not isinstance(values, dict):
        raise ValueError("it holds no names")
    moments = [values.get(name) for name in ("since", "until", "changed_at")]
    if any(one and datetime.fromisoformat(str(one)).tzinfo is None for one in moments):
        raise ValueError("a moment has no zone")
    if values.get("schema") and not values.get("changed_at"):
        raise ValueError("a change has no moment")
    return values


def _give_to_the_owner(handle: int, folder: Path) -> None:
    """Let whoever serves the folder read the file, also when the administrator of the system wrote it."""
    place = folder.stat()
    os.fchmod(handle, place.st_mode & 0o666)
    if place.st_uid != os.geteuid():
        with suppress(PermissionError):
            os.fchown(handle, place.st_uid, place.st_gid)
