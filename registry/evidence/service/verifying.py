"""Comparing stored files with their digests, so that damage is found before somebody needs the file."""

import logging
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from registry.audit import service as audit
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence.models import StoredFile
from registry.evidence.notices import tell_administrators
from registry.evidence.service.serving import FileDamaged, open_whole
from registry.jobs.models import Job
from registry.jobs.service import enqueue
from registry.storage.base import Storage

log = logging.getLogger(__name__)
EVERY = timedelta(days=30)
ROUND = 20


def verify_files(storage: Storage, *, limit: int | None = ROUND, every: timedelta = EVERY) -> list[str]:
    """Check the files not looked at for `every`, the longest first; returns the digests found damaged."""
    query = select(StoredFile.digest).where(StoredFile.checked_at <= now() - every)
    digests = list(db.session.scalars(query.order_by(StoredFile.checked_at).limit(limit)))
    db.session.rollback()
    return [digest for digest in digests if not verify_file(storage, digest)]


def verify_file(storage: Storage, digest: str) -> bool:
    """Check one file and keep what was found; the administrators are told of new damage."""
    try:
        open_whole(storage, digest, anew=True).close()
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
            tell_administrators(file)
    return whole


def report_damage(digest: str) -> None:
    """Have the worker check a file that somebody found damaged, once a day at most."""
    key = f"evidence.verify:{digest[:32]}:{today()}"
    try:
        if db.session.scalar(select(Job.id).where(Job.key == key)) is None:
            with transaction():
                enqueue("evidence.verify", key=key, digest=digest)
    except OperationalError:
        # A database that takes nothing in must not keep a page from being read; the round finds it too.
        log.exception("damage of %s could not be reported", digest)
        db.session.rollback()


def verify_reported(storage: Storage, digest: str) -> None:
    """The worker's part of `report_damage`."""
    verify_file(storage, digest)
