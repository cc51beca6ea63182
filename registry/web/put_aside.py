"""What was put aside of the form of a page: offering it, forgetting it, telling the script what it sent."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from registry.core.clock import HERE, now
from registry.core.errors import DomainError
from registry.identity import queries as identity
from registry.identity.models import KeptBecause
from registry.identity.service import keeping
from registry.web.catalogue.drafts import trace_of_request
from registry.web.forms import Form, forget_kept, keep_typed
from registry.web.guard import actor
from registry.web.resuming import RESUME


def forget_put_aside() -> None:
    """What was put aside at this page is out of date once it was saved."""
    for kept in identity.list_kept(actor(), request.path):
        keeping.drop_text(actor(), kept)


def put_aside_refused(form: Form) -> None:
    """Keep what a form was sent with when it was refused: the page that shows it again may be left."""
    why = KeptBecause.CHANGED_MEANWHILE if form.status == 409 else KeptBecause.HALF_TYPED
    kept = keep_typed(request.path, why)
    form.resumed = kept.id if kept else form.resumed


def list_put_aside(form: Form) -> list[dict[str, Any]]:
    """What was put aside at this page and does not stand in the form yet, the last first, at most one."""
    if request.method != "GET":
        return []
    found = [one for one in identity.list_kept(actor(), request.path) if one.id != form.resumed]
    return [{"at": one.kept_at, "href": f"?{RESUME}={one.id}"} for one in found[:1]]


def sending() -> str:
    """Which open page sent this, and which of its sendings it is, for the script."""
    trace = trace_of_request()
    return f"{trace.tab}:{trace.turn}" if trace.tab else ""


def stored_while_typing(
    page: str, store: Callable[[], tuple[int, list[str]]], *, may_wait: bool = True
) -> ResponseReturnValue:
    """Store what was typed so far, and put it aside at its page where that is not possible; for the script.

    `store` returns the version that is stored then, and the names of what could not be stored. Nothing is put
    aside where nobody could come back for it, which is when it may not wait.
    """
    page = page.removeprefix(request.script_root)
    try:
        version, left = store()
    except DomainError as refusal:
        if refusal.status != 409:
            raise
        if may_wait:
            keep_typed(page, KeptBecause.CHANGED_MEANWHILE)
        return {"state": "changed", "message": refusal.message}, 409
    if not left:
        forget_kept(page)
    elif may_wait:
        keep_typed(page, KeptBecause.HALF_TYPED)
    at = f"{now().astimezone(HERE):%H:%M}"
    return {"state": "saved", "version": str(version), "at": at, "left": left, "keys": {}}
