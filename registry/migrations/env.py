"""How Alembic reaches the database: through the application's engine, in batch mode for SQLite."""

from importlib import import_module

from alembic import context
from flask import current_app

from registry.core.db import db, writing

# Every table must be known before the models are compared with the database.
for name in (
    "audit.models",
    "campaigns.models",
    "catalogue.models",
    "core.ids",
    "core.receipts",
    "evidence.models",
    "identity.models",
    "jobs.models",
    "notifications.models",
    "replication.models",
    "review.models",
    "units.models",
):
    import_module(f"registry.{name}")
target = db.metadata


def run() -> None:
    """Apply the migrations under the write lock, all or none."""
    wrote = writing.set(True)
    with current_app.extensions["migrate"].db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="registry.core.db.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    # Whoever migrates inside a longer-lived process must not hold the write lock while it reads later.
    writing.reset(wrote)


run()
