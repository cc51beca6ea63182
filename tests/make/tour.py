"""A tour: every page a role reaches from the front page by following links, a few addresses of each kind."""

import re
from collections import Counter, deque
from dataclasses import dataclass
from html import unescape

from sqlalchemy import event
from werkzeug.exceptions import HTTPException

from registry.core.db import db
from registry.demo.people import PASSWORD
from tests.make.demonstration import ROLES

# Addresses of one endpoint that are looked at: plain ones, and ones with a question mark.
PLAIN, ASKING = 3, 2
LINK = re.compile(r"""(?:href|src)="(/[^"#]*)""")
# The same page in another language, and what is no page.
ELSEWHERE = re.compile(r"/(?:en(?:[/?]|$)|static/)")
WRITES = re.compile(r"\s*(?:insert|update|delete|replace|create|drop|alter)\b", re.I)


@dataclass(frozen=True)
class Page:
    """What one role got at one address."""

    role: str
    endpoint: str
    path: str
    status: int
    html: str
    headers: dict
    written: tuple

    @property
    def is_html(self):
        return self.headers.get("Content-Type", "").startswith("text/html")


def endpoint_of(app, path):
    """The endpoint an address leads to, or None."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path.partition("?")[0], method="GET")
    except HTTPException:
        return None
    return endpoint


class Written:
    """The statements that write, of the block it surrounds."""

    def __init__(self):
        self.statements = []

    def _note(self, _connection, _cursor, statement, _values, _context, _many):
        if WRITES.match(statement):
            self.statements.append(" ".join(statement.split())[:120])

    def __enter__(self):
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_):
        event.remove(db.engine, "before_cursor_execute", self._note)


def visit(app, client, role, path):
    """Open one address."""
    with Written() as statements:
        answer = client.get(path)
    html = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    return Page(
        role, endpoint_of(app, path) or "", path, answer.status_code, html,
        dict(answer.headers), tuple(statements),
    )  # fmt: skip


def signed_in(app, role):
    """A client of one role of the demonstration."""
    client = app.test_client()
    if ROLES[role]:
        answer = client.send_form("/dang-nhap", username=ROLES[role], password=PASSWORD)
        assert answer.status_code == 303, (role, answer.status_code)
    return client


def walk(app, role):
    """Every page the role reaches, first those nearest to the front page."""
    client, seen, waiting, counts, pages = signed_in(app, role), {"/"}, deque(["/"]), Counter(), []
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_of(app, path)
        kind = (endpoint, "?" in path)
        if endpoint is None or counts[kind] >= (ASKING if "?" in path else PLAIN):
            continue
        counts[kind] += 1
        page = visit(app, client, role, path)
        pages.append(page)
        for link in LINK.findall(page.html):
            address = unescape(link)
            if address not in seen and not ELSEWHERE.match(address):
                seen.add(address)
                waiting.append(address)
    return pages


_kept = []


def tour(app):
    """The walks of all roles, made once a process; the application must hold the demonstration."""
    if not _kept:
        _kept.extend(page for role in ROLES for page in walk(app, role))
    return list(_kept)


def one_of_each(pages):
    """The first page of each endpoint and role."""
    found = {}
    for page in pages:
        found.setdefault((page.role, page.endpoint), page)
    return list(found.values())
