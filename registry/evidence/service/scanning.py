"""Having files scanned: once attached, again after the scanner was down; and what follows a find."""

import logging

from sqlalchemy import or_, select

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence import scanner
from registry.evidence.filetypes import ScanState
from registry.evidence.models import StoredFile
from registry.evidence.notices import tell_of_infection
from registry.evidence.scanner import ScannerDown
from registry.storage.base import FileMissing, Storage

log = logging.getLogger(__name__)
ROUND = 20


def scan_file(storage: Storage, digest: str) -> ScanState | None:
    """Have one file scanned and keep what was said; None when nobody could be asked: it stays pending."""
    clamd = scanner.current()
    if clamd is None:
        return None
    try:
        with storage.open(digest) as stream:
            verdict = clamd.scan(stream)
    except FileMissing:
        # The check of the stored bytes reports that; a scan has nothing to say of it.
        return None
    except ScannerDown as down:
        log.warning("the scanner could not look at %s: %s", digest, down)
        return None
    with transaction():
        file = db.session.get(StoredFile, digest)
        if file is None:
            return None
        is_new = file.scan is not verdict.state
        file.scan, file.scanned_at, file.scan_found = verdict.state, now(), verdict.found
        if is_new and verdict.state is ScanState.INFECTED:
            audit.record(None, "file.found_infected", None, digest=digest, found=verdict.found)
            tell_of_infection(file)
    return verdict.state


def scan_reported(storage: Storage, digest: str) -> None:
    """The worker's part: one file that was just attached. If the scanner is down, the rounds go on."""
    scan_file(storage, digest)


def scan_waiting(storage: Storage, *, limit: int = ROUND) -> int:
    """Scan what is still to be scanned, also what came before there was a scanner; returns how many."""
    if not scanner.is_configured():
        return 0
    never = (StoredFile.scan == ScanState.UNSCANNED) & StoredFile.scanned_at.is_(None)
    query = (
        select(StoredFile.digest)
        .where(or_(StoredFile.scan == ScanState.PENDING, never), StoredFile.damaged_at.is_(None))
        .order_by(StoredFile.stored_at)
        .limit(limit)
    )
    digests = list(db.session.scalars(query))
    db.session.rollback()
    done = 0
    for digest in digests:
        if scan_file(storage, digest) is None:
            # Nobody there: the next round tries again.
            break
        done += 1
    return done
