"""The folder of backups: parts named by the digest of their bytes, and dated manifests beside them."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from registry.operations.backups import sealing
from registry.operations.backups.manifest import NAME, Manifest, Part, decode
from registry.operations.backups.refusal import BackupRefused


class OtherBytes(Exception):
    """A file is not what its name says."""


class Unreadable(OSError):
    """A file is there and the disk does not give its bytes."""


class BackupFolder:
    """Each part is stored once, however many backups hold it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._points, self._parts, self._incoming = folder / "points", folder / "parts", folder / "incoming"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only one who changes it; raises BackupRefused when somebody else does."""
        for place in (self.folder, self._points, self._parts, self._incoming):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise BackupRefused(f"another backup into {self.folder} is being made or pruned") from error
            for left in self._incoming.iterdir():
                left.unlink()
            yield

    def manifests(self) -> list[Manifest]:
        """Every manifest that is as it was written, oldest first."""
        found = (self._read(path) for path in self._names())
        return sorted(filter(None, found), key=lambda manifest: manifest.made_at)

    def damaged_manifests(self) -> list[str]:
        """The names of manifests that are not as they were written."""
        return [path.name for path in self._names() if self._read(path) is None]

    def lacking(self, manifest: Manifest) -> list[Part]:
        """The parts of a backup that are not there or have another size."""
        return [part for part in manifest.parts if not self.has(part)]

    def good(self) -> list[Manifest]:
        """The backups of which every part is there, oldest first. What the parts hold is not read."""
        return [manifest for manifest in self.manifests() if not self.lacking(manifest)]

    def has(self, part: Part) -> bool:
        """Whether a part is there with its size."""
        try:
            return self.path_of(part).stat().st_size == part.stored_size
        except OSError:
            return False

    def path_of(self, part: Part) -> Path:
        """Where a part is stored."""
        return self._parts / part.stored[:2] / part.stored

    def put(self, name: str, source: BinaryIO, recipient: str, *, digest: str = "") -> Part:
        """Seal and store a part; returns once its bytes are on the disk.

        Raises OtherBytes, and stores nothing, when a digest is given and the bytes have another; Unreadable
        when it was reading that failed, and not writing.
        """
        reading = sealing.Reading(source)
        with self._aside() as (file, temporary):
            writing = sealing.Writing(file)
            try:
                sealing.seal(reading, writing, recipient)
            except OSError as error:
                if reading.fault is not None:
                    raise Unreadable(error.errno, error.strerror) from error
                raise
            if digest and reading.digest != digest:
                raise OtherBytes(name)
            sealing.sync(file)
            part = Part(name, reading.digest, reading.size, writing.digest, writing.size)
            target = self.path_of(part)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            temporary.rename(target)
        _sync_folder(target.parent)
        return part

    def keep(self, manifest: Manifest) -> None:
        """Write the manifest: from here on the backup exists."""
        _sync_folder(self._parts)
        with self._aside() as (file, temporary):
            file.write(manifest.encode())
            sealing.sync(file)
            temporary.rename(self._points / manifest.name)
        _sync_folder(self._points)

    def forget(self, manifest: Manifest) -> None:
        """Remove a backup from the list; its parts stay until `sweep`."""
        (self._points / manifest.name).unlink(missing_ok=True)
        _sync_folder(self._points)

    def sweep(self) -> int:
        """Remove parts that no manifest names; returns how many. A damaged one may name any: then none."""
        if self.damaged_manifests():
            return 0
        named = {part.stored for manifest in self.manifests() for part in manifest.parts}
        unnamed = [path for path in self._parts.glob("??/*") if path.name not in named]
        for path in unnamed:
            path.unlink()
        return len(unnamed)

    def _names(self) -> list[Path]:
        return sorted(path for path in self._points.glob("*.json") if NAME.fullmatch(path.name))

    @staticmethod
    def _read(path: Path) -> Manifest | None:
        try:
            return decode(path.name, path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @contextmanager
    def _aside(self) -> Iterator[tuple[BinaryIO, Path]]:
        handle, name = tempfile.mkstemp(dir=self._incoming)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file, temporary
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
