"""Which version of the tables the database has, and which one the program needs."""

from functools import lru_cache
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import String, column, inspect, select, table

from registry.core.db import db

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
# One statement for all who ask: made anew each time, it would be kept anew each time.
_PRESENT = select(column("version_num", String)).select_from(table("alembic_version"))


@lru_cache(maxsize=1)
def wanted() -> str:
    """The newest migration of this program."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def present() -> str:
    """The migration the database is at; empty when it has no tables yet."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return ""
    return db.session.scalar(_PRESENT) or ""


def is_current() -> bool:
    """Whether program and database fit together."""
    return present() == wanted()


def knows(revision: str) -> bool:
    """Whether a migration is one of this program's, so that it can bring such a database up to date."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return revision in {script.revision for script in scripts.walk_revisions()}
