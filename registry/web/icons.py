"""Outline icons drawn into the page itself, so that no request and no font is needed."""

import re
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup, escape

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "parts" / "icons"
_OPENING = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    ' aria-hidden="true" focusable="false"'
)


@lru_cache(maxsize=256)
def _lines(name: str) -> str:
    drawing = (FOLDER / f"{name}.svg").read_text("utf-8")
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", drawing, flags=re.DOTALL)
    inside = re.sub(r'<path stroke="none"[^>]*/>', "", inside)
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", inside)).strip()


@lru_cache(maxsize=1024)
def icon(name: str, cls: str = "") -> Markup:
    """A decorative drawing; the words beside it carry the meaning. A page shows dozens of a few kinds."""
    classes = f"i {cls}".strip()
    return Markup(f'<svg class="{escape(classes)}" {_OPENING}>{_lines(name)}</svg>')  # noqa: S704 -- own files
