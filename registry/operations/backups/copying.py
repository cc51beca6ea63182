"""One moment of the database as a file of its own, and what that copy says of itself."""

import fcntl
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from registry.evidence.service.tidying import columns_of_digests
from registry.operations.backups.refusal import BackupRefused

LEFT_BY_A_CRASH = ".copy-*.db"


def database_of(address: str) -> Path:
    """The file that an address of SQLite names."""
    return Path(make_url(address).database or "")


@contextmanager
def copied(database: Path, folder: Path) -> Iterator[Path]:
    """A copy of the database in a folder of the installation, removed at the end: it is not sealed yet.

    SQLite copies all pages in one step, as they were at its beginning: it holds up neither readers nor those
    who write. (`VACUUM INTO` would do too, but writes everything anew and takes several times the processor.)
    """
    for left in folder.glob(LEFT_BY_A_CRASH):
        _remove_unless_used(left)
    handle, copy = _locked_file(folder)
    try:
        with (
            closing(_reading(database)) as source,
            closing(sqlite3.connect(copy, isolation_level=None)) as target,
        ):
            source.backup(target)
            # A file that needs no others beside it, and that nobody serves.
            target.execute("PRAGMA journal_mode=DELETE")
            if target.execute("SELECT 1 FROM sqlite_master WHERE name = 'serving_hosts'").fetchone():
                target.execute("DELETE FROM serving_hosts")
        yield copy
    except sqlite3.Error as error:
        raise BackupRefused(f"the database cannot be copied: {error}") from error
    finally:
        _remove(copy)
        os.close(handle)


def _locked_file(folder: Path) -> tuple[int, Path]:
    """A new file on which a lock says that it is used, as long as the handle is open."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".copy-", suffix=".db")
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        # Somebody who tidied up was there between the two.
        os.close(handle)


def _remove_unless_used(copy: Path) -> None:
    """Remove what a crash left; another backup, into another folder, may be reading its own copy."""
    try:
        handle = os.open(copy, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(copy)
    except BlockingIOError:
        return
    finally:
        os.close(handle)


def _remove(copy: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)


@dataclass(frozen=True)
class Facts:
    """What a copy holds."""

    migration: str
    tables: dict[str, int]
    audit_seq: int
    audit_digest: str


def facts_of(database: Path) -> Facts:
    """Read what a copy holds; raises BackupRefused when SQLite finds it damaged or it is none of ours."""
    try:
        with closing(_reading(database)) as connection:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if verdict != "ok":
                raise BackupRefused(f"the database is damaged: {verdict}")
            last = connection.execute("SELECT seq, digest FROM audit_events ORDER BY seq DESC LIMIT 1")
            seq, digest = last.fetchone() or (0, "")
            (migration,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
            return Facts(migration, _counts(connection), seq, digest)
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"the database cannot be read: {error}") from error


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [name for (name,) in connection.execute(query)]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 -- names of tables


def digests_in(database: Path) -> tuple[set[str], set[str]]:
    """The digests that a copy names in any table, and those of them that are files for certain."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    with closing(_reading(database)) as connection:
        for table, column in columns_of_digests():
            query = f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608 -- names of columns
            found[table == "stored_files"].update(value for (value,) in connection.execute(query))
    return found[True] | found[False], found[True]
