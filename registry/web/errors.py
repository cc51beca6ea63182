"""Refusals and mishaps as pages: the right status, words for the reader, nothing about the inside."""

import errno
import logging
import secrets
from typing import Any

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from registry.core.db import db
from registry.core.errors import DomainError, PermissionDenied
from registry.core.i18n import _, _l
from registry.core.transaction import WritingPaused, report_refusal
from registry.identity.throttle import TooManyTries
from registry.web import giving_back, pausing
from registry.web.resuming import go_on_without_token

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
UNWRITABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
log = logging.getLogger(__name__)


def init(app: Flask) -> None:
    """Answer every error of the application with a page (or, for the API, with a problem in JSON)."""
    app.register_error_handler(PermissionDenied, _refused)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(TooManyTries, _too_many)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(StaleDataError, _collision)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(WritingPaused, _paused)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _mishap)


# What people read for each status: what happened, and what they can do.
WORDS = {
    400: (_l("The request could not be read"), _l("Open the page again and send it once more.")),
    401: (_l("Please sign in"), _l("This page is for people with an account.")),
    403: (_l("You may not do this"), _l("Ask the administrator of your unit for the role it needs.")),
    404: (
        _l("There is no such page"),
        _l("The address may be wrong, or what stood here is not open to you. Searching may help."),
    ),
    405: (_l("This cannot be done here"), _l("Go back and use the buttons on the page.")),
    409: (_l("Something has changed meanwhile"), _l("Open the page again to see how it stands now.")),
    410: (_l("This was withdrawn"), _l("It is no longer public.")),
    413: (_l("This is too large"), _l("Choose a smaller file, or send fewer files at once.")),
    414: (_l("The address is too long"), _l("Shorten what you search for.")),
    415: (
        _l("This kind of file is not taken"),
        _l("Attach photos, PDF, Word, Excel, OpenDocument, video or sound files."),
    ),
    422: (_l("Something is not right yet"), _l("Go back and correct what is marked.")),
    429: (_l("Too many attempts"), _l("Wait a few minutes, then try again.")),
    500: (
        _l("Something went wrong on our side"),
        _l("It has been noted. What you had saved is still there."),
    ),
    503: (_l("The registry is busy"), _l("Try again in a moment. Nothing was changed.")),
    507: (_l("The disk is full"), _l("Nothing was saved. Tell the administrator.")),
}


def page(status: int, message: str = "", code: str = "", headers: Any = None) -> ResponseReturnValue:
    """The error page of a status; `code` is what somebody who reports the error should quote."""
    title, text = WORDS.get(status, WORDS[400 if status < 500 else 500])
    if request.path.startswith("/api/"):
        return {"status": status, "detail": message or str(title)}, status, headers or {}
    try:
        body = render_template(
            "errors/show_error.html", code=status, title_=title, text=message or text, quote=code
        )
    except Exception:
        # The frame of the page asks the database who is reading; without a database, words alone must do.
        log.exception("the error page itself failed")
        body = f"{title}. {message or text}"
        return body, status, {**(headers or {}), "Content-Type": "text/plain; charset=utf-8"}
    return body, status, headers or {}


def _refused(error: PermissionDenied) -> ResponseReturnValue:
    db.session.rollback()
    try:
        report_refusal(error)
    except OperationalError:
        log.exception("a refusal could not be kept")
        db.session.rollback()
    return page(403, error.message)


def _domain_error(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    return page(error.status, "" if error.status == 404 else error.message)


def _too_many(error: TooManyTries) -> ResponseReturnValue:
    """When to come back is said, and what was sent is given back."""
    db.session.rollback()
    headers = {"Retry-After": str(error.wait)}
    if request.method in giving_back.READING:
        return page(error.status, error.message, headers=headers)
    return _given_back(error.status, error.message, headers)


def _forged(error: CSRFError) -> ResponseReturnValue:
    return go_on_without_token() or page(
        400, _("The page was open too long or was sent from elsewhere. Open it again and send once more.")
    )


def _collision(error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return page(409, _("Somebody else changed this at the same moment. Open the page again."))


def _database_busy(error: OperationalError) -> ResponseReturnValue:
    """Locked, full, read-only or gone: nothing was stored, and what was sent is given back."""
    db.session.rollback()
    text = str(error.orig).lower()
    log.warning("database: %s", text)
    if "full" in text:
        return _given_back(507)
    if "readonly" in text or "read-only" in text:
        return _given_back(503, _only_read())
    return _given_back(503, headers={"Retry-After": "5"})


def _paused(_error: WritingPaused) -> ResponseReturnValue:
    db.session.rollback()
    return pausing.paused_page() or _given_back(503)


def _disk(error: OSError) -> ResponseReturnValue:
    """A file could not be written, or whoever keeps it is away; anything else of the system is a mishap."""
    if error.errno in FULL:
        db.session.rollback()
        log.warning("disk: %s", error.strerror)
        return _given_back(507)
    if error.errno in UNWRITABLE:
        db.session.rollback()
        log.warning("disk: %s", error.strerror)
        return _given_back(503, _only_read())
    if isinstance(error, ConnectionError | TimeoutError):
        db.session.rollback()
        log.warning("a store or server that was asked is away: %s", type(error).__name__)
        return _given_back(503, headers={"Retry-After": "30"})
    return _mishap(error)


def _only_read() -> str:
    return _("The registry can only be read just now. Its administrator has to look after it.")


def _given_back(status: int, message: str = "", headers: dict[str, str] | None = None) -> ResponseReturnValue:
    """Say that nothing was stored, with what was sent on the page; words alone when there can be no page."""
    title, text = (str(word) for word in WORDS[status])
    try:
        return giving_back.page(status, title, [message or text], headers)
    except Exception:
        log.exception("the error page itself failed")
        db.session.rollback()
        plain = {**(headers or {}), "Content-Type": "text/plain; charset=utf-8"}
        return giving_back.words(title, [message or text]), status, plain


def _http_error(error: HTTPException) -> ResponseReturnValue:
    db.session.rollback()
    if error.code is None or error.code < 400:
        return error.get_response()
    if request.path.startswith("/api/"):
        answer: ResponseReturnValue = current_app.extensions["registry.api_errors"](error)
        return answer
    headers = {
        name: value
        for name, value in error.get_response().headers.items()
        if name in {"Allow", "Retry-After"}
    }
    return page(error.code, headers=headers)


def _mishap(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    code = secrets.token_hex(4)
    log.error("mishap %s", code, exc_info=error)
    return page(500, code=code)
