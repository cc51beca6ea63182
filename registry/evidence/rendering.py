"""Photos made anew without what the camera wrote into them, small pictures, and the first page of a PDF."""

import json
import subprocess
import sys
import threading
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from registry.core.i18n import _
from registry.evidence.checks import JPEG, MOST_PAGES, MOST_PIXELS, PDF, Refused, refuse_active

LONG_EDGE, PREVIEW_EDGE, THUMBNAIL_EDGE = 2400, 960, 480
QUALITY = 85
THUMBNAIL_BYTES, PREVIEW_BYTES = 20_000, 90_000
READER = Path(__file__).with_name("pdf_reader.py")
READER_SECONDS = 20
# A decoded photo takes up to 200 MB, so a process decodes one at a time.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Rendition:
    """What is kept of a file: the bytes, what is known of them, and small pictures of them (WebP)."""

    content: bytes
    media_type: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    thumbnail: bytes | None = None
    preview: bytes | None = None


def render_photo(content: bytes) -> Rendition:
    """A photo as JPEG, turned upright, at most 2400 pixels long, and nothing but its pixels."""
    with _one_at_a_time:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                picture = _decoded(content)
        except Refused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large() from error
        except Exception as error:
            # Damaged files make the decoders raise nearly everything; none of it is our mishap.
            sentence = _("The photo is damaged or incomplete. Save it anew and choose it again.")
            raise Refused(sentence) from error
        picture.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        kept = BytesIO()
        picture.save(kept, "JPEG", quality=QUALITY)
        width, height = picture.size
        preview = small(picture, PREVIEW_EDGE, PREVIEW_BYTES)
        thumbnail = small(picture, THUMBNAIL_EDGE, THUMBNAIL_BYTES)
    return Rendition(kept.getvalue(), JPEG, width, height, None, thumbnail, preview)


def _decoded(content: bytes) -> Image.Image:
    picture: Image.Image = Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_large()
    picture.draft("RGB", (LONG_EDGE, LONG_EDGE))
    picture.load()
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    return picture.convert("RGB")


def _too_large() -> Refused:
    most = MOST_PIXELS // 10**6
    return Refused(
        _("The photo has more than %(n)s megapixels. Make it smaller and choose it again.", n=most)
    )


def small(picture: Image.Image, edge: int, most: int) -> bytes:
    """A WebP of the picture that fits a square of `edge` pixels and weighs no more than `most` bytes."""
    copy = picture.copy()
    copy.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    for quality in (75, 60, 45, 30, 15):
        target = BytesIO()
        copy.save(target, "WEBP", quality=quality, method=2)
        if target.tell() <= most:
            break
    return target.getvalue()


def render_document(content: bytes) -> Rendition:
    """A PDF as it is, with its number of pages and a picture of the first. Raises Refused.

    It is opened in a process of its own, which may use little memory and time and then is ended.
    """
    verdict, picture = _ask_reader(content)
    refused = verdict.get("refused")
    if refused == "password":
        raise Refused(_("The PDF is locked by a password. Save it without one and choose it again."))
    if refused == "damaged":
        raise Refused(_("The PDF file is damaged. Export it again and choose it again."))
    if refused or "pages" not in verdict:
        raise _too_complex()
    refuse_active(verdict["names"])
    if verdict["pages"] > MOST_PAGES:
        raise Refused(_("The PDF has more than %(n)s pages. Split it and choose the parts.", n=MOST_PAGES))
    thumbnail = picture or None
    return Rendition(content, PDF, None, None, int(verdict["pages"]), thumbnail, None)


def _too_complex() -> Refused:
    return Refused(_("The PDF is too complex to be checked. Print it to a new PDF and choose that."))


def _ask_reader(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The reader's verdict and picture; what it managed to say when it was ended by a limit."""
    command = [sys.executable, "-I", str(READER)]
    try:
        answer = subprocess.run(  # noqa: S603 -- a fixed command; the file goes in by standard input
            command, input=content, capture_output=True, timeout=READER_SECONDS, cwd="/", env={}, check=False
        )
        said = answer.stdout
    except subprocess.TimeoutExpired as slow:
        said = slow.stdout or b""
    line, _newline, picture = said.partition(b"\n")
    try:
        return json.loads(line), picture
    except ValueError:
        return {}, b""
