"""Files in a local folder: written aside, synced, then renamed, so that a crash leaves whole files only."""

import fcntl
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from registry.storage.base import FileMissing, Stored

DIGEST = re.compile(r"[0-9a-f]{64}")
CHUNK = 1024 * 1024
# A file left half-written by a crash is removed after this many seconds.
ABANDONED_AFTER = 3600


class LocalStorage:
    """The store of one machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.incoming = folder / "incoming"

    def put(self, source: BinaryIO) -> Stored:
        """Keep the bytes; returns once they and their name are on the disk."""
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self.incoming)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            self._settle(temporary, digest.hexdigest())
        finally:
            temporary.unlink(missing_ok=True)
        return Stored(digest.hexdigest(), size)

    def open(self, digest: str) -> BinaryIO:
        """The bytes of a digest; raises FileMissing."""
        try:
            return self._path(digest).open("rb")
        except OSError as error:
            raise FileMissing(digest) from error

    def has(self, digest: str) -> bool:
        """Whether the digest is here."""
        return self._path(digest).is_file()

    def size_of(self, digest: str) -> int | None:
        """The size of a digest's file; None when it is not here."""
        try:
            return self._path(digest).stat().st_size
        except (OSError, FileMissing):
            return None

    def sweep(self) -> int:
        """Remove what crashes left half-written; returns how many files that was."""
        limit, removed = time.time() - ABANDONED_AFTER, 0
        for path in self.incoming.glob("*"):
            if path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def older_than(self, moment: float) -> list[str]:
        """The digests of files that were put before a moment, and not again since."""
        found = []
        for path in self.folder.glob("??/??/*"):
            with suppress(FileNotFoundError):
                if DIGEST.fullmatch(path.name) and path.stat().st_mtime < moment:
                    found.append(path.name)
        return found

    def remove(self, digest: str, *, unless_since: float) -> bool:
        """Remove a file unless it was put after a moment; whether it was there and is gone."""
        path = self._path(digest)
        # Nobody may put it between the look at it and its removal.
        with self._locked(fcntl.LOCK_EX):
            try:
                if path.stat().st_mtime >= unless_since:
                    return False
            except FileNotFoundError:
                return False
            path.unlink()
        return True

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)

    def _path(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise FileMissing(digest)
        return self.folder / digest[:2] / digest[2:4] / digest

    def _settle(self, temporary: Path, digest: str) -> None:
        target = self._path(digest)
        with self._locked(fcntl.LOCK_SH):
            # What is there already is kept only if it is whole: putting a file again mends a damaged one.
            if target.is_file() and _digest_of(target) == digest:
                # Somebody is about to name it again: it counts as new.
                os.utime(target)
                return
            self._place(temporary, target)

    def _place(self, temporary: Path, target: Path) -> None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.rename(target)
        for folder in (target.parent, target.parent.parent, self.folder):
            _sync(folder)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
