"""What was worked out is kept in the process until the next event of the log: every command records one."""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import TypeVar, cast

from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.clock import today
from registry.core.db import db
from registry.core.prepared import Prepared
from registry.core.transaction import is_open

T = TypeVar("T")
MOST_KEPT = 512
# Of what somebody may find there may be thousands: lists, sets and tables are also counted in bytes.
MOST_BYTES = 64 << 20
_DEPTH = 3
_LAST = "last_event"


class _Place:
    """The last result for a key, about how many bytes it takes, what had been stored by then, and who is
    working it out."""

    __slots__ = ("result", "size", "state", "turn")

    def __init__(self) -> None:
        self.size = 0
        self.turn = threading.RLock()
        self.state: Hashable = None
        self.result: object = None


_kept: OrderedDict[Hashable, _Place] = OrderedDict()
_lock = threading.Lock()


def while_unchanged(key: Hashable, work: Callable[[], T], *, whatever: frozenset[str] = frozenset()) -> T:
    """The result of `work` for a key; asked again only after something was stored, and on another day.

    For what costs much and is asked on every page. The result must be plain and never changed: other
    requests get the same object. Of many that ask at once one works it out, and the others wait for it.
    Inside a command it is always worked out anew. `whatever` names the actions that cannot change the result:
    their events do not have it worked out again; what is not named there does.
    """
    if is_open():
        return work()
    state = (today(), _last_event(whatever))
    place = _place_of(key)
    with place.turn:
        if place.state != state:
            place.result, place.state = work(), state
            place.size = _bytes_of(place.result)
            _make_room()
        return cast(T, place.result)


def forget_all() -> None:
    """Drop what is kept: for a process whose database was exchanged for another."""
    with _lock:
        _kept.clear()


def _last_event(whatever: frozenset[str]) -> str | None:
    """The digest of the last event but these, read once in a database transaction: outside a command none
    comes."""
    session = db.session()
    begun = session.get_transaction()
    known = session.info.get(_LAST)
    if known is None or known[0] is None or known[0] is not begun:
        known = (begun, {})
    digests: dict[frozenset[str], str | None] = known[1]
    if whatever not in digests:
        digests[whatever] = next((row.digest for row in _newest_but(whatever).rows()), None)
    # The first reading may have begun the transaction.
    session.info[_LAST] = (session.get_transaction(), digests)
    return digests[whatever]


@cache
def _newest_but(whatever: frozenset[str]) -> Prepared:
    """The statement, made once for each of the few sets of actions there are."""
    last = select(AuditEvent.digest).where(AuditEvent.action.not_in(sorted(whatever)))
    return Prepared(last.order_by(AuditEvent.seq.desc()).limit(1))


def _place_of(key: Hashable) -> _Place:
    with _lock:
        place = _kept.setdefault(key, _Place())
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return place


def _make_room() -> None:
    """Forget what was not asked for longest while all of it takes too much; the last always stays."""
    with _lock:
        taken = sum(place.size for place in _kept.values())
        while taken > MOST_BYTES and len(_kept) > 1:
            taken -= _kept.popitem(last=False)[1].size


def _bytes_of(thing: object, depth: int = _DEPTH) -> int:
    """About how many bytes something plain takes, with what is in it."""
    size = sys.getsizeof(thing)
    if not depth or isinstance(thing, str | bytes):
        return size
    if isinstance(thing, Mapping):
        return size + sum(_bytes_of(key, depth - 1) + _bytes_of(one, depth - 1) for key, one in thing.items())
    if isinstance(thing, AbstractSet | Sequence):
        return size + sum(_bytes_of(one, depth - 1) for one in thing)
    return size
