"""Keeps the last results, as many as there is room for."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

# What a result takes beside the numbers in it.
ENTRY = 1024

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """The last results, as many as there is room for."""

    def __init__(self, room: int) -> None:
        self.room, self._taken = room, 0
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """What was remembered."""
        with self._lock:
            found = self._known.get(key)
            if found is None:
                return None
            self._known.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Remember something that takes so many bytes."""
        with self._lock:
            if key in self._known:
                self._taken -= self._known.pop(key)[1]
            self._known[key] = value, size
            self._taken += size
            while self._taken > self.room and len(self._known) > 1:
                self._taken -= self._known.popitem(last=False)[1][1]
