"""Addresses as QR codes, drawn by the program itself."""

import io

import segno
from flask import Response
from markupsafe import Markup


def qr_code(address: str) -> Response:
    """An address as an SVG to be photographed from a screen or from paper."""
    body = io.BytesIO()
    segno.make(address, error="m").save(
        body, kind="svg", scale=4, border=2, xmldecl=False, svgclass=None, lineclass=None
    )
    return Response(body.getvalue(), mimetype="image/svg+xml")


def drawn(address: str) -> Markup:
    """An address as a picture within a page: what it holds is for this page alone."""
    picture = segno.make(address, error="m").svg_inline(
        scale=5, border=2, svgclass=None, lineclass=None, omitsize=False
    )
    return Markup(picture)  # noqa: S704 -- drawn here, of letters and digits of our own


def absolute(base: str, path: str) -> str:
    """The address at which others reach a page of this installation."""
    return f"{base.rstrip('/')}{path}"
