"""Sealing parts of a backup with the operator's public key (age), and opening them with the secret one."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from pyrage import x25519

from registry.operations.backups.refusal import BackupRefused

CHUNK = 1024 * 1024
Identity = Any


class Reading:
    """A file that is read, with the SHA-256 and the length of what was read so far."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest, self.size = file, hashlib.sha256(), 0
        self.fault: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes. A disk that does not give them is remembered, as with `Writing`."""
        try:
            chunk = self._file.read(size)
        except OSError as fault:
            self.fault = fault
            raise
        self._digest.update(chunk)
        self.size += len(chunk)
        return chunk

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


class Writing:
    """A file that is written (or nothing, where only the digest is asked), with SHA-256 and length."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        self._file, self._digest, self.size = file, hashlib.sha256(), 0
        self.fault: OSError | None = None

    def write(self, chunk: bytes) -> int:
        """Add bytes. A disk that takes no more is remembered: age says of it only that something failed."""
        self._digest.update(chunk)
        self.size += len(chunk)
        if self._file is not None:
            try:
                self._file.write(chunk)
            except OSError as fault:
                self.fault = fault
                raise
        return len(chunk)

    def flush(self) -> None:
        """Age asks for it; whoever opened the file syncs it."""

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


def sync(file: BinaryIO) -> None:
    """Have what was written reach the disk."""
    file.flush()
    os.fsync(file.fileno())


def check_recipient(recipient: str) -> None:
    """Raise BackupRefused when this is no public key of age."""
    try:
        x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise BackupRefused(f"backup_recipient: this is no public key of age ({error})") from error


def seal(source: Reading, target: Writing, recipient: str) -> None:
    """Copy the bytes so that only the secret key opens them; without a recipient as they are."""
    if not recipient:
        while chunk := source.read(CHUNK):
            target.write(chunk)
        return
    try:
        pyrage.encrypt_io(source, target, [x25519.Recipient.from_str(recipient)])
    except pyrage.EncryptError as error:
        raise target.fault or source.fault or error from error


def unseal(source: Reading, target: Writing, recipient: str, identities: Sequence[Identity]) -> None:
    """Copy the bytes as they were before `seal`. Raises BackupRefused when they cannot be read."""
    if not recipient:
        seal(source, target, "")
        return
    try:
        pyrage.decrypt_io(source, target, list(identities))
    except (pyrage.DecryptError, OSError) as error:
        raise target.fault or BackupRefused(str(error)) from error


def read_identities(path: Path) -> list[Identity]:
    """The secret keys in a file of age: one a line, remarks behind #."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise BackupRefused(f"{path} cannot be read") from error
    words = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    try:
        found = [x25519.Identity.from_str(word) for word in words]
    except pyrage.IdentityError as error:
        raise BackupRefused(f"{path} holds something that is no secret key of age") from error
    if not found:
        raise BackupRefused(f"{path} holds no secret key of age (AGE-SECRET-KEY-1...)")
    return found


def make_identity(path: Path) -> str:
    """Make a pair of keys: the secret one into a new file only its owner reads; returns the public one."""
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    with suppress(FileExistsError), path.open("x", encoding="ascii") as file:
        path.chmod(0o600)
        file.write(f"# public key: {public}\n{identity}\n")
        return public
    raise BackupRefused(f"{path} is there already")
