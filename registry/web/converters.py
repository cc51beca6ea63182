"""Parts of addresses: what cannot be a reference is no address at all (404), not an error."""

from flask import Flask
from werkzeug.routing import BaseConverter


class Reference(BaseConverter):
    """A public reference such as MH-2026-00042, a code or a slug."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}"


def init(app: Flask) -> None:
    """Make `<ref:name>` known to routes. Must run before the blueprints are registered."""
    app.url_map.converters["ref"] = Reference
