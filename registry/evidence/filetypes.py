"""The types of files that are kept: names, endings and kinds; the states of scans and of transfers."""

import enum


class FileKind(enum.StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"
    SHEET = "sheet"
    TEXT = "text"
    VIDEO = "video"
    SOUND = "sound"


class ScanState(enum.StrEnum):
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNED = "unscanned"


class TransferState(enum.StrEnum):
    RECEIVING = "receiving"
    CHECKING = "checking"
    ATTACHED = "attached"
    REFUSED = "refused"
    ENDED = "ended"


JPEG, PNG, WEBP, HEIC, PDF = "image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT, ODS = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
MP4, MOV, WEBM = "video/mp4", "video/quicktime", "video/webm"
MP3, M4A, OGG, WAV = "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav"

PHOTOS = frozenset({JPEG, PNG, WEBP, HEIC})
OFFICE = frozenset({DOCX, XLSX, ODT, ODS})
VIDEOS = frozenset({MP4, MOV, WEBM})
SOUNDS = frozenset({MP3, M4A, OGG, WAV})
# What can be read only as an archive: which of the four it is, its inside says.
ARCHIVE = "application/zip"

EXTENSIONS: dict[str, tuple[str, ...]] = {
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    WEBP: (".webp",),
    HEIC: (".heic", ".heif"),
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    ODT: (".odt",),
    ODS: (".ods",),
    MP4: (".mp4", ".m4v"),
    MOV: (".mov",),
    WEBM: (".webm",),
    MP3: (".mp3",),
    M4A: (".m4a",),
    OGG: (".ogg", ".oga", ".opus"),
    WAV: (".wav",),
}
# How people call a type.
NAMES = {
    JPEG: "JPEG", PNG: "PNG", WEBP: "WebP", HEIC: "HEIC", PDF: "PDF", DOCX: "Word", XLSX: "Excel", ODT: "ODT",
    ODS: "ODS", MP4: "MP4", MOV: "MOV", WEBM: "WebM", MP3: "MP3", M4A: "M4A", OGG: "OGG", WAV: "WAV",
}  # fmt: skip
_KINDS = {
    **dict.fromkeys(PHOTOS, FileKind.PHOTO),
    **dict.fromkeys((DOCX, ODT), FileKind.TEXT),
    **dict.fromkeys((XLSX, ODS), FileKind.SHEET),
    **dict.fromkeys(VIDEOS, FileKind.VIDEO),
    **dict.fromkeys(SOUNDS, FileKind.SOUND),
    PDF: FileKind.DOCUMENT,
}


def kind_of(media_type: str) -> FileKind:
    """The kind of a media type that is kept."""
    return _KINDS[media_type]
