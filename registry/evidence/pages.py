"""Pictures of the pages of a PDF, and files with boxes burned into them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any

from PIL import Image

from registry.core.errors import DomainError
from registry.core.i18n import _
from registry.core.transaction import require_none_open
from registry.evidence.checks import JPEG, PDF, Refused
from registry.evidence.child import MEGABYTE, Bounds, ask
from registry.evidence.readers.painter import blacken
from registry.evidence.rendering import (
    PREVIEW_BYTES,
    PREVIEW_EDGE,
    THUMBNAIL_BYTES,
    THUMBNAIL_EDGE,
    Rendition,
    small,
)

PAINTER = "registry.evidence.readers.painter"
OF_PAGES = Bounds(memory=1024 * MEGABYTE, cpu=40, seconds=60, answer=128 * MEGABYTE)
# Somebody waits for a single page, and anybody may ask for one.
OF_A_PAGE = Bounds(memory=1024 * MEGABYTE, cpu=15, seconds=20, answer=4 * MEGABYTE)
QUALITY = 85
PICTURE_EDGE, PICTURE_BYTES = 1400, 200_000
# A longer paper takes minutes to draw; what must be covered in it is better handed in by itself.
MOST_COVERED_PAGES = 60
Box = dict[str, Any]
# Drawing takes up to a gigabyte, so a process draws one document at a time. Few wait, and not for long:
# every one of them holds a thread of the web server.
_one_at_a_time = threading.Lock()
_line = threading.BoundedSemaphore(4)
PATIENCE = 20.0


class TooBusy(DomainError):
    """Others wait to have something drawn already."""

    status = 503


@contextmanager
def turn() -> Iterator[None]:
    """Draw while nobody else does. Raises TooBusy when that would take too long."""
    if not _line.acquire(blocking=False):
        raise TooBusy(_("Many pages are just being drawn. Try again in a moment."))
    try:
        if not _one_at_a_time.acquire(timeout=PATIENCE):
            raise TooBusy(_("Many pages are just being drawn. Try again in a moment."))
        try:
            yield
        finally:
            _one_at_a_time.release()
    finally:
        _line.release()


def picture_of_page(document: IO[bytes], number: int) -> bytes:
    """A WebP of one page of a PDF, in one's turn. Raises Refused when it cannot be drawn."""
    values = ("picture", str(number), str(PICTURE_EDGE), str(PICTURE_BYTES))
    answer = ask(PAINTER, document, OF_A_PAGE, *values)
    if "picture" not in answer.parts:
        raise cannot_be_drawn()
    return answer.parts["picture"]


def cover_document(content: bytes, boxes: list[Box]) -> Rendition:
    """A PDF of pictures of the pages with the boxes burned in: no letter of the old one is in it."""
    with _one_at_a_time:
        answer = ask(PAINTER, BytesIO(content), OF_PAGES, "cover", json.dumps(boxes))
    if "pages" not in answer.facts:
        raise cannot_be_drawn()
    covered, thumbnail = answer.parts["covered"], answer.parts["thumbnail"]
    return Rendition(covered, PDF, None, None, answer.facts["pages"], thumbnail, None)


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


def cannot_be_drawn() -> Refused:
    """What is said of a document whose pages nobody can draw."""
    return Refused(_("The pages of this document cannot be drawn."))
