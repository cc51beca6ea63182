"""A program of its own that draws pages of a PDF within narrow limits, with boxes burned in when it is told.

In: a line of JSON, then the PDF. Out: a line of JSON, a WebP of one page, then for `cover` a new PDF with
pictures of the pages and nothing else of the old one.
"""

import io
import json
import math
import resource
import sys
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 40
# 150 dots an inch on a page of A4: small print stays readable.
PAGE_EDGE = 1754
PAGE_QUALITY = 80
POINTS_AN_INCH, DOTS_AN_INCH = 72, 150


def main() -> None:
    """Read standard input, write standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    task = json.loads(sys.stdin.buffer.readline())
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    if task["do"] == "picture":
        picture = drawn(document, task["page"], task["edge"])
        _answer({"pages": len(document)}, webp(picture, task["most"]), b"")
    else:
        covered, first = cover(document, task["boxes"])
        first.thumbnail((task["edge"], task["edge"]))
        _answer({"pages": len(document)}, webp(first, task["most"]), covered)


def _answer(told: dict[str, Any], picture: bytes, rest: bytes) -> None:
    sys.stdout.buffer.write(json.dumps({**told, "picture": len(picture)}).encode() + b"\n" + picture + rest)


def drawn(document: Any, number: int, edge: int) -> Image.Image:
    """A picture of a page, its long side `edge` pixels."""
    page = document[number - 1]
    picture = page.render(scale=edge / max(*page.get_size(), 1)).to_pil().convert("RGB")
    page.close()
    return picture


def webp(picture: Image.Image, most: int) -> bytes:
    """A WebP of no more than `most` bytes where that is possible."""
    for quality in (75, 60, 45, 30, 15):
        target = io.BytesIO()
        picture.save(target, "WEBP", quality=quality, method=2)
        if target.tell() <= most:
            break
    return target.getvalue()


def cover(document: Any, boxes: list[dict[str, float]]) -> tuple[bytes, Image.Image]:
    """A PDF of pictures of every page with its boxes burned in, and the picture of the first page."""
    target, first = pypdfium2.PdfDocument.new(), None
    for number in range(1, len(document) + 1):
        picture = drawn(document, number, PAGE_EDGE)
        blacken(picture, [box for box in boxes if box["page"] == number])
        _add_page(target, picture)
        first = first or picture
    kept = io.BytesIO()
    target.save(kept)
    if first is None:
        raise ValueError("a document without pages")
    return kept.getvalue(), first


def _add_page(target: Any, picture: Image.Image) -> None:
    pixels = io.BytesIO()
    picture.save(pixels, "JPEG", quality=PAGE_QUALITY)
    width, height = (side * POINTS_AN_INCH / DOTS_AN_INCH for side in picture.size)
    image = pypdfium2.PdfImage.new(target)
    image.load_jpeg(pixels, inline=True)
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page = target.new_page(width, height)
    page.insert_obj(image)
    page.gen_content()
    page.close()


def blacken(picture: Image.Image, boxes: list[dict[str, float]]) -> None:
    """Paint boxes, given in percent of the picture, over its pixels; a pixel that is touched is painted."""
    width, height = picture.size
    brush = ImageDraw.Draw(picture)
    for box in boxes:
        left, top = math.floor(box["x"] * width / 100), math.floor(box["y"] * height / 100)
        right = math.ceil((box["x"] + box["w"]) * width / 100)
        bottom = math.ceil((box["y"] + box["h"]) * height / 100)
        brush.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), fill="black")


if __name__ == "__main__":
    main()
