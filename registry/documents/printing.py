"""A DOCX as a PDF, made without an office suite."""

import base64
import io
import json
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec

from markupsafe import Markup, escape

from registry.documents.outline import outline_of
from registry.evidence.child import Bounds, run
from registry.settings import ROOT

BOUNDS = Bounds(memory=1536 * 1024 * 1024, cpu=20, seconds=40)
FACES = {
    "tinos-400-normal.woff2": (400, "normal"),
    "tinos-400-italic.woff2": (400, "italic"),
    "tinos-700-normal.woff2": (700, "normal"),
    "tinos-700-italic.woff2": (700, "italic"),
}
RULES = """
body{margin:0;font:14pt/1.15 Tinos}p,h1,h2,h3,h4{margin:0;font-size:14pt;font-weight:400;orphans:2;
widows:2;white-space:pre-wrap}
table{border-collapse:collapse;width:100%;table-layout:fixed}td,th{padding:0 5.4pt;text-align:left;
vertical-align:top;font-weight:400}.drawn td,.drawn th{border:.5pt solid}tr{break-inside:avoid}
thead{display:table-header-group}
@page{@top-center{content:counter(page);font:13pt Tinos}}@page:first{@top-center{content:none}}
"""


class CannotPrint(Exception):
    """No PDF could be made: what makes it is not installed, or ran out of time or memory."""


@cache
def is_able() -> bool:
    """Whether what makes PDFs is installed: the library, and what sets its letters."""
    return find_spec("weasyprint") is not None and find_library("pango-1.0") is not None


def pdf_of(content: bytes, *, title: str, name: str) -> bytes:
    """The PDF of a DOCX; slow, so outside of transactions. Raises CannotPrint."""
    drawn = outline_of(content, _inline)
    style = Markup(f"{_faces()}{RULES}@page{{{drawn.page}}}{drawn.rules}")  # noqa: S704 -- rules of our own making
    page = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<style>{style}</style></head><body class="paper">{drawn.body}</body></html>'
    )
    asked = json.dumps({"page": page, "name": name}).encode()
    made = run("registry.documents.press", io.BytesIO(asked), BOUNDS)
    if not made.startswith(b"%PDF-") or b"%%EOF" not in made[-32:]:
        raise CannotPrint
    return made


def printed_or_none(content: bytes, *, title: str, name: str) -> bytes | None:
    """The PDF of a DOCX; None where none can be made."""
    try:
        return pdf_of(content, title=title, name=name) if is_able() else None
    except CannotPrint:
        return None


@cache
def _faces() -> str:
    return "".join(
        f"@font-face{{font-family:Tinos;font-weight:{weight};font-style:{style};"
        f"src:url({_inline((ROOT / 'static' / 'fonts' / file).read_bytes(), 'font/woff2')})}}"
        for file, (weight, style) in FACES.items()
    )


def _inline(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
