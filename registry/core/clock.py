"""The only place that reads the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_told: ContextVar[datetime | None] = ContextVar("told_time", default=None)


def now() -> datetime:
    """The present moment in UTC."""
    return _told.get() or datetime.now(UTC)


def today() -> date:
    """Today's date where the registry is used: deadlines and validity dates are local days."""
    return now().astimezone(HERE).date()


def is_told() -> bool:
    """Whether `told` gives the time just now."""
    return _told.get() is not None


@contextmanager
def told(moment: datetime) -> Iterator[None]:
    """Let commands believe that it is `moment`: for replaying an invented history, never for real work."""
    kept = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(kept)
