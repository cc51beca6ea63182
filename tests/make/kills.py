"""Processes that are killed with signal 9 at a chosen moment, as by a cut of the power; two at once."""

import os
import signal
from pathlib import Path

from sqlalchemy import event

from registry.core.db import db


def die():
    """End this process at once: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(steps, *, files=False, changes_only=False):
    """Have this process die after so many statements; with `files`, syncs and renames count as well.

    With `changes_only` statements that read are left out: dying after one leaves what dying before it left.
    """
    seen = 0

    def count(*call):
        nonlocal seen
        if changes_only and call and call[2].lstrip()[:6].upper() == "SELECT":
            return
        seen += 1
        if seen == steps:
            die()

    def counted(call):
        def called(*values):
            result = call(*values)
            count()
            return result

        return called

    event.listen(db.engine, "after_cursor_execute", count)
    if files:
        os.fsync, Path.rename = counted(os.fsync), counted(Path.rename)


def in_a_child(act, *values):
    """Run something in a forked child and wait; True when it was killed, as it shall be."""
    db.session.rollback()
    # The child must open the database itself: no connection may be shared.
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            act(*values)
        finally:
            os._exit(3)
    return os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


WON = 1


def side_by_side(act, plans):
    """Run `act(*plan, seen, start)` in a forked child for each plan; the low byte of what each returned.

    A child writes a byte to `seen` once it has read what it needs, and reads one from `start`: they go on
    when all have seen the same.
    """
    db.session.rollback()
    db.engine.dispose()
    (seen, told), (start, go) = os.pipe(), os.pipe()
    children = []
    for plan in plans:
        child = os.fork()
        if child == 0:
            answer = 0
            try:
                answer = act(*plan, told, start)
            finally:
                os._exit(answer % 256)
        children.append(child)
    for _plan in plans:
        os.read(seen, 1)
    os.write(go, b"x" * len(plans))
    answers = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    for one in (seen, told, start, go):
        os.close(one)
    return answers
