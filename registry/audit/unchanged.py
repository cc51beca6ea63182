"""What was worked out is kept in the process until the next event of the log: every command records one."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.clock import today
from registry.core.db import db
from registry.core.transaction import is_open

T = TypeVar("T")
MOST_KEPT = 512

_kept: OrderedDict[Hashable, object] = OrderedDict()
_lock = threading.Lock()


def while_unchanged(key: Hashable, work: Callable[[], T]) -> T:
    """The result of `work` for a key; asked again only after something was stored, and on another day.

    For what costs much and is asked on every page. The result must be plain and never changed: other
    requests get the same object. Inside a command it is always worked out anew.
    """
    if is_open():
        return work()
    last = select(AuditEvent.digest).order_by(AuditEvent.seq.desc()).limit(1)
    whole = (key, today(), db.session.scalar(last))
    with _lock:
        if whole in _kept:
            _kept.move_to_end(whole)
            return cast(T, _kept[whole])
    result = work()
    with _lock:
        _kept[whole] = result
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return result
