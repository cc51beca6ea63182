"""Requests that change something come from our own pages: the browser says where a form was sent from."""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.web import errors

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# What browsers say of a form on our own page, and of something the person asked for by hand.
OURS = frozenset({"same-origin", "none"})


def init(app: Flask) -> None:
    """Refuse what another site sends; asked before the form's token, which protects old browsers alone."""
    app.before_request(_check)


def _check() -> ResponseReturnValue | None:
    if request.method in SAFE or _is_ours():
        return None
    return errors.page(403, _("This was sent from another site. Open the page here and send it once more."))


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OURS
    origin = request.headers.get("Origin")
    return origin is None or _is_own_address(origin)


def _is_own_address(origin: str) -> bool:
    """Whether an origin is the host asked for or the installation's own, and is one that is answered to."""
    settings = current_app.extensions["registry.settings"]
    try:
        sent_from, own = urlsplit(origin), urlsplit(settings.base_url)
        host = sent_from.hostname or ""
    except ValueError:
        return False
    named = f"[{host}]" if ":" in host else host
    if sent_from.scheme not in {"http", "https"} or named not in settings.allowed_hosts:
        return False
    # Behind a proxy that ends the encryption, the scheme and the host of the request are the proxy's own.
    is_base = (sent_from.scheme, sent_from.netloc) == (own.scheme, own.netloc)
    return is_base or sent_from.netloc == request.host
