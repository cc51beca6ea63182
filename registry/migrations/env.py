"""How Alembic reaches the database: through the application's engine, in batch mode for SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from registry.core.db import db, writing

# Every table must be known before the models are compared with the database.
for name in (
    "alerts.models",
    "audit.models",
    "campaigns.models",
    "catalogue.draft_tables",
    "catalogue.models",
    "consent.models",
    "core.ids",
    "core.receipts",
    "discovery.models",
    "evidence.models",
    "evidence.transfers",
    "identity.models",
    "jobs.models",
    "notifications.models",
    "operations.models",
    "replication.models",
    "reports.models",
    "calendar.models",
    "review.models",
    "units.models",
):
    import_module(f"registry.{name}")
target = db.metadata


def run() -> None:
    """Apply the migrations under the write lock, all or none."""
    wrote = writing.set(True)
    try:
        with (
            current_app.extensions["migrate"].db.engine.connect() as connection,
            _tables_may_be_rebuilt(connection),
        ):
            context.configure(
                connection=connection,
                target_metadata=target,
                render_as_batch=True,
                compare_type=True,
                user_module_prefix="registry.core.db.",
                # SQLite undoes changes of tables like any other; Alembic only believes so when told.
                transactional_ddl=True,
            )
            with context.begin_transaction():
                context.run_migrations()
                _require_whole(connection)
            connection.commit()
    finally:
        # Whoever migrates inside a longer-lived process must not hold the write lock while it reads later.
        writing.reset(wrote)


@contextmanager
def _tables_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """SQLite changes a column by rebuilding the table: dropping the old one must not touch its children."""
    if connection.dialect.name != "sqlite":
        yield
        return
    # The pragma does nothing inside a transaction, and the connection begins one with its first statement.
    raw = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def _require_whole(connection: Connection) -> None:
    """Raise, and so undo everything, when a migration left a row that points to nothing."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration would leave rows that point to nothing: {broken[:5]}")


run()
