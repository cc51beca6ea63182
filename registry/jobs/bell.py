"""The bell of the worker: whoever stores work for it rings, and it wakes at once instead of after its rest.

Ringing sets the times of an empty file beside the database; the worker has the system tell it of that. Where
nobody listens, or the system cannot tell, nothing is lost: the worker looks by itself after every rest.
"""

import ctypes
import os
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from registry.core.transaction import after_commit

NAME = "worker.bell"
_IN_ATTRIB = 0x4
# Bytes; what rings in a row is one event.
_EVENTS = 4096
_bells: list[Path] = []
# Waits until it rings or the seconds are over; says whether it rang.
Rest = Callable[[float], bool]


def hang_in(folder: Path) -> None:
    """Have the bell of this process hang in the folder of its installation."""
    _bells[:] = [folder / NAME]


def ring_after_commit() -> None:
    """Ring once the open transaction is stored; once is enough however much it stores."""
    after_commit(ring)


def ring() -> None:
    """Wake the worker. Never fails and never waits."""
    for bell in _bells:
        with suppress(OSError):
            os.utime(bell, follow_symlinks=False)


@contextmanager
def listening(stop: threading.Event) -> Iterator[Rest]:
    """Listen; gives what rests until it rings. What rang since the last rest ends the next one."""
    handle = _watch(_bells[0]) if _bells else None
    if handle is None:
        yield stop.wait
        return
    poll = select.poll()
    poll.register(handle, select.POLLIN)

    def rest(seconds: float) -> bool:
        rang = bool(poll.poll(seconds * 1000))
        if rang:
            with suppress(BlockingIOError):
                os.read(handle, _EVENTS)
        return rang

    try:
        yield rest
    finally:
        os.close(handle)


def _watch(bell: Path) -> int | None:
    """A handle that can be read when the bell was rung; None where there is no such thing."""
    try:
        os.close(os.open(bell, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        system = ctypes.CDLL(None)
        handle = int(system.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
    except (OSError, AttributeError):
        return None
    if handle < 0:
        return None
    if system.inotify_add_watch(handle, os.fsencode(bell), _IN_ATTRIB) < 0:
        os.close(handle)
        return None
    return handle
