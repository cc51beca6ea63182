"""Draws pages of a PDF: one as a picture, or all of them anew with boxes burned in.

The values are `picture`, the number of the page, the length of its long side and the most bytes; or `cover`
and the boxes. A covered PDF is made of pictures of the pages and nothing else of the old one.
"""

import io
import json
import math
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from registry.evidence.readers import frame
from registry.evidence.readers.pictures import THUMBNAIL_BYTES, THUMBNAIL_EDGE, compressed, resized

# 150 dots an inch on a page of A4: small print stays readable.
PAGE_EDGE = 1754
PAGE_QUALITY = 80
POINTS_AN_INCH, DOTS_AN_INCH = 72, 150


def main() -> None:
    """A document that cannot be drawn ends the program, which then has not said what was asked of it."""
    task, *values = frame.confine()
    document = pypdfium2.PdfDocument(frame.given().read())
    if task == "picture":
        number, edge, most = (int(value) for value in values)
        frame.give("picture", compressed(drawn(document, number, edge), most))
        return
    covered, first = cover(document, json.loads(values[0]))
    frame.give("thumbnail", compressed(resized(first, THUMBNAIL_EDGE), THUMBNAIL_BYTES))
    frame.give("covered", covered)
    frame.say(pages=len(document))


def drawn(document: Any, number: int, edge: int) -> Image.Image:
    """A picture of a page, its long side `edge` pixels."""
    page = document[number - 1]
    picture = page.render(scale=edge / max(*page.get_size(), 1)).to_pil().convert("RGB")
    page.close()
    return picture


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
