"""How the last backups went, in a small file of the installation: for pages, checks and metrics."""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from registry.core.clock import now
from registry.operations.backups.sealing import sync

NAME = "backup.json"


@dataclass(frozen=True)
class Record:
    """The last backup that came about, and the last that did not since."""

    made_at: datetime | None = None
    point: str = ""
    size: int = 0
    failed_at: datetime | None = None
    error: str = ""


def read_record(instance: Path) -> Record:
    """What is known; nothing where none was ever tried."""
    try:
        values = json.loads((instance / NAME).read_text(encoding="utf-8"))
        for name in ("made_at", "failed_at"):
            values[name] = datetime.fromisoformat(values[name]) if values[name] else None
        return Record(**values)
    except (OSError, ValueError, KeyError, TypeError):
        return Record()


def note_success(instance: Path, point: str, size: int) -> None:
    """A backup was made: what failed before is over."""
    _write(instance, Record(made_at=now(), point=point, size=size))


def note_failure(instance: Path, error: str) -> None:
    """No backup was made."""
    last = read_record(instance)
    _write(instance, Record(last.made_at, last.point, last.size, failed_at=now(), error=error))


def _write(instance: Path, record: Record) -> None:
    values = asdict(record)
    for name in ("made_at", "failed_at"):
        values[name] = values[name].isoformat() if values[name] else None
    handle, name = tempfile.mkstemp(dir=instance, prefix=".backup-")
    with os.fdopen(handle, "wb") as file:
        file.write(json.dumps(values).encode())
        sync(file)
    Path(name).rename(instance / NAME)
