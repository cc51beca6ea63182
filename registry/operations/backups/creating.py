"""Making a backup while people go on writing."""

import errno
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from registry import __version__
from registry.core.clock import now
from registry.operations.backups.copying import copied, database_of, digests_in, facts_of
from registry.operations.backups.folder import BackupFolder, OtherBytes, Unreadable
from registry.operations.backups.manifest import DATABASE, FILES, SECRET, SETTINGS, Manifest, Part
from registry.operations.backups.refusal import BackupRefused
from registry.operations.backups.sealing import check_recipient
from registry.settings import Settings
from registry.storage.base import FileMissing, Storage

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Made:
    """A backup that was made, and how many of its parts were new."""

    manifest: Manifest
    stored: int
    stored_bytes: int


def create_backup(
    settings: Settings, storage: Storage, folder: BackupFolder, *, recipient: str, is_anew: bool = False
) -> Made:
    """Store the database as it is now and the files it names; nothing is listed before all of it is there.

    Bytes that an earlier backup sealed for the same recipient are not stored again, unless `is_anew`.
    """
    if recipient:
        check_recipient(recipient)
    database = database_of(settings.database)
    try:
        with folder.locked():
            try:
                with copied(database, settings.instance) as copy:
                    return _store(settings, storage, folder, copy, (recipient, is_anew))
            except BaseException:
                folder.sweep()
                raise
    except OSError as error:
        told = "the disk is full" if error.errno in FULL else (error.strerror or str(error))
        raise BackupRefused(f"{told}: no backup was made, and what was written for it is removed") from error


def _store(
    settings: Settings, storage: Storage, folder: BackupFolder, copy: Path, how: tuple[str, bool]
) -> Made:
    recipient, is_anew = how
    facts, (named, certain) = facts_of(copy), digests_in(copy)
    known = {} if is_anew else _known(folder, recipient)
    new: list[Part] = []
    with copy.open("rb") as file:
        new.append(folder.put(DATABASE, file, recipient))
    if recipient:
        for name, data in _of_the_instance(settings):
            new.append(folder.put(name, io.BytesIO(data), recipient))
    kept, missing = [], []
    for digest in sorted(named):
        if (part := known.get(digest)) is not None:
            kept.append(part)
            continue
        try:
            new.append(_put_file(storage, folder, digest, recipient))
        except Unreadable:
            # One bad file must not cost the backup of all others.
            missing.append(digest)
        except (FileMissing, OtherBytes):
            if digest in certain:
                missing.append(digest)
    manifest = Manifest(
        made_at=now(),
        program=__version__,
        migration=facts.migration,
        recipient=recipient,
        tables=facts.tables,
        audit_seq=facts.audit_seq,
        audit_digest=facts.audit_digest,
        parts=(*new, *kept),
        missing=tuple(missing),
    )
    folder.keep(manifest)
    return Made(manifest, len(new), sum(part.stored_size for part in new))


def _known(folder: BackupFolder, recipient: str) -> dict[str, Part]:
    """The files that earlier backups have sealed for the same recipient, by their digest."""
    parts: Iterable[Part] = (
        part for one in folder.manifests() if one.recipient == recipient for part in one.parts
    )
    return {part.sha256: part for part in parts if part.name.startswith(FILES) and folder.has(part)}


def _put_file(storage: Storage, folder: BackupFolder, digest: str, recipient: str) -> Part:
    """Store a file; raises FileMissing, or OtherBytes or Unreadable as `put` does."""
    with storage.open(digest) as file:
        return folder.put(FILES + digest, file, recipient, digest=digest)


def _of_the_instance(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """The secret, wherever it comes from: second steps are worked out of it; and the settings."""
    yield SECRET, settings.secret_key.encode()
    path = settings.instance / SETTINGS
    if path.exists():
        yield SETTINGS, path.read_bytes()
