"""Which models a reader may find, kept from one question to the next.

Readers are of two kinds: everybody, and whoever is signed in. What each may find changes only by commands
that also add a row to the outbox, in the same transaction; so the newest rows tell whether anything changed,
and which models must be asked for again.
"""

import threading
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from registry.catalogue.queries import findable_references
from registry.identity.models import User
from registry.jobs.service import OutboxRows, outbox_changed, outbox_newest
from registry.search.base import SearchEngine

# Rows that are compared. When more have come, everything is read anew.
WINDOW = 64


@dataclass(frozen=True)
class _Sight:
    """What one kind of reader could find when these were the newest rows of the outbox."""

    rows: OutboxRows
    references: frozenset[str]


_sights: WeakKeyDictionary[SearchEngine, dict[bool, _Sight]] = WeakKeyDictionary()
_lock = threading.Lock()


def sight_of(actor: User | None, engine: SearchEngine) -> frozenset[str]:
    """The references of every model this reader may find: the same set as long as nothing changed."""
    signed_in = actor is not None and actor.is_active
    # The rows are read first: what changes in between is asked for once more, never missed.
    rows = outbox_newest("exemplars", WINDOW)
    with _lock:
        known = _sights.setdefault(engine, {}).get(signed_in)
    if known is not None and known.rows == rows:
        return known.references
    seen = _Sight(rows, _brought_up(known, rows, signed_in=signed_in))
    with _lock:
        _sights[engine][signed_in] = seen
    return seen.references


def _brought_up(known: _Sight | None, rows: OutboxRows, *, signed_in: bool) -> frozenset[str]:
    changed = outbox_changed(known.rows, rows) if known else None
    if known is None or changed is None:
        return findable_references(signed_in=signed_in)
    return (known.references - changed) | findable_references(signed_in=signed_in, among=changed)
