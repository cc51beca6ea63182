"""Addresses as QR codes, drawn by the program itself."""

import io

import segno
from flask import Response


def qr_code(address: str) -> Response:
    """An address as an SVG to be photographed from a screen or from paper."""
    body = io.BytesIO()
    segno.make(address, error="m").save(
        body, kind="svg", scale=4, border=2, xmldecl=False, svgclass=None, lineclass=None
    )
    return Response(body.getvalue(), mimetype="image/svg+xml")


def absolute(base: str, path: str) -> str:
    """The address at which others reach a page of this installation."""
    return f"{base.rstrip('/')}{path}"
