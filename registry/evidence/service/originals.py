"""Photos as the camera made them, which a unit keeps for itself: opened by it, and given up when it likes."""

from sqlalchemy import Column, select

from registry.audit import service as audit
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service.changes import note_change
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.evidence.filetypes import ScanState
from registry.evidence.models import EvidenceItem, PhotoBand, StoredFile
from registry.evidence.service.serving import BeingScanned, Opened, open_whole, require_safe
from registry.identity.models import User
from registry.storage.base import Storage


def open_original(actor: User, item: EvidenceItem, *, storage: Storage) -> Opened:
    """Open the photo as it was taken, place and camera included. Raises NotFound when it was not kept."""
    require(actor, Permission.EVIDENCE_ATTACH, item.exemplar)
    file = item.original_file
    if file is None:
        raise _not_kept()
    require_safe(file)
    if file.scan is ScanState.PENDING:
        # It was not made anew here, so unlike other photos it waits for the scanner.
        raise BeingScanned(_("This file is still being scanned for malware. Try again in a minute."))
    return Opened(open_whole(storage, file.digest), file.digest, file.media_type)


def drop_original(actor: User, item: EvidenceItem) -> EvidenceItem:
    """Give the photo as it was taken up, in every version of the model; its bytes are gone within a day."""
    with transaction():
        require(actor, Permission.EVIDENCE_ATTACH, item.exemplar)
        digest = item.original_digest
        if digest is None:
            raise _not_kept()
        for one in _keeping(item.exemplar, digest):
            one.original_file = None
        db.session.flush()
        _forget(digest)
        audit.record(actor, "evidence.original_dropped", item, exemplar=item.exemplar.reference)
        note_change(item.exemplar)
    return item


def _keeping(exemplar: Exemplar, digest: str) -> list[EvidenceItem]:
    query = (
        select(EvidenceItem)
        .join(ExemplarVersion, ExemplarVersion.id == EvidenceItem.version_id)
        .where(ExemplarVersion.exemplar_id == exemplar.id, EvidenceItem.original_digest == digest)
    )
    return list(db.session.scalars(query))


def _forget(digest: str) -> None:
    """Remove the row that names the bytes, unless somebody else needs them; the worker then removes them."""
    if any(db.session.scalar(select(column).where(column == digest).limit(1)) for column in _naming()):
        return
    file = db.session.get(StoredFile, digest)
    if file is not None:
        db.session.delete(file)


def _naming() -> list[Column[str]]:
    """The columns of other tables that name a stored file."""
    tables = [table for table in db.metadata.sorted_tables if table is not PhotoBand.__table__]
    return [
        key.parent
        for table in tables
        for key in table.foreign_keys
        if key.column is StoredFile.__table__.c.digest
    ]


def _not_kept() -> NotFound:
    return NotFound(_("The photo as it was taken is not kept."))
