"""Getting a file ready: checked, made anew where needed, on the disk; nothing is attached yet."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import IO, BinaryIO, cast

from registry.core.db import db
from registry.evidence import scanner
from registry.evidence.checks import EXTENSIONS, Limits, read_checked
from registry.evidence.filetypes import ARCHIVE, HEIC, JPEG, PHOTOS, FileKind, ScanState, kind_of
from registry.evidence.models import StoredFile
from registry.evidence.names import clean_name
from registry.evidence.rendering import Rendition, render
from registry.jobs.service import enqueue
from registry.storage.base import Storage

FALLBACKS = {FileKind.PHOTO: "anh", FileKind.VIDEO: "phim", FileKind.SOUND: "ghi-am"}


@dataclass(frozen=True)
class Upload:
    """A file as it came: its bytes, in which one can go back, and the name it had."""

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
    size: int
    text_digest: str | None = None
    # The photo as the camera made it, when its unit keeps that too.
    original: StoredFile | None = None

    @property
    def original_digest(self) -> str | None:
        """The digest of the kept original."""
        return self.original.digest if self.original is not None else None

    @property
    def taken_on(self) -> date | None:
        """The day the camera wrote into the photo."""
        return self.rendition.taken_on


class Blanked:
    """A stream in which some stretches read as zeros."""

    def __init__(self, stream: IO[bytes], stretches: list[tuple[int, int]]) -> None:
        self._stream, self._stretches = stream, stretches

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        start = self._stream.tell()
        content = self._stream.read(size)
        for first, last in self._stretches:
            begin, end = max(first - start, 0), min(last - start, len(content))
            if begin < end:
                content = content[:begin] + bytes(end - begin) + content[end:]
        return content


def prepare_file(
    storage: Storage, upload: Upload, limits: Limits, *, keep_original: bool = False
) -> Prepared:
    """Check a file, make its pictures and put all on the disk: slow, so outside transactions."""
    _size, found = read_checked(upload.stream, limits)
    rendition = render(upload.stream, found)
    media_type = rendition.media_type
    original = _original(storage, upload.stream, found) if keep_original and found in PHOTOS else None
    upload.stream.seek(0)
    source: object = BytesIO(rendition.content) if rendition.content else upload.stream
    if rendition.blank:
        source = Blanked(upload.stream, rendition.blank)
    kept = storage.put(cast(BinaryIO, source))
    called = EXTENSIONS[media_type] if found == ARCHIVE or found not in PHOTOS else _photo_names(found)
    return Prepared(
        clean_name(upload.file_name, called, FALLBACKS.get(kind_of(media_type), "tai-lieu")),
        rendition,
        kept.digest,
        _put(storage, rendition.thumbnail),
        _put(storage, rendition.preview),
        kept.size,
        _put(storage, rendition.text and rendition.text.strip()),
        original,
    )


def _photo_names(media_type: str) -> tuple[str, ...]:
    """A photo keeps the ending it had, except that of phones: what is kept of it is a JPEG."""
    return EXTENSIONS[JPEG if media_type == HEIC else media_type]


def _original(storage: Storage, stream: IO[bytes], media_type: str) -> StoredFile:
    stream.seek(0)
    kept = storage.put(cast(BinaryIO, stream))
    return StoredFile(digest=kept.digest, size=kept.size, media_type=media_type, kind=FileKind.PHOTO)


def _put(storage: Storage, content: bytes | None) -> str | None:
    return storage.put(BytesIO(content)).digest if content else None


def stored_file_of(prepared: Prepared) -> StoredFile:
    """The row of a file that is in the store, made when there is none yet. Part of a command."""
    rendition = prepared.rendition
    return _settled(
        StoredFile(
            digest=prepared.digest,
            size=prepared.size,
            media_type=rendition.media_type,
            kind=kind_of(rendition.media_type),
            width=rendition.width,
            height=rendition.height,
            pages=rendition.pages,
            seconds=rendition.seconds,
            perceptual=rendition.perceptual,
            text_digest=prepared.text_digest,
            thumbnail_digest=prepared.thumbnail_digest,
            preview_digest=prepared.preview_digest,
        )
    )


def original_file_of(prepared: Prepared) -> StoredFile | None:
    """The row of the kept original, made when there is none yet. Part of a command."""
    made = prepared.original
    if made is None:
        return None
    return _settled(
        StoredFile(digest=made.digest, size=made.size, media_type=made.media_type, kind=made.kind)
    )


def _settled(made: StoredFile) -> StoredFile:
    known = db.session.get(StoredFile, made.digest)
    if known is not None:
        # The bytes were just put anew, so what was damaged is whole again.
        known.damaged_at = None
        return known
    if scanner.is_configured():
        made.scan = ScanState.PENDING
        enqueue("evidence.scan", key=f"evidence.scan:{made.digest}", digest=made.digest)
    else:
        made.scan = ScanState.UNSCANNED
    db.session.add(made)
    return made
