"""The folder an index lives in: which generation is current, whether its files are whole, who may write."""

import fcntl
import json
import os
import secrets
import shutil
import stat
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from registry.search.base import EngineUnavailable

CURRENT = "CURRENT"
LOCK = "LOCK"
MANIFEST = "manifest.json"
NUMBERS = ("generation", "position", "documents")
# What the files of an index mean: 3 for arrays, and 2 for what stock Whoosh writes with the same fields.
FORMAT, PLAIN_FORMAT = "arrays-3", "plain-2"
# How texts were read by an index that does not tell.
UNTOLD = 1
LOCK_PATIENCE = 30.0
_LOCK_PAUSE = 0.02
SYNCED_AT_ONCE = 8

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Manifest:
    """What belongs to one generation: its number, the last change in it, each file's size and checksum.

    `analysis` tells how the texts were read when the index was built.
    """

    generation: int
    position: int
    documents: int
    files: dict[str, tuple[int, int]]
    analysis: int


class IndexFolder:
    """A root folder with one folder per build of the index, of which CURRENT names the one in use."""

    def __init__(self, root: Path, format_: str = FORMAT) -> None:
        self.root = root
        self._format = format_
        self._verified: dict[Path, tuple[Stamp, int]] = {}
        # Files of the generation this process sealed last: they need not be waited for again.
        self._on_disk: dict[Path, Stamp] = {}

    def prepare(self) -> None:
        """Make the root, readable by its owner only."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)

    def current(self) -> Path:
        """The folder of the build in use."""
        try:
            name = (self.root / CURRENT).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            # CURRENT is only ever replaced: where it is missing, waiting for a commit to end is no use.
            raise EngineUnavailable("No index has been built.") from None
        except (OSError, ValueError) as error:
            raise EngineUnavailable("The index cannot be read.") from error
        folder = self.root / name
        if not name or Path(name).name != name or not folder.is_dir():
            raise EngineUnavailable("The current index is missing.")
        self._check_owner(folder)
        return folder

    def current_stamped(self) -> tuple[Path, Stamp, Stamp]:
        """The folder of the build in use, and the stamps of CURRENT and its manifest, taken before they are
        read: what is replaced meanwhile is seen the next time.
        """
        while True:
            folder = self.current()
            seen = stamp(self.root / CURRENT), stamp(folder / MANIFEST)
            if self.current() == folder:
                return folder, *seen

    def _check_owner(self, folder: Path) -> None:
        """An index holds pickles: one that somebody else could have written is never opened."""
        for path in (self.root, folder):
            found = path.stat()
            if found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise EngineUnavailable("The index folder may be written by others.")

    def new_build(self) -> Path:
        """An empty folder for a build that nobody uses yet."""
        folder = self.root / f"build-{secrets.token_hex(6)}"
        folder.mkdir(mode=0o700)
        return folder

    def switch_to(self, folder: Path) -> None:
        """Make a finished build the one in use and remove all others."""
        write_whole(self.root / CURRENT, folder.name.encode("ascii"))
        for other in self.root.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other, ignore_errors=True)
        self._verified = {path: seen for path, seen in self._verified.items() if path.parent == folder}

    def discard(self, folder: Path) -> None:
        """Remove a build that was not finished."""
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only right to write; a process that dies gives it back."""
        self.prepare()
        handle = os.open(self.root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            deadline = time.monotonic() + LOCK_PATIENCE
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if time.monotonic() > deadline:
                        raise EngineUnavailable("Another process is writing the index.") from error
                    time.sleep(_LOCK_PAUSE)
            yield
        finally:
            os.close(handle)

    def manifest(self, folder: Path) -> Manifest:
        """The manifest of a build, once every file in it was seen to be whole."""
        try:
            check, payload = (folder / MANIFEST).read_bytes().split(b"\n", 1)
            if int(check) != zlib.crc32(payload):
                raise EngineUnavailable("The manifest of the index is damaged.")
            data = json.loads(payload)
            if data["format"] != self._format:
                raise EngineUnavailable("The index has another format.")
            files = {str(name): (int(size), int(crc)) for name, (size, crc) in data["files"].items()}
            generation, position, documents = (int(data[name]) for name in NUMBERS)
            manifest = Manifest(generation, position, documents, files, int(data.get("analysis", UNTOLD)))
            for name, (size, crc) in files.items():
                self._verify(folder / name, size, crc)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EngineUnavailable("The index is damaged.") from error
        return manifest

    def _verify(self, path: Path, size: int, crc: int) -> None:
        seen = stamp(path)
        if self._verified.get(path) == (seen, crc):
            return
        if seen[1] != size or checksum(path) != crc:
            raise EngineUnavailable(f"A file of the index is damaged: {path.name}.")
        self._verified[path] = (seen, crc)

    def seal(self, folder: Path, manifest: Manifest) -> None:
        """Write the manifest after everything it names has reached the disk."""
        payload = json.dumps(
            {
                "format": self._format,
                "generation": manifest.generation,
                "position": manifest.position,
                "documents": manifest.documents,
                "files": manifest.files,
                "analysis": manifest.analysis,
            }
        ).encode("ascii")
        named = {path: stamp(path) for path in (folder / name for name in manifest.files)}
        fresh = [path for path, seen in named.items() if self._on_disk.get(path) != seen]
        write_whole(folder / MANIFEST, b"%d\n%s" % (zlib.crc32(payload), payload), after=[*fresh, folder])
        self._on_disk = named

    def watched(self, folder: Path, manifest: Manifest) -> tuple[Path, ...]:
        """The files whose stamps tell that nothing changed since a snapshot was opened."""
        paths = [self.root / CURRENT, folder / MANIFEST, *(folder / name for name in manifest.files)]
        return tuple(paths)


def stamps(paths: Iterable[Path]) -> tuple[Stamp, ...]:
    """The stamps of files, at the price of as many stat calls."""
    return tuple(map(stamp, paths))


def stamp(path: Path) -> Stamp:
    """What changes when a file is replaced or written."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def checksum(path: Path) -> int:
    """The crc32 of a file."""
    crc = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(paths: Sequence[Path]) -> None:
    """Wait for many: asked for at once, the disk takes them in little more than the time of one."""
    with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
        list(pool.map(sync, paths))


def write_whole(path: Path, content: bytes, after: Sequence[Path] = ()) -> None:
    """Replace a file at once: readers see the old content or the new, after a crash too.

    What stands in `after` is on the disk before the new content is seen.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(content)
        sync_all([draft, *after])
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    sync(path.parent)
