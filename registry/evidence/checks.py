"""What a file may be: its type by its bytes, its size, its inside. Nothing here touches the database."""

import mmap
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import UnsupportedOperation
from typing import IO

from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.evidence.advice import advice
from registry.evidence.filetypes import (
    ARCHIVE,
    EXTENSIONS,
    HEIC,
    JPEG,
    M4A,
    MOV,
    MP3,
    MP4,
    OGG,
    PDF,
    PHOTOS,
    PNG,
    SOUNDS,
    VIDEOS,
    WAV,
    WEBM,
    WEBP,
)

try:
    import magic
except ImportError:  # The library needs libmagic of the system; the signatures below do without it.
    magic = None  # type: ignore[assignment]

__all__ = ["EXTENSIONS", "JPEG", "PDF", "PNG", "WEBP", "Limits", "Refused", "megabytes", "read_checked"]

FIELD = "files"
HEAD = 4096
# Of a longer paper neither the text is read nor are its pages counted one by one.
MOST_PAGES = 2000
MOST_PIXELS = 50_000_000
MEGABYTE = 1024 * 1024
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
FORBIDDEN_NAMES = (
    b"JavaScript",
    b"JS",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"RichMedia",
    b"XFA",
    b"ImportData",
    b"SubmitForm",
)
# Short names turn up by chance in compressed bytes, so only these are looked for there.
UNMISTAKABLE = tuple(name for name in FORBIDDEN_NAMES if len(name) > 5)
# Types of which the first bytes say enough to ask a second opinion.
CERTAIN = frozenset({JPEG, PNG, WEBP, PDF})


@dataclass(frozen=True)
class Limits:
    """The largest sizes in bytes: one file of each kind, all files of one model, all files of one unit."""

    photo: int
    document: int
    model: int
    sound: int = 100 * MEGABYTE
    video: int = 500 * MEGABYTE
    unit: int = 10 * 1024 * MEGABYTE

    def of(self, media_type: str) -> int:
        """The limit of one file of a type."""
        if media_type in PHOTOS:
            return self.photo
        if media_type in VIDEOS:
            return self.video
        return self.sound if media_type in SOUNDS else self.document

    @property
    def largest(self) -> int:
        """What no file may exceed, whatever it turns out to be."""
        return max(self.photo, self.document, self.sound, self.video)


class Refused(InvalidInput):
    """A file cannot be taken; the message says why and what to do."""

    def __init__(self, message: object) -> None:
        super().__init__(FIELD, message)


def read_checked(stream: IO[bytes], limits: Limits) -> tuple[int, str]:
    """The size of a file and its media type, of which its first bytes decide. Raises Refused."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    media_type = media_type_of(stream.read(HEAD))
    limit = limits.of(media_type)
    if size > limit:
        raise Refused(_("The file is larger than the limit of %(max)s.", max=megabytes(limit)))
    if media_type == PDF:
        _check_inside(stream)
    stream.seek(0)
    return size, media_type


def _check_inside(stream: IO[bytes]) -> None:
    """Look through a document where it lies, in memory only where that cannot be avoided."""
    try:
        view = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (UnsupportedOperation, OSError, AttributeError):
        stream.seek(0)
        check_document(stream.read())
        return
    with view:
        check_document(view)


def megabytes(size: int) -> str:
    """A limit as people say it: 20 MB."""
    return f"{max(1, size // MEGABYTE)}\u00a0MB"


def media_type_of(head: bytes) -> str:
    """The media type that the first bytes show. Raises Refused for everything that is not kept.

    A video may turn out to be sound only, and what an archive is only its inside says.
    """
    if not head:
        raise Refused(_("The file is empty."))
    found = _signature(head)
    if found is None:
        raise Refused(advice(head))
    if magic is not None and found in CERTAIN and magic.from_buffer(head, mime=True) != found:
        raise Refused(_("The file is not what its beginning says. Save it anew and choose it again."))
    return found


BEGINNINGS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ARCHIVE),
    (b"\x1aE\xdf\xa3", WEBM),
    (b"OggS", OGG),
    (b"ID3", MP3),
)


def _signature(head: bytes) -> str | None:
    for beginning, media_type in BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12])
    if head[0] == 0xFF and len(head) > 3 and head[1] & 0xE6 == 0xE2:
        return MP3
    return None


def _of_brand(brand: bytes) -> str | None:
    """Photos of phones and videos begin alike; the brand tells them apart."""
    if brand in HEIF_BRANDS:
        return HEIC
    if brand == b"qt  ":
        return MOV
    if brand in {b"M4A ", b"M4B "}:
        return M4A
    if brand[:3] in {b"iso", b"mp4", b"M4V", b"avc", b"MSN", b"3gp", b"das"}:
        return MP4
    return None


def check_document(content: bytes | mmap.mmap) -> None:
    """Refuse a PDF that is something else as well, or carries more than pages. Raises Refused."""
    end = content.rfind(b"%%EOF", max(0, len(content) - 1024))
    if end < 0:
        raise Refused(_("The PDF file is incomplete. Export it again and choose it again."))
    # An archive's table of contents stands at its end: a PDF with one is two files in one.
    if content[end + 5 :].strip(b"\r\n\t \x00") or b"PK\x05\x06" in content[-66_000:]:
        raise Refused(_("Something else is hidden behind the PDF. Print it to a new PDF and choose that."))
    refuse_active(names_of(content, UNMISTAKABLE))


def refuse_active(names: Iterable[str]) -> None:
    """Refuse a PDF in which names of programs or attached files were found."""
    found = set(names)
    if found & {"EmbeddedFile", "EmbeddedFiles", "RichMedia"}:
        raise Refused(_("Other files are attached inside the PDF. Print it to a new PDF and choose that."))
    if found:
        raise Refused(
            _("The PDF contains commands that run when it is opened. Print it to a new PDF and choose that.")
        )


def names_of(content: bytes | mmap.mmap, wanted: Iterable[bytes]) -> set[str]:
    """Which of the wanted PDF names appear, however they are written (`/J#61vaScript` is one of them)."""
    alternatives = b"|".join(_spellings(name) for name in wanted)
    found = re.finditer(rb"/(" + alternatives + rb")(?![A-Za-z0-9#])", content)
    return {_plain(match[1]) for match in found}


def _spellings(name: bytes) -> bytes:
    return b"".join(rb"(?:%c|#(?i:%02x))" % (letter, letter) for letter in name)


def _plain(name: bytes) -> str:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda hexed: bytes([int(hexed[1], 16)]), name).decode("ascii")
