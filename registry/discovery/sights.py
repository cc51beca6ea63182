"""Which models a reader may find, kept from one question to the next.

Readers are of two kinds: everybody, and whoever is signed in. What each may find changes only by commands
that also add a row to the outbox, in the same transaction; so the newest rows tell whether anything changed,
and which models must be asked for again.
"""

import threading
import time
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from registry.catalogue.queries import findable_references
from registry.identity.models import User
from registry.jobs.service import OutboxRows, outbox_changed, outbox_newest, outbox_state
from registry.search.base import SearchEngine

# Rows that are compared. When more have come, everything is read anew.
WINDOW = 64
# Seconds for which a transaction may go on after a change that it does not see.
MOMENT = 2.0


@dataclass(frozen=True)
class _Sight:
    """What one kind of reader could find when these were the newest rows of the outbox, in this state; and
    when that was seen.
    """

    state: tuple[object, ...]
    rows: OutboxRows
    references: frozenset[str]
    at: float


_sights: WeakKeyDictionary[SearchEngine, dict[bool, _Sight]] = WeakKeyDictionary()
_lock = threading.Lock()


def sight_of(actor: User | None, engine: SearchEngine) -> frozenset[str]:
    """The references of every model this reader may find: the same set as long as nothing changed in it.

    The index keeps much beside the set. An equal set of another make would be compared with it reference
    by reference, on every page.
    """
    signed_in = actor is not None and actor.is_active
    # This is read first: what changes in between is asked for once more, never missed.
    state = outbox_state("exemplars", WINDOW)
    with _lock:
        known = _sights.setdefault(engine, {}).get(signed_in)
    if known is not None and known.state == state:
        return known.references
    rows = outbox_newest("exemplars", WINDOW)
    if known is not None and _is_newer(known, rows):
        return known.references
    references = _brought_up(known, rows, signed_in=signed_in)
    with _lock:
        seen = _sights.setdefault(engine, {})
        latest = seen.get(signed_in)
        if latest is not None and latest is not known and latest.references == references:
            # Another thread was asked at the same time.
            references = latest.references
        seen[signed_in] = _Sight(state, rows, references, time.monotonic())
    return references


def forget_all() -> None:
    """Drop what is kept: for a process whose database was exchanged for another."""
    with _lock:
        _sights.clear()


def _is_newer(known: _Sight, rows: OutboxRows) -> bool:
    """Whether another thread just saw more than the open transaction does, which began before a change.

    Much later it is rather the database that is an older one: somebody restored it.
    """
    is_behind = bool(rows) and rows[0] in known.rows and known.rows[0] not in rows
    return is_behind and time.monotonic() - known.at < MOMENT


def _brought_up(known: _Sight | None, rows: OutboxRows, *, signed_in: bool) -> frozenset[str]:
    changed = outbox_changed(known.rows, rows) if known else None
    if known is None or changed is None:
        return findable_references(signed_in=signed_in)
    found = findable_references(signed_in=signed_in, among=changed)
    gone, come = (known.references & changed) - found, found - known.references
    return (known.references - gone) | come if gone or come else known.references
