"""Limits on tries, counted in the database so that every process sees the same number."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from limits import RateLimitItemPerSecond
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import DomainError
from registry.core.i18n import _n
from registry.core.transaction import transaction
from registry.core.types import unique_key
from registry.identity.models import ThrottleCount


class TooManyTries(DomainError):
    """Somebody, or somebody's address, tried too often; `wait` says for how many seconds to stop."""

    status = 429

    def __init__(self, wait: int) -> None:
        minutes = max(1, ceil(wait / 60))
        super().__init__(
            _n("Too many tries. Wait one minute, then try again.",
               "Too many tries. Wait %(num)s minutes, then try again.", minutes)
        )  # fmt: skip
        self.wait = max(1, wait)


class DatabaseCounts(Storage):
    """The store of counts that the `limits` library asks for, over the table of this database."""

    STORAGE_SCHEME = ["registry"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with transaction():
            row = db.session.get(ThrottleCount, key)
            if row is None:
                row = ThrottleCount(key=key, count=0, expires_at=_window_end(expiry))
                db.session.add(row)
            elif row.expires_at <= now():
                row.count, row.expires_at = 0, _window_end(expiry)
            row.count = max(0, row.count + amount)
            return row.count

    def get(self, key: str) -> int:
        row = self._live(key)
        return row.count if row else 0

    def get_expiry(self, key: str) -> float:
        row = self._live(key)
        return (row.expires_at if row else now()).timestamp()

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with transaction():
            return db.session.execute(delete(ThrottleCount)).rowcount  # type: ignore[attr-defined, no-any-return]

    def clear(self, key: str) -> None:
        with transaction():
            db.session.execute(delete(ThrottleCount).where(ThrottleCount.key == key))

    def _live(self, key: str) -> ThrottleCount | None:
        row = db.session.get(ThrottleCount, key)
        return row if row and row.expires_at > now() else None


def _window_end(seconds: int) -> datetime:
    return now() + timedelta(seconds=seconds)


_counts = DatabaseCounts()
_limiter = FixedWindowRateLimiter(_counts)


@dataclass(frozen=True)
class Limit:
    """At most `tries` within `seconds` for one key."""

    tries: int
    seconds: int

    @property
    def _item(self) -> RateLimitItemPerSecond:
        return RateLimitItemPerSecond(self.tries, self.seconds)

    def take(self, *keys: str) -> None:
        """Count one try under every key. Raises TooManyTries when one of them is used up."""
        used_up = [key for key in keys if not _limiter.hit(self._item, key)]
        if used_up:
            ends = max(_limiter.get_window_stats(self._item, key).reset_time for key in used_up)
            raise TooManyTries(ceil(ends - now().timestamp()))

    def give_back(self, *keys: str) -> None:
        """Take one try back: it turned out to be rightful."""
        for key in keys:
            _counts.incr(self._item.key_for(key), self._item.get_expiry(), -1)


def key_of(kind: str, value: str) -> str:
    """A key for something people type: its digest, because they also type passwords into wrong fields."""
    return f"{kind}:{hashlib.sha256(unique_key(value).encode()).hexdigest()[:32]}"


def reset_all() -> int:
    """Forget every count; returns how many there were."""
    return _counts.reset()


def forget_expired() -> None:
    """Remove counts whose window is over."""
    with transaction():
        db.session.execute(delete(ThrottleCount).where(ThrottleCount.expires_at <= now()))
