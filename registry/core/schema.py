"""Which version of the tables the database has, and which one the program needs."""

from functools import lru_cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from registry.core.db import db

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


@lru_cache(maxsize=1)
def wanted() -> str:
    """The newest migration of this program."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def present() -> str:
    """The migration the database is at; empty when it has no tables yet."""
    return MigrationContext.configure(db.session.connection()).get_current_revision() or ""


def is_current() -> bool:
    """Whether program and database fit together."""
    return present() == wanted()


def knows(revision: str) -> bool:
    """Whether a migration is one of this program's, so that it can bring such a database up to date."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return revision in {script.revision for script in scripts.walk_revisions()}
