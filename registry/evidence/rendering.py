"""What is kept of a file: photos made anew, everything else as it came; its pictures, text and length."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import IO, Any

from registry.core.i18n import _
from registry.evidence.advice import archive_advice
from registry.evidence.checks import MOST_PAGES, MOST_PIXELS, Refused, refuse_active
from registry.evidence.child import MEGABYTE, Answer, Bounds, ask, run
from registry.evidence.filetypes import (
    ARCHIVE,
    DOCX,
    HEIC,
    JPEG,
    M4A,
    MOV,
    MP3,
    MP4,
    ODS,
    ODT,
    OGG,
    PDF,
    PHOTOS,
    WAV,
    WEBM,
    XLSX,
)
from registry.evidence.readers.pictures import (
    PREVIEW_BYTES,
    PREVIEW_EDGE,
    THUMBNAIL_BYTES,
    THUMBNAIL_EDGE,
    compressed,
    resized,
)

__all__ = ["PREVIEW_BYTES", "PREVIEW_EDGE", "THUMBNAIL_BYTES", "THUMBNAIL_EDGE", "Rendition", "render"]

QUALITY = 85
MOST_TEXT = 1_000_000
# Pillow and the decoders take their share of the memory before the first pixel.
OF_PHOTOS = Bounds(memory=1536 * MEGABYTE, cpu=15, seconds=30)
OF_DOCUMENTS = Bounds()
OF_OFFICE = Bounds(memory=256 * MEGABYTE, cpu=8, seconds=15, answer=8 * MEGABYTE)
OF_MEDIA = Bounds(memory=512 * MEGABYTE, cpu=20, seconds=40, answer=8 * MEGABYTE)
OF_POSTERS = Bounds(memory=2048 * MEGABYTE, cpu=20, seconds=20, answer=8 * MEGABYTE)
OFFICE_TYPES = {"docx": DOCX, "xlsx": XLSX, "odt": ODT, "ods": ODS}
CONTAINERS = {MP4: "mp4", MOV: "mp4", M4A: "mp4", WEBM: "webm", MP3: "mp3", OGG: "ogg", WAV: "wav"}
# As ffmpeg calls them.
DEMUXERS = {MP4: "mov", MOV: "mov", WEBM: "matroska"}


@dataclass(frozen=True)
class Rendition:
    """What is kept of a file, and what is known of it. Without `content` it is kept as it came.

    The small pictures are WebP; `blank` are stretches of the file that are stored as zeros.
    """

    content: bytes
    media_type: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    thumbnail: bytes | None = None
    preview: bytes | None = None
    text: bytes | None = None
    perceptual: str | None = None
    seconds: int | None = None
    taken_on: date | None = None
    blank: list[tuple[int, int]] = field(default_factory=list)


def render(stream: IO[bytes], media_type: str) -> Rendition:
    """Open a file in a process of its own and say what is kept of it. Raises Refused."""
    if media_type in PHOTOS:
        return _render_photo(stream, media_type)
    if media_type == PDF:
        return _render_document(stream)
    if media_type == ARCHIVE:
        return _render_office(stream)
    return _render_media(stream, media_type)


def small(picture: Any, edge: int, most: int) -> bytes:
    """A WebP of the picture that fits a square of `edge` pixels and weighs no more than `most` bytes."""
    return compressed(resized(picture, edge), most)


def _render_photo(stream: IO[bytes], media_type: str) -> Rendition:
    values = (str(MOST_PIXELS), "heif" if media_type == HEIC else "plain")
    answer = ask("registry.evidence.readers.photo", stream, OF_PHOTOS, *values)
    if answer.facts.get("refused") == "large":
        most = MOST_PIXELS // 10**6
        raise Refused(
            _("The photo has more than %(n)s megapixels. Make it smaller and choose it again.", n=most)
        )
    if "width" not in answer.facts:
        raise Refused(_("The photo is damaged or incomplete. Save it anew and choose it again."))
    facts, parts = answer.facts, answer.parts
    taken_on = date.fromisoformat(facts["taken"]) if facts["taken"] else None
    return Rendition(
        parts["kept"], JPEG, facts["width"], facts["height"], None, parts["thumbnail"], parts["preview"],
        perceptual=facts["perceptual"], taken_on=taken_on,
    )  # fmt: skip


def _render_document(stream: IO[bytes]) -> Rendition:
    answer = ask("registry.evidence.readers.pdf", stream, OF_DOCUMENTS, str(MOST_PAGES), str(MOST_TEXT))
    refused = answer.facts.get("refused")
    if refused == "password":
        raise Refused(_("The PDF is locked by a password. Save it without one and choose it again."))
    if refused == "damaged":
        raise Refused(_("The PDF file is damaged. Export it again and choose it again."))
    if refused or "pages" not in answer.facts:
        # What it holds besides pages could not be found out, so it may hold anything.
        raise Refused(_("The PDF is too complex to be checked. Print it to a new PDF and choose that."))
    refuse_active(answer.facts["names"])
    return Rendition(
        b"", PDF, None, None, int(answer.facts["pages"]), answer.parts.get("thumbnail"), None,
        text=answer.parts.get("text"),
    )  # fmt: skip


def _render_office(stream: IO[bytes]) -> Rendition:
    answer = ask("registry.evidence.readers.office", stream, OF_OFFICE, str(MOST_TEXT))
    if "kind" not in answer.facts:
        raise Refused(_why_not_office(answer))
    return Rendition(b"", OFFICE_TYPES[answer.facts["kind"]], text=answer.parts.get("text"))


def _why_not_office(answer: Answer) -> str:
    """The word of the reader as a sentence with what to do."""
    why: dict[str, Callable[[], str]] = {
        "bomb": lambda: _("The file unpacks into far too much. Save it as PDF and choose that."),
        "password": lambda: _("The file is locked by a password. Save it without one and choose it again."),
        "macros": lambda: _("The file contains macros. Save it without them, or as PDF, and choose that."),
        "program": lambda: _("A program is hidden inside the file. It cannot be kept."),
        "objects": lambda: _("Other files are attached inside. Save the file as PDF and choose that."),
        "entities": lambda: _("The file fetches something when opened. Save it as PDF and choose that."),
        "escaping": lambda: _("The file names places outside of itself. Save it as PDF and choose that."),
        "hidden": lambda: _("Something else is hidden in the file. Save it as PDF and choose that."),
        "lying": lambda: _("The file is not what it says of itself. Save it anew and choose it again."),
        "other": archive_advice,
    }
    refused = str(answer.facts.get("refused"))
    if refused in why:
        return why[refused]()
    if refused == "damaged":
        return _("The file is damaged. Save it anew and choose it again.")
    return _("The file is too complex to be checked. Save it as PDF and choose that.")


def _render_media(stream: IO[bytes], media_type: str) -> Rendition:
    answer = ask("registry.evidence.readers.media", stream, OF_MEDIA, CONTAINERS[media_type])
    refused = answer.facts.get("refused")
    if refused == "hidden":
        raise Refused(_("Something else is hidden in the recording. Save it anew and choose it again."))
    if refused or "seconds" not in answer.facts:
        raise Refused(_("The recording is damaged or incomplete. Save it anew as MP4 or MP3."))
    if answer.facts["sound"]:
        if media_type == WEBM:
            raise Refused(_("The recording has sound only. Save it as MP3, M4A, OGG or WAV."))
        media_type = M4A if media_type in {MP4, MOV} else media_type
    thumbnail, preview = _poster(stream, media_type)
    return Rendition(
        b"", media_type, thumbnail=thumbnail, preview=preview,
        seconds=int(answer.facts["seconds"]), blank=[(start, end) for start, end in answer.facts["blank"]],
    )  # fmt: skip


def _poster(stream: IO[bytes], media_type: str) -> tuple[bytes | None, bytes | None]:
    """Small pictures of a frame of a video. Without ffmpeg on this machine a video has none."""
    program = shutil.which("ffmpeg")
    if program is None or media_type not in DEMUXERS:
        return None, None
    frame = run("registry.evidence.readers.poster", stream, OF_POSTERS, program, DEMUXERS[media_type])
    try:
        picture = _render_photo(BytesIO(frame), JPEG)
    except Refused:
        return None, None
    return picture.thumbnail, picture.preview
