"""Comparing stored files with their digests, so that damage is found before somebody needs the file."""

import logging
import time
from datetime import timedelta

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence.models import StoredFile
from registry.evidence.service.serving import FileDamaged, open_whole
from registry.storage.base import Storage

log = logging.getLogger(__name__)
EVERY = timedelta(days=30)
ROUND = 20
PAUSE = 60.0


def verify_files(storage: Storage, *, limit: int | None = ROUND, every: timedelta = EVERY) -> list[str]:
    """Check the files not looked at for `every`, the longest first; returns the digests found damaged."""
    query = select(StoredFile.digest).where(StoredFile.checked_at <= now() - every)
    digests = list(db.session.scalars(query.order_by(StoredFile.checked_at).limit(limit)))
    db.session.rollback()
    return [digest for digest in digests if not _verify(storage, digest)]


def _verify(storage: Storage, digest: str) -> bool:
    try:
        open_whole(storage, digest).close()
        whole = True
    except FileDamaged:
        whole = False
    with transaction():
        file = db.session.get_one(StoredFile, digest)
        file.checked_at = now()
        if whole:
            file.damaged_at = None
        elif file.damaged_at is None:
            file.damaged_at = now()
            audit.record(None, "file.found_damaged", None, digest=digest)
    return whole


class Caretaker:
    """What the worker calls each round: about once a minute it sweeps and verifies a few files."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._last = float("-inf")

    def __call__(self) -> int:
        if time.monotonic() - self._last < PAUSE:
            return 0
        self._last = time.monotonic()
        self._storage.sweep()
        verify_files(self._storage)
        return 0
