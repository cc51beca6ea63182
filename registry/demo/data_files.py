"""Reading the demonstration's data files."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from registry.core.clock import HERE

FOLDER = Path(__file__).parent / "data"
FILES = FOLDER / "files"


def read(name: str) -> dict[str, Any]:
    """One data file."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def day(text: str) -> date:
    """A date as written in the files; a month or a year alone means its first day."""
    parts = [int(part) for part in text.split("-")] + [1, 1]
    return date(*parts[:3])


def day_after(text: str) -> date:
    """The files name the last day of something; the tables hold the first day without it."""
    return day(text) + timedelta(days=1)


def moment(text: str, hour: int = 9, minute: int = 0) -> datetime:
    """A working hour of a day."""
    return datetime.combine(day(text), time(hour, minute), HERE).astimezone(UTC)
