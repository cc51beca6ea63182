"""How many parts of files are taken in at once: of one person, and of all in this process."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from registry.core.errors import DomainError
from registry.core.i18n import _

# A page sends two at a time. All together leave threads to those who send nothing.
MOST_OF_ONE, MOST = 4, 10
_at_it: Counter[int] = Counter()
_door = threading.Lock()


class AllTaken(DomainError):
    """Too many parts are coming in already; a little later there is room."""

    status = 429


@contextmanager
def lane(person: int) -> Iterator[None]:
    """Take in a part for a person. Raises AllTaken."""
    with _door:
        if _at_it[person] >= MOST_OF_ONE or _at_it.total() >= MOST:
            raise AllTaken(_("Many files are just coming in. It goes on in a moment."))
        _at_it[person] += 1
    try:
        yield
    finally:
        with _door:
            _at_it[person] -= 1
            if not _at_it[person]:
                del _at_it[person]
