"""Addresses of every route, with what a hostile or careless visitor puts into them."""

import re
from urllib.parse import quote, unquote_to_bytes

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import create_environ

PART = re.compile(r"<(?:([^:>]+):)?\w+>")
# As written in an address.
JUNK = {
    "26 digits": "9" * 26,
    "a reference of 26 digits": "MH-2026-" + "9" * 26,
    "NUL": "%00",
    "bad UTF-8": "%ff%fe",
    "5000 letters": "a" * 5000,
    "the folder above": "../",
    "the folder above, hidden": "..%2f..%2fetc%2fpasswd",
    "marks": quote("không có"),
    "minus one": "-1",
    "a line break": "a%0d%0aSet-Cookie:%20x=1",
    "a format": "%25s%25n",
    "a quote": "%27%20OR%201=1--",
    "an asterisk": "*",
}


def routes(app, method="GET"):
    """Every rule that answers to the method, its own address first in the alphabet."""
    return sorted((r for r in app.url_map.iter_rules() if method in r.methods), key=lambda r: r.rule)


def filled(rule, value):
    """The address of a rule with `value` in every part of it."""
    return PART.sub(lambda _: value, rule.rule)


def sample(rule):
    """An address of the rule that is written properly, of something that may not exist."""
    return PART.sub(lambda part: "1" if (part[1] or "").startswith("int") else "MH-2026-00001", rule.rule)


def is_fixed(rule):
    """Whether the rule is one address."""
    return not PART.search(rule.rule)


def leads_to(app, path, method="GET"):
    """What an address leads to: an endpoint, or the status that the map of addresses answers with."""
    raw, _, query = path.partition("?")
    environ = create_environ("/", method=method) | {"PATH_INFO": _as_sent(raw), "QUERY_STRING": query}
    try:
        return app.url_map.bind_to_environ(environ).match()[0]
    except RequestRedirect:
        return path
    except HTTPException as refused:
        return refused.code


def telling(app, paths, method="GET"):
    """The addresses that need asking: all that lead somewhere, and one of those the map refuses alike."""
    refused, found = {}, []
    for path in paths:
        end = leads_to(app, path, method)
        if isinstance(end, int):
            refused.setdefault(end, path)
        else:
            found.append(path)
    return [*found, *refused.values()]


def ask(client, path, method="GET", **values):
    """Send a request whose path is, byte for byte, what the address says: servers do not repair it either."""
    raw, _, query = path.partition("?")
    return client.open(
        "/", method=method, environ_overrides={"PATH_INFO": _as_sent(raw), "QUERY_STRING": query}, **values
    )


def _as_sent(raw):
    return unquote_to_bytes(raw).decode("latin1")
