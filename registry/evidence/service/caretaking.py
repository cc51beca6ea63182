"""The rounds of the worker through the stored files: sweeping, verifying, scanning, forgetting."""

import logging
import time
from collections.abc import Callable

from registry.core.db import db
from registry.evidence.service.scanning import scan_waiting
from registry.evidence.service.tidying import forget_files, forget_transfers, remove_unused
from registry.evidence.service.verifying import verify_files
from registry.storage.base import Storage
from registry.storage.drawn import Drawings
from registry.storage.parts import Parts

log = logging.getLogger(__name__)
PAUSE, LONG_PAUSE = 60.0, 3600.0


class Caretaker:
    """What the worker calls each round: once a minute it looks after files, once an hour it tidies up."""

    def __init__(self, storage: Storage, parts: Parts, drawings: Drawings) -> None:
        self._storage, self._parts, self._drawings = storage, parts, drawings
        self._last = self._last_long = float("-inf")

    def __call__(self) -> int:
        moment = time.monotonic()
        if moment - self._last >= PAUSE:
            self._last = moment
            self._do(self._storage.sweep)
            self._do(lambda: verify_files(self._storage))
            self._do(lambda: scan_waiting(self._storage))
        if moment - self._last_long >= LONG_PAUSE:
            self._last_long = moment
            self._do(lambda: forget_transfers(self._parts))
            self._do(forget_files)
            self._do(lambda: remove_unused(self._storage))
            self._do(lambda: self._drawings.sweep(self._storage.has))
        return 0

    @staticmethod
    def _do(work: Callable[[], object]) -> None:
        """One kind of work that cannot be done must not keep the others from being done."""
        try:
            work()
        except Exception:
            log.exception("looking after the stored files failed")
            db.session.rollback()
