"""Pictures of pages that were drawn once, kept on the disk: they can be drawn again and are not backed up."""

import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

NAME = re.compile(r"([0-9a-f]{64})-[0-9]{1,6}")
# A page that could not be drawn is tried again after so many seconds: the machine may have been busy.
FAILED_FOR = 3600
ABANDONED_AFTER = 3600
MOST_BYTES = 2 * 1024**3


class Drawings:
    """The folder of drawn pages, each named by the digest of its file and its number."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, digest: str, number: int) -> bytes | None:
        """The picture of a page; empty when it was tried in vain, None when nobody tried lately."""
        path = self._path(digest, number)
        try:
            picture = path.read_bytes()
            if picture:
                # What was looked at last is removed last.
                os.utime(path)
                return picture
            return picture if path.stat().st_mtime > time.time() - FAILED_FOR else None
        except FileNotFoundError:
            return None

    def keep(self, digest: str, number: int, picture: bytes) -> None:
        """Keep a picture, or with no bytes that the page could not be drawn."""
        path = self._path(digest, number)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(picture)
        Path(name).rename(path)

    def sweep(self, is_kept: Callable[[str], bool], *, most: int = MOST_BYTES) -> int:
        """Remove pictures of files that are gone, and the oldest of too many; returns how many."""
        found = [(path.stat(), path) for path in self.folder.glob("??/*")]
        removed, size = 0, 0
        for state, path in sorted(found, key=lambda one: one[0].st_mtime, reverse=True):
            name = NAME.fullmatch(path.name)
            size += state.st_size
            # Without a name of ours it is one half-written: by a crash, or at this moment.
            left = state.st_mtime < time.time() - ABANDONED_AFTER
            if left if name is None else size > most or not is_kept(name[1]):
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _path(self, digest: str, number: int) -> Path:
        return self.folder / digest[:2] / f"{digest}-{number}"
