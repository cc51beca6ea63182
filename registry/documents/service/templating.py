"""Templates that staff bring: checked mark by mark, kept version by version."""

import hashlib

from registry.audit import service as audit
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, StaleVersion
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text
from registry.documents import filling, queries
from registry.documents.contents import KINDS
from registry.documents.models import TemplateVersion
from registry.documents.states import Letterhead, PaperKind
from registry.evidence.checks import ARCHIVE, Limits, Refused, read_checked
from registry.evidence.filetypes import DOCX
from registry.evidence.names import short_name
from registry.evidence.rendering import render
from registry.evidence.service.preparing import Upload
from registry.identity.models import User

LARGEST = 2 * 1024 * 1024
LONGEST_NOTE = 300


def check_template(kind: PaperKind, upload: Upload) -> bytes:
    """The bytes of a template that may be used; slow, so outside of transactions. Raises InvalidInput."""
    try:
        _size, found = read_checked(upload.stream, Limits(LARGEST, LARGEST, LARGEST))
        known = render(upload.stream, found).media_type if found == ARCHIVE else found
    except Refused as refusal:
        raise InvalidInput("file", refusal.message) from refusal
    if known != DOCX:
        raise InvalidInput("file", _("Choose a Word document (.docx)."))
    upload.stream.seek(0)
    content = upload.stream.read()
    about = KINDS[kind]
    try:
        document = filling.read(content)
    except (KeyError, ValueError) as error:
        raise InvalidInput("file", _("The document cannot be read. Save it in Word again.")) from error
    filling.check(document, values=about.marks, rows=about.rows, needed=about.needed)
    return content


def bring_template(  # noqa: PLR0913 -- a template has this many parts
    actor: User,
    kind: PaperKind,
    letterhead: Letterhead,
    *,
    content: bytes,
    file_name: str,
    note: str = "",
    seen: int | None = None,
) -> TemplateVersion:
    """Let a checked template hold from now on; what is drawn up keeps what it says, not how it looks."""
    with transaction():
        require(actor, Permission.PAPER_TEMPLATE)
        digest = hashlib.sha256(content).hexdigest()
        version = _next(actor, kind, letterhead, seen)
        version.content, version.digest = content, digest
        version.file_name, version.note = short_name(file_name), clean_text(note)[:LONGEST_NOTE]
        db.session.add(version)
        db.session.flush()
        audit.record(
            actor, "template.brought", version, kind=kind, letterhead=letterhead, number=version.number,
            digest=digest,
        )  # fmt: skip
    return version


def use_shipped(
    actor: User, kind: PaperKind, letterhead: Letterhead, *, seen: int | None = None
) -> TemplateVersion:
    """Go back to the template that came with the registry; the versions of staff stay to be read."""
    with transaction():
        require(actor, Permission.PAPER_TEMPLATE)
        if queries.current_version(kind, letterhead) is None:
            raise InvalidTransition(_("The template that came with the registry holds already."))
        version = _next(actor, kind, letterhead, seen)
        db.session.add(version)
        db.session.flush()
        audit.record(
            actor, "template.reset", version, kind=kind, letterhead=letterhead, number=version.number
        )
    return version


def _next(actor: User, kind: PaperKind, letterhead: Letterhead, seen: int | None) -> TemplateVersion:
    latest = next((one.number for one in queries.list_versions(kind, letterhead)), 0)
    if seen is not None and seen != latest:
        raise StaleVersion(
            _("Somebody else changed this template meanwhile. Look at it, then send yours again."),
            version=latest,
        )
    return TemplateVersion(kind=kind, letterhead=letterhead, number=latest + 1, made_by=actor)


def sample_of(content: bytes, kind: PaperKind) -> bytes:
    """A template with the meaning of each mark in its place, to be looked at before it is used."""
    about = KINDS[kind]
    values = {name: f"‹{label}›" for name, label in about.marks.items() if name != "ma_qr"}
    rows = [{name: f"‹{label}›" for name, label in about.rows.items()}] * 2
    return filling.fill(content, values, rows, about.rows, {"ma_qr": b""})
