"""Putting a backup back into an empty folder, and proving on the way that it is the same."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from registry.core import schema
from registry.operations.backups.copying import facts_of
from registry.operations.backups.folder import BackupFolder
from registry.operations.backups.manifest import DATABASE, FILES, SETTINGS, Manifest, Part
from registry.operations.backups.refusal import BackupRefused
from registry.operations.backups.sealing import Identity
from registry.operations.backups.verifying import differences, open_part

# Mail servers, addresses and the folder of backups are those of the other machine: somebody looks first.
LAID_ASIDE = f"{SETTINGS}.restored"
# What would let somebody in who has signed out or was stopped since; and who served on the other machine.
DOORS = ("user_sessions", "password_links", "serving_hosts")


def find_point(folder: BackupFolder, point: str) -> Manifest:
    """The newest good backup, or the one whose name begins so."""
    found = [one for one in folder.manifests() if one.point.startswith(point)] if point else folder.good()
    if not found:
        named = f"no backup is called {point}" if point else "no backup is whole"
        raise BackupRefused(f"{named} in {folder.folder}")
    if point and len(found) > 1:
        raise BackupRefused(f"{len(found)} backups begin with {point}")
    return found[-1]


def restore_backup(
    folder: BackupFolder, manifest: Manifest, into: Path, identities: Sequence[Identity]
) -> None:
    """Write the installation; the database gets its name last, so what was interrupted does not pass for one.

    Raises BackupRefused for a folder that is not empty, a backup of a newer program, a wrong key, or any part
    that differs from what the manifest says; then nothing of it is left.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise BackupRefused(f"{into} is not empty; nothing was written")
    if not schema.knows(manifest.migration):
        raise BackupRefused(f"it was made by a newer program (migration {manifest.migration}): upgrade first")
    if manifest.recipient and not identities:
        raise BackupRefused(f"it is sealed for {manifest.recipient}: give the secret key with --identity")
    was_there = into.exists()
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    into.chmod(0o700)
    try:
        for part in sorted(manifest.parts, key=_databases_first):
            _restore_part(folder, manifest, part, into, identities)
        (into / f"{DATABASE}.restoring").rename(into / DATABASE)
    except BaseException as error:
        _empty(into, leave=was_there)
        if isinstance(error, OSError):
            raise BackupRefused(f"{error}: nothing was left of it") from error
        raise


def _restore_part(
    folder: BackupFolder, manifest: Manifest, part: Part, into: Path, identities: Sequence[Identity]
) -> None:
    target = _place(into, part)
    for above in reversed([one for one in target.parents if one.is_relative_to(into)]):
        above.mkdir(mode=0o700, exist_ok=True)
    try:
        open_part(folder, manifest, part, identities, target)
    except (BackupRefused, OSError) as error:
        raise BackupRefused(f"{part.name}: {error}; nothing was left of it") from error
    if part.name == DATABASE:
        for fault in differences(manifest, facts_of(target)):
            raise BackupRefused(f"{fault}; nothing was left of it")
        _close_doors(target)


def _close_doors(database: Path) -> None:
    """After the proof: sign everybody out and let no link of a mail open anything."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        there = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        for table in DOORS:
            if table in there:
                connection.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- names of tables


def _databases_first(part: Part) -> tuple[bool, str]:
    return part.name != DATABASE, part.name


def _place(into: Path, part: Part) -> Path:
    """Where a part belongs; names of files are digests and nothing else, so none leads out of the folder."""
    if part.name == DATABASE:
        return into / f"{DATABASE}.restoring"
    if part.name == SETTINGS:
        return into / LAID_ASIDE
    if part.name == FILES + part.sha256:
        return into / "files" / part.sha256[:2] / part.sha256[2:4] / part.sha256
    if "/" in part.name or part.name.startswith("."):
        raise BackupRefused(f"{part.name} is no part of an installation")
    return into / part.name


def _empty(folder: Path, *, leave: bool) -> None:
    for path in list(folder.iterdir()):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    if not leave:
        folder.rmdir()
