"""Refusals and mishaps as pages: the right status, words for the reader, nothing about the inside."""

import logging
import secrets
from typing import Any

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from registry.core.db import db
from registry.core.errors import DomainError, PermissionDenied
from registry.core.i18n import _
from registry.core.transaction import report_refusal

log = logging.getLogger(__name__)


def init(app: Flask) -> None:
    """Answer every error of the application with a page (or, for the API, with a problem in JSON)."""
    app.register_error_handler(PermissionDenied, _refused)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(StaleDataError, _collision)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _mishap)


def page(status: int, message: str = "", code: str = "", headers: Any = None) -> ResponseReturnValue:
    """The error page of a status."""
    if request.path.startswith("/api/"):
        return {"status": status, "detail": message}, status, headers or {}
    return (
        render_template("layouts/error.html", status=status, message=message, code=code),
        status,
        headers or {},
    )


def _refused(error: PermissionDenied) -> ResponseReturnValue:
    db.session.rollback()
    report_refusal(error)
    return page(403, error.message)


def _domain_error(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    return page(error.status, "" if error.status == 404 else error.message)


def _forged(error: CSRFError) -> ResponseReturnValue:
    return page(
        400, _("The page was open too long or was sent from elsewhere. Open it again and send once more.")
    )


def _collision(error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return page(409, _("Somebody else changed this at the same moment. Open the page again."))


def _database_busy(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    text = str(error.orig).lower()
    log.warning("database: %s", text)
    if "full" in text:
        return page(507, _("The disk is full: nothing was saved. Go back: your text is still in the form."))
    return page(503, _("The registry is busy. Try again in a moment."), headers={"Retry-After": "5"})


def _http_error(error: HTTPException) -> ResponseReturnValue:
    db.session.rollback()
    if error.code is None or error.code < 400:
        return error.get_response()
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
