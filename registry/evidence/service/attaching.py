"""Attaching files: checked and on the disk first, then their rows in one transaction."""

from dataclasses import dataclass
from io import BytesIO
from typing import IO

from registry.audit import service as audit
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service.changes import note_change
from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.evidence import queries
from registry.evidence.checks import EXTENSIONS, PDF, Limits, Refused, megabytes, read_checked
from registry.evidence.claim_links import Place, clean_place, copy_links, put_link
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.names import clean_name
from registry.evidence.rendering import Rendition, render_document, render_photo
from registry.evidence.service.editing import Description, apply_description, require_open
from registry.identity.models import User
from registry.storage.base import Storage

MOST_ITEMS = 200


@dataclass(frozen=True)
class Upload:
    """A file as it came: its bytes and the name it had."""

    stream: IO[bytes]
    file_name: str


@dataclass(frozen=True)
class Prepared:
    """A file that was checked and is in the store, not yet attached to anything."""

    file_name: str
    rendition: Rendition
    digest: str
    thumbnail_digest: str | None
    preview_digest: str | None


def attach_file(
    actor: User,
    exemplar: Exemplar,
    *,
    storage: Storage,
    upload: Upload,
    about: Description,
    limits: Limits,
) -> EvidenceItem:
    """Check a file, keep it and attach it to the open version of a model. Raises Refused, saying why."""
    require(actor, Permission.EVIDENCE_ATTACH, exemplar)
    require_open(exemplar.latest)
    prepared = prepare_file(storage, upload, limits)
    return attach_prepared(actor, exemplar, prepared, about=about, limits=limits)


def prepare_file(storage: Storage, upload: Upload, limits: Limits) -> Prepared:
    """Check a file, make its pictures and put all on the disk: slow, so outside transactions."""
    content, media_type = read_checked(upload.stream, limits)
    rendition = render_document(content) if media_type == PDF else render_photo(content)
    fallback = "tai-lieu" if media_type == PDF else "anh"
    return Prepared(
        clean_name(upload.file_name, EXTENSIONS[media_type], fallback),
        rendition,
        storage.put(BytesIO(rendition.content)).digest,
        _put(storage, rendition.thumbnail),
        _put(storage, rendition.preview),
    )


def _put(storage: Storage, content: bytes | None) -> str | None:
    return storage.put(BytesIO(content)).digest if content else None


def attach_prepared(
    actor: User, exemplar: Exemplar, prepared: Prepared, *, about: Description, limits: Limits
) -> EvidenceItem:
    """Attach a file that is already in the store to the open version of a model."""
    with transaction():
        require(actor, Permission.EVIDENCE_ATTACH, exemplar)
        version = exemplar.latest
        require_open(version)
        last = queries.last_position(version)
        if last >= MOST_ITEMS:
            raise Refused(_("A model may have at most %(n)s files.", n=MOST_ITEMS))
        file = _stored_file(prepared)
        item = EvidenceItem(
            reference=next_reference("MC", today(), 6),
            exemplar_version=version,
            file=file,
            file_name=prepared.file_name,
            position=last + 1,
            added_by_id=actor.id,
        )
        apply_description(item, about)
        db.session.add(item)
        db.session.flush()
        if about.result_key:
            put_link(item, about.result_key, clean_place(item, Place()), by=actor)
        _require_room(exemplar, limits)
        audit.record(
            actor, "evidence.attached", item, exemplar=exemplar.reference, digest=file.digest,
            visibility=item.visibility, result=about.result_key,
            personal={"file_name": item.file_name, "caption": item.caption},
        )  # fmt: skip
        note_change(exemplar)
    return item


def _stored_file(prepared: Prepared) -> StoredFile:
    known = db.session.get(StoredFile, prepared.digest)
    if known is not None:
        # The bytes were just put anew, so what was damaged is whole again.
        known.damaged_at = None
        return known
    rendition = prepared.rendition
    return StoredFile(
        digest=prepared.digest,
        size=len(rendition.content),
        media_type=rendition.media_type,
        width=rendition.width,
        height=rendition.height,
        pages=rendition.pages,
        thumbnail_digest=prepared.thumbnail_digest,
        preview_digest=prepared.preview_digest,
    )


def _require_room(exemplar: Exemplar, limits: Limits) -> None:
    if queries.size_of_all(exemplar) > limits.model:
        most = megabytes(limits.model)
        raise Refused(_("The files of this model would take up more than the limit of %(max)s.", max=most))


def copy_items(old: ExemplarVersion, new: ExemplarVersion) -> None:
    """Give a new version the evidence of the one it was made from. Runs in the transaction that makes it."""
    pairs = [(item, _copy(item, new)) for item in queries.list_items(old)]
    db.session.add_all(copy for _item, copy in pairs)
    db.session.flush()
    copy_links(pairs)


def _copy(item: EvidenceItem, new: ExemplarVersion) -> EvidenceItem:
    return EvidenceItem(
        reference=next_reference("MC", today(), 6),
        exemplar_version=new,
        file=item.file,
        link=item.link,
        file_name=item.file_name,
        position=item.position,
        caption=item.caption,
        aspect=item.aspect,
        taken_on=item.taken_on,
        visibility=item.visibility,
        has_personal_data=item.has_personal_data,
        cleared_reason=item.cleared_reason,
        cleared_by_id=item.cleared_by_id,
        redaction=item.redaction,
        public_digest=item.public_digest,
        original_digest=item.original_digest,
        added_by_id=item.added_by_id,
        added_at=item.added_at,
    )
