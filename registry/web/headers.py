"""Security headers on every answer, and hosts this installation does not answer to."""

from flask import Flask, abort, current_app, request
from werkzeug.wrappers import Response

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

# What a browser never shows by itself needs no rules for a page: on a slow link each of them is paid for.
NO_PAGES = frozenset({"text/css", "text/javascript", "font/woff2"})
FOR_ALL = frozenset({"X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy"})
# Nor a name for saving it, nor parts of it, nor what `Cache-Control` has said already.
NOT_FOR_THEM = ("Content-Disposition", "Accept-Ranges", "Expires")


def init(app: Flask) -> None:
    """Check the host before and set the headers after every request."""
    app.before_request(_check_host)
    app.after_request(_set)


def _check_host() -> None:
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if request.method == "TRACE":
        abort(405)
    if host not in current_app.extensions["registry.settings"].allowed_hosts:
        abort(400)


def _set(response: Response) -> Response:
    if response.mimetype in NO_PAGES:
        for name in NOT_FOR_THEM:
            response.headers.pop(name, None)
    for name, value in HEADERS.items():
        if response.mimetype in NO_PAGES and name not in FOR_ALL:
            continue
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store, private"
        response.headers.add("Vary", "Cookie")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
