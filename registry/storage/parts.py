"""Files that come in parts: what came so far, on the disk and nowhere else, until all of it is there."""

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO

TOKEN = re.compile(r"[0-9a-f]{64}")
CHUNK = 256 * 1024
# A file of which the database knows nothing is removed after this many seconds.
ABANDONED_AFTER = 3600


class Busy(Exception):
    """Somebody else is writing to the same file at this moment."""


class Different(Exception):
    """The bytes do not have the checksum that was announced."""


class Parts:
    """The folder of files under way, each named by the token of its transfer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def held(self, token: str) -> Iterator[None]:
        """Keep everybody else from writing to a file. Raises Busy when somebody does already."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._path(token), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy(token) from error
            yield
        finally:
            os.close(handle)

    def append(
        self, token: str, offset: int, source: IO[bytes], most: int
    ) -> tuple[int, BaseException | None]:
        """Put at most `most` bytes behind the first `offset` ones; returns how many, once on the disk.

        What was behind them before was never acknowledged and is overwritten. When the line breaks, what
        came until then counts, and what broke it is returned beside.
        """
        written, broken = 0, None
        with self._opened(token, offset) as file:
            while written < most:
                try:
                    piece = source.read(min(CHUNK, most - written))
                except Exception as error:
                    # A client that goes away shows itself in many ways, depending on the server.
                    broken = error
                    break
                if not piece:
                    break
                file.write(piece)
                written += len(piece)
            file.truncate(offset + written)
            _sync(file)
        return written, broken

    def append_checked(
        self, token: str, offset: int, source: IO[bytes], most: int, checksum: tuple[str, bytes]
    ) -> int:
        """Like `append`, but all or nothing. Raises Different, then nothing of it was kept."""
        algorithm, wanted = checksum
        found = hashlib.new(algorithm, usedforsecurity=False)
        written = 0
        with self._opened(token, offset) as file:
            # What is cut off has another checksum too; nothing of it is kept then.
            with suppress(Exception):
                while written < most and (piece := source.read(min(CHUNK, most - written))):
                    found.update(piece)
                    file.write(piece)
                    written += len(piece)
            right = found.digest() == wanted
            file.truncate(offset + written if right else offset)
            _sync(file)
        if not right:
            raise Different(token)
        return written

    def open(self, token: str, size: int = 0) -> BinaryIO:
        """What came so far. Raises FileNotFoundError when that is less than `size`."""
        path = self._path(token)
        if path.stat().st_size < size:
            raise FileNotFoundError(token)
        return path.open("rb")

    def remove(self, token: str) -> None:
        """Forget a file."""
        self._path(token).unlink(missing_ok=True)

    def sweep(self, known: set[str]) -> int:
        """Remove what no transfer knows of, once it is an hour old; returns how many files that was."""
        limit, removed = time.time() - ABANDONED_AFTER, 0
        for path in self.folder.glob("*"):
            if path.name not in known and path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _path(self, token: str) -> Path:
        if not TOKEN.fullmatch(token):
            raise FileNotFoundError(token)
        return self.folder / token

    @contextmanager
    def _opened(self, token: str, offset: int) -> Iterator[BinaryIO]:
        with self._path(token).open("r+b") as file:
            if file.seek(0, os.SEEK_END) < offset:
                raise FileNotFoundError(token)
            file.seek(offset)
            yield file
        if not offset:
            # The name of the file must last as well as what is in it.
            folder = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
