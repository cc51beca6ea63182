"""How Alembic reaches the database: through the application's engine, in batch mode for SQLite."""

from alembic import context
from flask import current_app

from registry.core.db import db, writing

target = db.metadata


def run() -> None:
    """Apply the migrations under the write lock, all or none."""
    writing.set(True)
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


run()
