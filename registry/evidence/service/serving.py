"""Opening a file for a reader: permission before bytes, and never bytes that are not what was stored."""

import enum
import hashlib
import logging
import os
import time
from dataclasses import dataclass
from typing import BinaryIO

from registry.core.errors import DomainError, InvalidTransition, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.evidence.filetypes import JPEG, ScanState
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.rules import shown_file
from registry.identity.models import User
from registry.storage.base import FileMissing, Storage

log = logging.getLogger(__name__)
CHUNK = 1024 * 1024
# Seconds for which bytes that were compared with their digest are taken for right, and of how many files.
BELIEVED_FOR, MOST_BELIEVED = 3600.0, 5000
State = tuple[str, int, int, int, int]
_compared: dict[State, float] = {}


class Size(enum.StrEnum):
    """Which picture of a file is asked for."""

    WHOLE = "whole"
    PREVIEW = "preview"
    THUMBNAIL = "thumbnail"


class FileDamaged(DomainError):
    """The stored bytes are missing or are no longer those that were stored."""

    status = 503


class Quarantined(DomainError):
    """The virus scanner found something in the file: nobody gets it."""

    status = 403


class BeingScanned(InvalidTransition):
    """The virus scanner has not looked at the file yet."""


@dataclass(frozen=True)
class Opened:
    """A file open for reading, whose bytes were compared with their digest."""

    stream: BinaryIO
    digest: str
    media_type: str


def digest_shown(actor: User | None, item: EvidenceItem, size: Size = Size.WHOLE) -> tuple[str, str]:
    """The digest and the type of what the person gets. Raises NotFound, also to who may not know of it."""
    if item.removed_at is not None or not allowed(actor, Permission.EVIDENCE_READ, item):
        raise NotFound(_("There is no such file."))
    file = shown_file(actor, item)
    if file is None:
        raise NotFound(_("There is no such file."))
    require_safe(file, size)
    digest = digest_of(file, size)
    if digest is None:
        raise NotFound(_("There is no picture of this file."))
    return digest, file.media_type if size is Size.WHOLE else "image/webp"


def open_item(actor: User | None, item: EvidenceItem, *, storage: Storage, size: Size = Size.WHOLE) -> Opened:
    """Open a file, or a small picture of it. Raises as `digest_shown`, and FileDamaged."""
    digest, media_type = digest_shown(actor, item, size)
    return Opened(open_whole(storage, digest), digest, media_type)


def open_covered(item: EvidenceItem, *, storage: Storage) -> Opened:
    """Open the file with boxes burned in, as those outside get it; raises NotFound when there is none."""
    file = item.public_file
    if item.removed_at is not None or file is None:
        raise NotFound(_("There is no such file."))
    return Opened(open_whole(storage, file.digest), file.digest, file.media_type)


def require_safe(file: StoredFile, size: Size = Size.WHOLE) -> None:
    """Raise for a file with malware, and for one that the scanner has yet to see.

    Photos and small pictures were made anew here, so they need not wait for it.
    """
    if file.scan is ScanState.INFECTED:
        raise Quarantined(_("Malware was found in this file. It is locked away and cannot be opened."))
    made_here = size is not Size.WHOLE or file.media_type == JPEG
    if file.scan is ScanState.PENDING and not made_here:
        raise BeingScanned(_("This file is still being scanned for malware. Try again in a minute."))


def digest_of(file: StoredFile, size: Size) -> str | None:
    """The digest of the file itself or of one of its pictures."""
    if size is Size.THUMBNAIL:
        return file.thumbnail_digest
    if size is Size.PREVIEW:
        return file.preview_digest or file.thumbnail_digest
    return file.digest


def open_whole(storage: Storage, digest: str, *, anew: bool = False) -> BinaryIO:
    """Open stored bytes that have the digest they should have. Raises FileDamaged.

    A file that nothing has touched since is not read through again for an hour, unless asked for `anew`: a
    player asks for a film in hundreds of pieces.
    """
    try:
        stream = storage.open(digest)
    except FileMissing as error:
        log.exception("file %s cannot be read", digest)
        raise _damaged() from error
    state = _state_of(stream, digest)
    if not anew and state is not None and _compared.get(state, 0.0) > time.monotonic():
        return stream
    if not _is_right(stream, digest):
        stream.close()
        raise _damaged()
    if state is not None:
        _compared[state] = time.monotonic() + BELIEVED_FOR
        while len(_compared) > MOST_BELIEVED:
            _compared.pop(next(iter(_compared)), None)
    return stream


def _state_of(stream: BinaryIO, digest: str) -> State | None:
    """What changes when somebody writes to the file; None when it is no file of this machine."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, AttributeError):
        return None
    return digest, found.st_dev, found.st_ino, found.st_size, found.st_ctime_ns


def _is_right(stream: BinaryIO, digest: str) -> bool:
    found = hashlib.sha256()
    try:
        while chunk := stream.read(CHUNK):
            found.update(chunk)
        stream.seek(0)
    except OSError:
        log.exception("file %s cannot be read", digest)
        return False
    if found.hexdigest() != digest:
        log.error("file %s is damaged", digest)
        return False
    return True


def _damaged() -> FileDamaged:
    return FileDamaged(_("This file is damaged and cannot be opened. It has been reported."))


def is_whole(storage: Storage, file: StoredFile) -> bool:
    """Whether a list may offer the file: not known to be damaged, and of the size it was stored with."""
    return file.damaged_at is None and storage.size_of(file.digest) == file.size
