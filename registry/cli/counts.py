"""Where the processes of the web server keep counts for each other: in memory, not on the disk.

The files are mapped into memory. Where a disk is full, the system kills whoever touches a new page of one:
that would be the very process that has to tell people of the full disk.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 -- only a folder of our own below it is used
PREFIX = "registry-counts-"


@contextmanager
def kept_counts() -> Iterator[Path]:
    """An empty folder for nobody else, removed at the end; the temp folder where no memory can be had."""
    above = MEMORY if os.access(MEMORY, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())
    _tidy(above)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=above))
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(handle)
        shutil.rmtree(folder, ignore_errors=True)


def _tidy(above: Path) -> None:
    """Remove what servers left that were killed; who serves still holds a lock."""
    for left in above.glob(f"{PREFIX}*"):
        try:
            handle = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        except OSError:
            continue
        try:
            if os.fstat(handle).st_uid == os.getuid():
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
        except OSError:
            pass
        finally:
            os.close(handle)
