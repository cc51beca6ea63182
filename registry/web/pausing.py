"""Maintenance as people meet it: they go on reading; what they send is not stored, and they get it back."""

from typing import Any, cast

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from registry.core.clock import HERE
from registry.core.i18n import _
from registry.core.transaction import pause_writing
from registry.operations.maintenance import Maintenance, Sign
from registry.web import giving_back


def begin(app: Flask) -> None:
    """Look at the sign before anything else, so that nothing on the way writes."""
    app.before_request(_look)
    app.teardown_request(_end)
    app.context_processor(_context)


def refuse(app: Flask) -> None:
    """Give back what is sent; asked after the token, so that only our own forms are shown again."""
    app.before_request(_refuse)


def present() -> Maintenance | None:
    """The maintenance that is on."""
    return cast(Sign, current_app.extensions["registry.maintenance"]).read()


def _look() -> None:
    pause_writing(present() is not None)


def _end(_error: BaseException | None) -> None:
    pause_writing(False)


def _refuse() -> ResponseReturnValue | None:
    return None if request.method in giving_back.READING else paused_page()


def paused_page() -> ResponseReturnValue | None:
    """The answer to whoever wants to change something; None on ordinary days."""
    found = present()
    if found is None:
        return None
    texts = [
        banner(found),
        _("Reading, searching and downloading go on working. Registering, saving and signing in do not."),
        _("Nothing of what you sent was stored."),
    ]
    headers = {"Retry-After": str(found.retry_after)}
    return giving_back.page(503, _("The registry is being maintained"), texts, headers)


def banner(found: Maintenance) -> str:
    """One sentence for every page, and the operator's reason."""
    if found.ends_at:
        until = f"{found.ends_at.astimezone(HERE):%H:%M %d/%m/%Y}"
        told = _("Maintenance until %(moment)s: you can read, nothing can be saved.", moment=until)
    else:
        told = _("Maintenance: you can read, nothing can be saved for a while.")
    return f"{told} {found.reason}".strip()


def _context() -> dict[str, Any]:
    found = present()
    return {"maintenance_banner": banner(found) if found else ""}
