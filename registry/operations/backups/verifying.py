"""Proving a backup, part by part."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from registry.operations.backups import sealing
from registry.operations.backups.copying import Facts, facts_of
from registry.operations.backups.folder import BackupFolder
from registry.operations.backups.manifest import DATABASE, Manifest, Part
from registry.operations.backups.refusal import BackupRefused
from registry.operations.backups.sealing import CHUNK, Identity


def verify_backups(
    folder: BackupFolder, manifests: Sequence[Manifest], identities: Sequence[Identity], scratch: Path
) -> Iterator[str]:
    """What is wrong, one sentence each; nothing when every part is as it was stored.

    With the secret key each part is opened too and the database asked whether it is whole. The same part of
    several backups is read once.
    """
    seen: set[str] = set()
    for name in folder.damaged_manifests():
        yield f"{name}: the manifest is not as it was written"
    for manifest in manifests:
        for part in manifest.parts:
            if part.stored not in seen:
                seen.add(part.stored)
                if fault := _fault(folder, manifest, part, identities):
                    yield f"{manifest.point}: {part.name}: {fault}"
        if identities or not manifest.recipient:
            yield from _faults_of_database(folder, manifest, identities, scratch)


def _fault(folder: BackupFolder, manifest: Manifest, part: Part, identities: Sequence[Identity]) -> str:
    """What is wrong with a part; empty when nothing is."""
    try:
        with folder.path_of(part).open("rb") as file:
            reading = sealing.Reading(file)
            while reading.read(CHUNK):
                pass
        if reading.digest != part.stored:
            return f"was changed where it is stored ({folder.path_of(part)})"
        if identities or not manifest.recipient:
            open_part(folder, manifest, part, identities, None)
    except OSError as error:
        return f"is missing ({error.strerror or error})"
    except BackupRefused as refusal:
        return refusal.message
    return ""


def open_part(
    folder: BackupFolder, manifest: Manifest, part: Part, identities: Sequence[Identity], target: Path | None
) -> None:
    """Write a part as it was before it was sealed; without a target it is only tried.

    Raises BackupRefused when it cannot be opened or is not what the manifest says.
    """
    with folder.path_of(part).open("rb") as file:
        reading = sealing.Reading(file)
        if target is None:
            writing = sealing.Writing()
            sealing.unseal(reading, writing, manifest.recipient, identities)
        else:
            writing = _written(reading, manifest, identities, target)
    if (writing.digest, writing.size) != (part.sha256, part.size):
        raise BackupRefused("holds other bytes than the manifest says")


def _written(
    reading: sealing.Reading, manifest: Manifest, identities: Sequence[Identity], target: Path
) -> sealing.Writing:
    with target.open("xb") as file:
        target.chmod(0o600)
        writing = sealing.Writing(file)
        sealing.unseal(reading, writing, manifest.recipient, identities)
        sealing.sync(file)
        return writing


def _faults_of_database(
    folder: BackupFolder, manifest: Manifest, identities: Sequence[Identity], scratch: Path
) -> Iterator[str]:
    part = manifest.part(DATABASE)
    if part is None:
        yield f"{manifest.point}: has no database"
        return
    with TemporaryDirectory(dir=scratch, prefix=".verify-") as place:
        copy = Path(place) / DATABASE
        try:
            open_part(folder, manifest, part, identities, copy)
        except (BackupRefused, OSError):
            # Said already, of the part.
            return
        try:
            yield from (f"{manifest.point}: {fault}" for fault in differences(manifest, facts_of(copy)))
        except BackupRefused as refusal:
            yield f"{manifest.point}: {refusal.message}"


def differences(manifest: Manifest, facts: Facts) -> Iterator[str]:
    """In what a database differs from what its manifest says."""
    if (facts.audit_seq, facts.audit_digest) != (manifest.audit_seq, manifest.audit_digest):
        yield "the audit log ends elsewhere than the manifest says"
    if facts.migration != manifest.migration:
        yield f"the database is at migration {facts.migration}, the manifest says {manifest.migration}"
    for table in sorted({*facts.tables, *manifest.tables}):
        rows, told = facts.tables.get(table), manifest.tables.get(table)
        if rows != told:
            yield f"table {table} has {rows} rows, the manifest says {told}"
