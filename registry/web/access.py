"""A line of the log for each request: what was asked and what came of it, but nothing of what it was about.

No query, no form, no cookie, no name. What opens something, such as the link of a mail, is left out.
"""

import logging
import re
import secrets
import time
from urllib.parse import quote

from flask import Flask, g, request
from sqlalchemy import inspect
from werkzeug.wrappers import Response

from registry.core.logs import FIELDS

log = logging.getLogger("registry.access")
HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Names of values in addresses that are as good as a password, and of those that say who somebody is.
SECRET = frozenset({"token", "code", "key", "signed"})
PERSONAL = frozenset({"username", "person"})
LONGEST = 200
# In an address that no page has: what looks as if it could open something elsewhere.
OPENS = re.compile(r"(?=[^/]*[0-9])(?=[^/]*[A-Za-z])[A-Za-z0-9_.=~-]{20,}")
LEFT_OUT = "..."


def init(app: Flask) -> None:
    """Give each request a name and log it."""
    app.before_request(_begin)
    app.after_request(_note)


def request_id() -> str:
    """The name of this request: that of the proxy in front when it gave a sane one."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if SANE.fullmatch(given) else secrets.token_hex(8)
    return str(g.request_id)


def path_to_log() -> str:
    """The address without what is behind the question mark, what opens something and who it is about."""
    rule, values = request.url_rule, request.view_args or {}
    path = request.path
    if rule is None:
        path = OPENS.sub(LEFT_OUT, path)
    for name, value in values.items():
        if name in SECRET | PERSONAL:
            path = path.replace(quote(str(value), safe=""), LEFT_OUT).replace(str(value), LEFT_OUT)
    return path[:LONGEST]


def _begin() -> None:
    g.began_at = time.monotonic()
    request_id()


def _note(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    if request.endpoint and request.endpoint.startswith("assets."):
        return response
    began = g.get("began_at")
    fields = {
        "request": request_id(),
        "method": request.method,
        "path": path_to_log(),
        "endpoint": request.endpoint or "",
        "status": response.status_code,
        "ms": round((time.monotonic() - began) * 1000, 1) if began is not None else None,
        "user": _user_id(),
    }
    log.info("request", extra={FIELDS: fields})
    return response


def _user_id() -> int | None:
    """Who is signed in, as far as this request has asked already: the log asks the database nothing."""
    known = g.get("_login_user")
    if known is None or not known.is_authenticated:
        return None
    identity = inspect(known.user).identity
    return int(identity[0]) if identity else None
