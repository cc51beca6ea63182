"""Receiving a list or a scan: its size is refused before it is read, its token asked for only then."""

from flask import current_app, request
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.web import errors

# What the fields of the form and the frame around the file may weigh.
FRAME = 256 * 1024


def refuse_large(most: int) -> ResponseReturnValue | None:
    """The page that refuses a file that is too large, before any of it is read."""
    request.max_content_length = most + FRAME
    if (request.content_length or 0) <= most + FRAME:
        return None
    megabytes = f"{most // (1024 * 1024)}\u00a0MB"
    return errors.page(413, _("The file is larger than the limit of %(max)s.", max=megabytes))


def check_token() -> None:
    """What other pages have done before their view: here only once the size is known to be right."""
    if request.method == "POST":
        current_app.extensions["csrf"].protect()
