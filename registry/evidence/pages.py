"""Pictures of the pages of a PDF, and files with boxes burned into them."""

import json
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from registry.core.i18n import _
from registry.core.transaction import require_none_open
from registry.evidence.checks import JPEG, PDF, Refused
from registry.evidence.page_painter import blacken
from registry.evidence.rendering import (
    PREVIEW_BYTES,
    PREVIEW_EDGE,
    THUMBNAIL_BYTES,
    THUMBNAIL_EDGE,
    Rendition,
    small,
)

PAINTER = Path(__file__).with_name("page_painter.py")
SECONDS = 60
QUALITY = 85
PICTURE_EDGE, PICTURE_BYTES = 1400, 200_000
# A longer paper takes minutes to draw; what must be covered in it is better handed in by itself.
MOST_COVERED_PAGES = 60
Box = dict[str, Any]
# Drawing takes up to a gigabyte, so a process draws one document at a time.
_one_at_a_time = threading.Lock()


def picture_of_page(content: bytes, number: int) -> bytes:
    """A WebP of one page of a PDF. Raises Refused when it cannot be drawn."""
    task = {"do": "picture", "page": number, "edge": PICTURE_EDGE, "most": PICTURE_BYTES}
    _pages, picture, _rest = _ask_painter(task, content)
    return picture


def cover_document(content: bytes, boxes: list[Box]) -> Rendition:
    """A PDF of pictures of the pages with the boxes burned in: no letter of the old one is in it."""
    task = {"do": "cover", "boxes": boxes, "edge": THUMBNAIL_EDGE, "most": THUMBNAIL_BYTES}
    pages, thumbnail, covered = _ask_painter(task, content)
    return Rendition(covered, PDF, None, None, pages, thumbnail, None)


def cover_photo(content: bytes, boxes: list[Box]) -> Rendition:
    """A photo with the boxes burned in, and small pictures made from it alone."""
    require_none_open()
    with _one_at_a_time:
        picture = Image.open(BytesIO(content), formats=("JPEG",)).convert("RGB")
        blacken(picture, boxes)
        kept = BytesIO()
        picture.save(kept, "JPEG", quality=QUALITY)
        preview = small(picture, PREVIEW_EDGE, PREVIEW_BYTES)
        thumbnail = small(picture, THUMBNAIL_EDGE, THUMBNAIL_BYTES)
    return Rendition(kept.getvalue(), JPEG, picture.width, picture.height, None, thumbnail, preview)


def _ask_painter(task: dict[str, Any], content: bytes) -> tuple[int, bytes, bytes]:
    """How many pages, the picture and what follows it, from a process that may use little memory and time."""
    require_none_open()
    sent = json.dumps(task).encode() + b"\n" + content
    command = [sys.executable, "-I", str(PAINTER)]
    try:
        with _one_at_a_time:
            answer = subprocess.run(  # noqa: S603 -- a fixed command; the file goes in by standard input
                command, input=sent, capture_output=True, timeout=SECONDS, cwd="/", env={}, check=True
            )
        line, _newline, rest = answer.stdout.partition(b"\n")
        told = json.loads(line)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Refused(_("The pages of this document cannot be drawn.")) from error
    return told["pages"], rest[: told["picture"]], rest[told["picture"] :]
