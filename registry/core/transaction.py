"""One command, one transaction: all of it is stored, or nothing."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from registry.core.db import db, writing
from registry.core.errors import PermissionDenied

T = TypeVar("T")
_READ = "once_read"
_open: ContextVar[bool] = ContextVar("transaction_open", default=False)
_refusal_listeners: list[Callable[[PermissionDenied], None]] = []
_paused: ContextVar[bool] = ContextVar("writing_paused", default=False)
_afterwards: ContextVar[tuple[Callable[[], None], ...]] = ContextVar("afterwards", default=())


class WritingPaused(OperationalError):
    """Nothing is written for a while, by somebody's wish; to whoever asks it is a database that is busy."""

    def __init__(self) -> None:
        super().__init__("", {}, RuntimeError("writing is paused"))


def pause_writing(is_paused: bool) -> None:
    """Have every command of this request (or this thread) refused with WritingPaused, or no longer."""
    _paused.set(is_paused)


@contextmanager
def transaction() -> Iterator[None]:
    """Run a command under the database's write lock; a command inside a command joins it.

    Objects read before are read again under the lock, so a check sees what the change will meet.
    A refusal is reported to the refusal listeners after the rollback, so that it is kept.
    """
    if _open.get():
        yield
        return
    if _paused.get():
        raise WritingPaused
    db.session.rollback()
    opened, wrote = _open.set(True), writing.set(True)
    kept = _afterwards.set(())
    try:
        yield
        db.session.commit()
        calls = _afterwards.get()
    except PermissionDenied as refusal:
        db.session.rollback()
        _close(opened, wrote, kept)
        report_refusal(refusal)
        raise
    except BaseException:
        db.session.rollback()
        _close(opened, wrote, kept)
        raise
    _close(opened, wrote, kept)
    for call in calls:
        call()


class _Rehearsed(Exception):
    """A rehearsal came to its end."""


def rehearse(command: Callable[[], object]) -> None:
    """Run a command to learn whether it would be refused, and store nothing of it.

    Inside a command it would become part of what is stored: that is a mistake of the program.
    """
    if _open.get():
        raise RuntimeError("a rehearsal must not run inside a transaction")
    if _paused.get():
        # It takes the lock of those who write; and nothing it could allow can be done now.
        return
    try:
        with transaction():
            command()
            raise _Rehearsed
    except _Rehearsed:
        return


def is_open() -> bool:
    """Whether a command is running: what it has changed so far may not be stored yet."""
    return _open.get()


def once_read(key: Hashable, work: Callable[[], T]) -> T:
    """The result of `work` for a key, worked out once in a reader's database transaction.

    Inside a command it is always worked out anew: the command may just have changed it.
    """
    if _open.get():
        return work()
    session = db.session()
    known = session.info.get(_READ)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        known = (None, {})
    results: dict[Hashable, T] = known[1]
    if key not in results:
        results[key] = work()
        session.info[_READ] = (session.get_transaction(), results)
    return results[key]


def require_none_open() -> None:
    """For slow work: raise RuntimeError inside a transaction, where all who write would wait for it."""
    if _open.get():
        raise RuntimeError("slow work must not run inside a transaction")


def _close(opened: object, wrote: object, kept: object) -> None:
    _open.reset(opened)  # type: ignore[arg-type]
    writing.reset(wrote)  # type: ignore[arg-type]
    _afterwards.reset(kept)  # type: ignore[arg-type]


def after_commit(call: Callable[[], None]) -> None:
    """Have `call` run once the open transaction is stored; it is forgotten if the transaction is not.

    The same call is made once. Without an open transaction there is nothing to wait for.
    """
    if not _open.get():
        call()
    elif call not in _afterwards.get():
        _afterwards.set((*_afterwards.get(), call))


def on_refusal(listener: Callable[[PermissionDenied], None]) -> None:
    """Be told of every refused command, after its rollback."""
    if listener not in _refusal_listeners:
        _refusal_listeners.append(listener)


def report_refusal(refusal: PermissionDenied) -> None:
    """Tell the listeners of a refusal once, wherever it was raised."""
    if refusal.audited:
        return
    refusal.audited = True
    for listener in _refusal_listeners:
        listener(refusal)
