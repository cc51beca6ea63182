"""What a file may be: its type by its bytes, its size, its inside. Nothing here touches the database."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from registry.core.errors import InvalidInput
from registry.core.i18n import _

try:
    import magic
except ImportError:  # The library needs libmagic of the system; the signatures below do without it.
    magic = None  # type: ignore[assignment]

FIELD = "files"
CHUNK = 256 * 1024
HEAD = 4096
# A paper with more pages than this is not read to its end by anybody, and takes long to check.
MOST_PAGES = 2000
MOST_PIXELS = 50_000_000

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
PHOTOS = frozenset({JPEG, PNG, WEBP})
EXTENSIONS = {
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    WEBP: (".webp",),
    PDF: (".pdf",),
}
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1", b"avif")
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


@dataclass(frozen=True)
class Limits:
    """The largest sizes in bytes: one photo, one document, all files of one model."""

    photo: int
    document: int
    model: int

    def of(self, media_type: str) -> int:
        """The limit of one file of a type."""
        return self.photo if media_type in PHOTOS else self.document


class Refused(InvalidInput):
    """A file cannot be taken; the message says why and what to do."""

    def __init__(self, message: object) -> None:
        super().__init__(FIELD, message)


def read_checked(stream: IO[bytes], limits: Limits) -> tuple[bytes, str]:
    """The bytes of a file and its media type, read no further than its limit. Raises Refused."""
    head = stream.read(HEAD)
    media_type = media_type_of(head)
    limit, parts, size = limits.of(media_type), [head], len(head)
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise Refused(_("The file is larger than the limit of %(max)s.", max=megabytes(limit)))
        parts.append(chunk)
    content = b"".join(parts)
    if len(content) > limit:
        raise Refused(_("The file is larger than the limit of %(max)s.", max=megabytes(limit)))
    if media_type == PDF:
        check_document(content)
    return content, media_type


def megabytes(size: int) -> str:
    """A limit as people say it: 20 MB."""
    return f"{max(1, size // (1024 * 1024))}\u00a0MB"


def media_type_of(head: bytes) -> str:
    """The media type that the first bytes show. Raises Refused for everything that is not kept."""
    if not head:
        raise Refused(_("The file is empty."))
    found = _signature(head)
    if found is None:
        raise Refused(_advice(head))
    if magic is not None and magic.from_buffer(head, mime=True) != found:
        raise Refused(_("The file is not what its beginning says. Save it anew and choose it again."))
    return found


def _signature(head: bytes) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"%PDF-"):
        return PDF
    return None


def _advice(head: bytes) -> str:
    """Why a file is refused, with what its owner can do."""
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return _("HEIC photos cannot be kept yet. Save the photo as JPEG and choose it again.")
    if head.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*")):
        return _("This kind of picture is not kept. Save it as JPEG or PNG and choose it again.")
    if head[4:8] == b"ftyp" or head.startswith((b"RIFF", b"\x1aE\xdf\xa3", b"ID3", b"OggS")):
        return _("Video and sound are not kept. Put a link to it among the sources of the model instead.")
    if _is_office(head):
        return _("Word, Excel and PowerPoint files are not kept. Save the file as PDF and choose it again.")
    if head.startswith((b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return _("Archives are not kept. Unpack it and choose the photos or PDF files inside.")
    return _advice_beyond_its_name(head)


def _advice_beyond_its_name(head: bytes) -> str:
    """What is said of a file of no kind that people mistake for one that is kept."""
    if head.startswith((b"MZ", b"\x7fELF")):
        return _(
            "The file is a program, whatever its name says. Only photos (JPEG, PNG, WebP) and PDF files"
            " are kept."
        )
    if _is_text(head):
        return _(
            "The file holds text, not a picture, whatever its name says. Only photos (JPEG, PNG, WebP)"
            " and PDF files are kept: choose the photo itself, or save the text as PDF and choose that."
        )
    return _(
        "What is in the file is neither a photo nor a PDF, whatever its name says. Only photos (JPEG, PNG,"
        " WebP) and PDF files are kept: open it, save it as JPEG or PDF and choose that."
    )


def _is_text(head: bytes) -> bool:
    """Whether the bytes are readable words; the last letter may be cut off."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return "\x00" not in text


def _is_office(head: bytes) -> bool:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return True
    inside = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"vnd.oasis")
    return head.startswith(b"PK") and any(name in head for name in inside)


def check_document(content: bytes) -> None:
    """Refuse a PDF that is something else as well, or carries more than pages. Raises Refused."""
    end = content.rfind(b"%%EOF", -1024)
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


def names_of(content: bytes, wanted: Iterable[bytes]) -> set[str]:
    """Which of the wanted PDF names appear, however they are written (`/J#61vaScript` is one of them)."""
    alternatives = b"|".join(_spellings(name) for name in wanted)
    found = re.finditer(rb"/(" + alternatives + rb")(?![A-Za-z0-9#])", content)
    return {_plain(match[1]) for match in found}


def _spellings(name: bytes) -> bytes:
    return b"".join(rb"(?:%c|#(?i:%02x))" % (letter, letter) for letter in name)


def _plain(name: bytes) -> str:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda hexed: bytes([int(hexed[1], 16)]), name).decode("ascii")
