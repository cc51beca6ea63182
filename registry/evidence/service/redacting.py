"""Covering what shows somebody's personal data.

The file itself stays as it is for its unit and the council: what covers it is a second file. That does not
change what was reviewed, so it is possible in a frozen version too.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from registry.audit import service as audit
from registry.catalogue.service.changes import note_change
from registry.catalogue.states import Visibility
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.evidence import queries
from registry.evidence.filetypes import JPEG, PDF, ScanState
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.pages import MOST_COVERED_PAGES, Box, cover_document, cover_photo
from registry.evidence.rendering import Rendition
from registry.evidence.service.serving import open_whole, require_safe
from registry.identity.models import User
from registry.storage.base import Storage

MOST_BOXES = 200
LEAST_SIDE = 0.2
SIDES = ("x", "y", "w", "h")


@dataclass(frozen=True)
class _Kept:
    """A covered file and its pictures in the store."""

    rendition: Rendition
    digest: str
    thumbnail: str | None
    preview: str | None


@dataclass(frozen=True)
class Cover:
    """A file drawn with its boxes, in the store and not yet shown to anybody."""

    boxes: list[dict[str, Any]]
    kept: _Kept | None
    digest: str | None


def can_be_covered(item: EvidenceItem) -> bool:
    """Whether boxes can be drawn over it: a photo, or a document of not too many pages."""
    return item.file is not None and _takes_boxes(item.file)


def _takes_boxes(file: StoredFile) -> bool:
    return file.media_type == JPEG or (file.media_type == PDF and 0 < (file.pages or 0) <= MOST_COVERED_PAGES)


def redact_item(
    actor: User, item: EvidenceItem, boxes: list[Box], *, storage: Storage, version: int | None = None
) -> EvidenceItem:
    """Burn boxes into the file that others see; no boxes take the covered file away again."""
    require_version(item, version, {"boxes": item.redaction})
    return put_cover(actor, item, prepare_cover(actor, item, boxes, storage=storage), version=version)


def prepare_cover(actor: User, item: EvidenceItem, boxes: list[Box], *, storage: Storage) -> Cover:
    """Draw the covered file: slow, so outside transactions. Raises InvalidInput for boxes that cannot be."""
    _require_may(actor, item)
    if item.file is None:
        raise _no_boxes()
    return draw_cover(item.file, boxes, storage=storage)


def draw_cover(file: StoredFile, boxes: list[Box], *, storage: Storage) -> Cover:
    """Draw boxes over a file that is in the store, whether or not anything is attached yet."""
    clean = clean_boxes(file, boxes)
    if clean:
        require_safe(file)
    return Cover(clean, _drawn(file, clean, storage) if clean else None, file.digest)


def put_cover(actor: User, item: EvidenceItem, cover: Cover, *, version: int | None = None) -> EvidenceItem:
    """Show others the covered file from now on, or the file whole when it was drawn without boxes."""
    with transaction():
        _require_may(actor, item)
        require_version(item, version, {"boxes": item.redaction})
        if item.digest != cover.digest:
            raise InvalidTransition(_("The file was replaced meanwhile. Look at it again."))
        covered = _stored(cover.kept, item.file.scan) if cover.kept and item.file else None
        # An earlier version may still be shown, with the same file.
        for one in (item, *queries.list_same_file(item)):
            one.redaction, one.public_file = cover.boxes, covered
            if cover.boxes:
                one.has_personal_data = True
            db.session.flush()
            _withdraw_if_unsafe(one)
        audit.record(
            actor, "evidence.redacted", item, exemplar=item.exemplar.reference, boxes=len(cover.boxes),
            visibility=item.visibility,
        )  # fmt: skip
        note_change(item.exemplar)
    return item


def clean_boxes(file: StoredFile, boxes: list[Box]) -> list[Box]:
    """Boxes in percent of the picture, in the order of the pages. Raises InvalidInput."""
    if not _takes_boxes(file):
        raise _no_boxes()
    if len(boxes) > MOST_BOXES:
        raise InvalidInput("boxes", _("Draw at most %(n)s boxes.", n=MOST_BOXES))
    return sorted((_clean_box(box, file.pages or 1) for box in boxes), key=lambda box: box["page"])


def _no_boxes() -> InvalidInput:
    return InvalidInput("boxes", _("Boxes can be drawn over photos and PDF files only."))


def _clean_box(box: Box, last: int) -> dict[str, Any]:
    page = box["page"]
    x, y, w, h = (round(float(box[side]), 2) for side in SIDES)
    if not 1 <= page <= last:
        raise InvalidInput("boxes", _("There is no page %(n)s.", n=page))
    # Not a comparison of each side alone: `nan` is neither below nor above anything.
    if not (0 <= x < 100 and 0 <= y < 100 and LEAST_SIDE <= w <= 100 and LEAST_SIDE <= h <= 100):
        raise InvalidInput("boxes", _("A box lies within the picture: numbers from 0 to 100."))
    return {
        "page": page, "x": x, "y": y, "w": round(min(w, 100 - x), 2), "h": round(min(h, 100 - y), 2),
    }  # fmt: skip


def _require_may(actor: User, item: EvidenceItem) -> None:
    require(actor, Permission.EVIDENCE_ATTACH, item.exemplar)
    if item.removed_at is not None:
        raise InvalidTransition(_("This file has been removed. Put it back to change it."))


def _drawn(file: StoredFile, boxes: list[Box], storage: Storage) -> _Kept:
    draw = cover_photo if file.media_type == JPEG else cover_document
    with open_whole(storage, file.digest) as stream:
        rendition = draw(stream.read(), boxes)
    return _Kept(
        rendition,
        storage.put(BytesIO(rendition.content)).digest,
        _put(storage, rendition.thumbnail),
        _put(storage, rendition.preview),
    )


def _put(storage: Storage, content: bytes | None) -> str | None:
    return storage.put(BytesIO(content)).digest if content else None


def _stored(kept: _Kept, scan: ScanState) -> StoredFile:
    known = db.session.get(StoredFile, kept.digest)
    if known is not None:
        known.damaged_at = None
        return known
    rendition = kept.rendition
    return StoredFile(
        digest=kept.digest,
        size=len(rendition.content),
        media_type=rendition.media_type,
        width=rendition.width,
        height=rendition.height,
        pages=rendition.pages,
        thumbnail_digest=kept.thumbnail,
        preview_digest=kept.preview,
        # Made of pixels alone; a virus does not come through.
        scan=ScanState.CLEAN if scan is ScanState.CLEAN else ScanState.UNSCANNED,
    )


def _withdraw_if_unsafe(item: EvidenceItem) -> None:
    """What is no longer covered goes back to the council until somebody answers for it."""
    if item.needs_covering and item.visibility is Visibility.PUBLIC:
        item.visibility = Visibility.COUNCIL
