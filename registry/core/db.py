"""The database: base class, constraint names, UTC times, and how SQLite is opened."""

import enum
import sqlite3
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    DateTime,
    Engine,
    Enum,
    Executable,
    MetaData,
    String,
    bindparam,
    event,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.types import TypeDecorator

# Seconds SQLite waits for another writer before it gives up (the page then says "busy", 503).
BUSY_TIMEOUT = 8
# One for each thread of the web server, which has fewer.
CONNECTIONS = 32
writing: ContextVar[bool] = ContextVar("writing", default=False)


class Base(DeclarativeBase):
    """Every table's base: constraints get predictable names so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: refuses naive values on the way in, gives aware ones on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def is_one_of(column: InstrumentedAttribute[Any], ids: Iterable[int]) -> ColumnElement[bool]:
    """A column of ids holds one of these. They are written into the statement: there may be thousands."""
    return column.in_(bindparam(None, sorted(ids), expanding=True, literal_execute=True))


def read_rows(query: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a statement that was made once, without what the session does beside for objects."""
    db.session.flush()
    return db.session.connection().execute(query, values)


def word_enum(kind: type[enum.Enum], *, is_closed: bool = True) -> Enum:
    """An enum stored as its word; a closed one has a CHECK in the database that refuses any other."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=is_closed,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=kind.__name__.lower(),
    )


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver's own BEGIN is switched off: `_begin` below decides between a read and a write.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT * 1000}",
        # Without this INSERT OR REPLACE would slip past the triggers that keep the audit log append-only.
        "recursive_triggers=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        # A read that turns into a write fails at once (SQLITE_BUSY_SNAPSHOT), so a command takes
        # the write lock before its first read.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


class DecimalText(TypeDecorator[Decimal]):
    """A decimal kept as text, exact on every database (SQLite would turn it into a float)."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(Decimal(value), "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)
