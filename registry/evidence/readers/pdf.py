"""Opens one PDF: what it holds besides pages, how many there are, the first as a picture, the text of all.

It says its verdict before it draws, and draws before it reads: what takes too long costs only what follows.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2

from registry.evidence.readers import frame
from registry.evidence.readers.pictures import THUMBNAIL_BYTES, THUMBNAIL_EDGE, compressed

# The list of registry.evidence.checks, which would bring half the registry along.
ATTACHED = ("EmbeddedFile", "EmbeddedFiles", "RichMedia")
FORBIDDEN = frozenset((*ATTACHED, "JavaScript", "JS", "Launch", "XFA", "ImportData", "SubmitForm"))
TOKEN = re.compile(
    rb"(?P<text>\((?:\\.|[^\\)])*\)|<[0-9A-Fa-f\s]*>)|(?P<open><<)|(?P<stream>>>\s*stream\r?\n)|(?P<close>>>)"
    rb"|/(?P<name>[^\s/<>\[\](){}%]*)(?:\s+(?P<number>\d+))?",
    re.DOTALL,
)


def main() -> None:
    """The most pages of which the text is read, and the most letters, come as values."""
    most_pages, most_text = (int(value) for value in frame.confine())
    try:
        document = pypdfium2.PdfDocument(frame.given().read())
    except pypdfium2.PdfiumError as error:
        frame.say(refused="password" if "password" in str(error).lower() else "damaged")
        return
    if not len(document):
        frame.say(refused="damaged")
        return
    names = sorted(FORBIDDEN.intersection(names_in(_rewritten(document))))
    frame.say(pages=len(document), names=names)
    if names:
        return
    frame.give("thumbnail", _picture(document))
    if len(document) <= most_pages:
        frame.give("text", _text(document, most_text).encode("utf-8", "replace"))


def _rewritten(document: Any) -> bytes:
    """The document as the library writes it: every object in plain sight, names spelt out."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def names_in(content: bytes) -> Iterator[str]:
    """Every name in a rewritten document, the insides of its streams left out."""
    position, depth, length = 0, 0, 0
    while token := TOKEN.search(content, position):
        position = token.end()
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["stream"]:
            depth -= 1
            position = _after_stream(content, position, length)
        elif token["name"] is not None:
            if token["name"] == b"Length" and depth == 1 and token["number"]:
                length = int(token["number"])
            yield token["name"].decode("latin-1")


def _after_stream(content: bytes, start: int, length: int) -> int:
    end = start + length
    if content[end : end + 12].lstrip().startswith(b"endstream"):
        return end
    found = content.find(b"endstream", start)
    return found if found >= 0 else len(content)


def _picture(document: Any) -> bytes:
    page = document[0]
    width, height = page.get_size()
    picture = page.render(scale=THUMBNAIL_EDGE / max(width, height, 1)).to_pil().convert("RGB")
    return compressed(picture, THUMBNAIL_BYTES)


def _text(document: Any, most: int) -> str:
    """The text of the pages, a form feed between two; what is beyond the limit is left out."""
    pages, room = [], most
    for number in range(len(document)):
        page = document[number]
        layer = page.get_textpage()
        pages.append(layer.get_text_range(0, min(layer.count_chars(), room)).replace("\r\n", "\n"))
        room -= len(pages[-1])
        layer.close()
        page.close()
        if room <= 0:
            break
    return "\f".join(pages)


if __name__ == "__main__":
    main()
