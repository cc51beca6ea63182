"""The table of searches that people keep."""

import secrets
from collections.abc import Iterable
from datetime import datetime

import numpy as np
from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from registry.alerts.states import HowOften
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Version
from registry.identity.models import LETTERS, User

Numbers = frozenset[int]
NOTHING: Numbers = frozenset()


class NumberSet(TypeDecorator[Numbers]):
    """A set of row ids, one bit each: what twenty thousand models answer takes 2.5 kB."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> bytes | None:
        numbers = np.array(sorted(value or ()), dtype=np.intp)
        flags = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=bool)
        flags[numbers] = True
        return np.packbits(flags, bitorder="little").tobytes()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Numbers:
        flags = np.unpackbits(np.frombuffer(value or b"", dtype=np.uint8), bitorder="little")
        return frozenset(np.flatnonzero(flags).tolist())


def new_reference() -> str:
    """A random reference: it is never given out twice, so that an old mail stops no other search."""
    return "TK-" + "".join(secrets.choice(LETTERS) for _ in range(10))


class SavedSearch(Version, db.Model):
    """What somebody looks for again and again. It is theirs alone.

    The version counts what the person changed; what the worker notes beside that is no change of theirs.
    """

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("user_id", "name_key"), Index("ix_saved_searches_due", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True, default=new_reference)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(240))
    text: Mapped[str] = mapped_column(String(256))
    filters: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    sort: Mapped[str] = mapped_column(String(20))
    how: Mapped[HowOften] = mapped_column(word_enum(HowOften))
    is_paused: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # When the worker looks next, and up to which row of the outbox it has looked.
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    position: Mapped[int] = mapped_column(default=0)
    # The models that need no telling any more, and those the person has seen; what left is in neither.
    told: Mapped[Numbers] = mapped_column(NumberSet)
    seen: Mapped[Numbers] = mapped_column(NumberSet)

    user: Mapped[User] = relationship()

    @property
    def tells(self) -> bool:
        """Whether its person is told of what is new."""
        return self.how is not HowOften.NEVER and not self.is_paused
