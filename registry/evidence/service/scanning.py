"""Having files scanned: once attached, again after the scanner was down; and what follows a find."""

import logging
import time
from datetime import timedelta

from sqlalchemy import or_, select

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence import scanner
from registry.evidence.filetypes import ScanState
from registry.evidence.models import StoredFile
from registry.evidence.notices import tell_of_infection
from registry.evidence.scanner import ScannerDown, Verdict
from registry.evidence.service.verifying import report_damage
from registry.storage.base import FileMissing, Storage

log = logging.getLogger(__name__)
ROUND = 20
# A round that meets slow files leaves the rest to the next one: other work waits for it.
LONGEST_ROUND = 60.0
# A file of which the scanner could say nothing waits so long for its next turn.
ASKED_AGAIN_AFTER = timedelta(minutes=30)


def scan_file(storage: Storage, digest: str) -> ScanState | None:
    """Have one file scanned and keep what was said; None when nobody is there to be asked.

    A file that cannot be read, or of which the scanner can say nothing, stays as it was: it alone.
    """
    clamd = scanner.current()
    if clamd is None:
        return None
    try:
        with storage.open(digest) as stream:
            verdict = clamd.scan(stream)
    except FileMissing:
        log.warning("file %s is not there to be scanned", digest)
        report_damage(digest)
        return _postpone(digest)
    except ScannerDown as down:
        log.warning("the scanner could not look at %s: %s", digest, down)
        return _postpone(digest) if clamd.answers() else None
    return _keep(digest, verdict)


def _postpone(digest: str) -> ScanState:
    """Let the files behind this one have their turn first."""
    with transaction():
        file = db.session.get(StoredFile, digest)
        if file is None:
            return ScanState.UNSCANNED
        file.scanned_at = now()
    return file.scan


def _keep(digest: str, verdict: Verdict) -> ScanState:
    with transaction():
        file = db.session.get(StoredFile, digest)
        if file is None:
            return verdict.state
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
    asked = StoredFile.scanned_at
    # Of a file too large for the scanner it is kept that it is.
    never = (StoredFile.scan == ScanState.UNSCANNED) & (StoredFile.scan_found == "")
    query = (
        select(StoredFile.digest)
        .where(or_(StoredFile.scan == ScanState.PENDING, never), StoredFile.damaged_at.is_(None))
        .where(or_(asked.is_(None), asked < now() - ASKED_AGAIN_AFTER))
        .order_by(asked.is_not(None), asked, StoredFile.stored_at)
        .limit(limit)
    )
    digests = list(db.session.scalars(query))
    db.session.rollback()
    done, end = 0, time.monotonic() + LONGEST_ROUND
    for digest in digests:
        # Nobody there, or no time left: the next round goes on.
        if scan_file(storage, digest) is None or time.monotonic() > end:
            break
        done += 1
    return done
