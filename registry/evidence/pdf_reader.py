"""A program of its own that opens one PDF within narrow limits: PDF in, one line of JSON and a picture out.

It says its verdict before it draws, so that a page that cannot be drawn costs the picture only.
"""

import io
import json
import re
import resource
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10
EDGE, MOST_BYTES = 480, 20_000
# The list of registry.evidence.checks: this program imports nothing of the registry.
ATTACHED = ("EmbeddedFile", "EmbeddedFiles", "RichMedia")
FORBIDDEN = frozenset((*ATTACHED, "JavaScript", "JS", "Launch", "XFA", "ImportData", "SubmitForm"))
TOKEN = re.compile(
    rb"(?P<text>\((?:\\.|[^\\)])*\)|<[0-9A-Fa-f\s]*>)|(?P<open><<)|(?P<stream>>>\s*stream\r?\n)|(?P<close>>>)"
    rb"|/(?P<name>[^\s/<>\[\](){}%]*)(?:\s+(?P<number>\d+))?",
    re.DOTALL,
)


def main() -> None:
    """Read standard input, write standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        _say({"refused": "password" if "password" in str(error).lower() else "damaged"})
        return
    if not len(document):
        _say({"refused": "damaged"})
        return
    _say({"pages": len(document), "names": sorted(FORBIDDEN.intersection(names_in(_rewritten(document))))})
    sys.stdout.buffer.write(_picture(document))


def _say(verdict: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n")
    sys.stdout.buffer.flush()


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
    picture = page.render(scale=EDGE / max(width, height, 1)).to_pil().convert("RGB")
    for quality in (75, 60, 45, 30, 15):
        target = io.BytesIO()
        picture.save(target, "WEBP", quality=quality, method=2)
        if target.tell() <= MOST_BYTES:
            break
    return target.getvalue()


if __name__ == "__main__":
    main()
