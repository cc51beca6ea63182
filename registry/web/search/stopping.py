"""Stopping alerts with the address in a mail: GET asks, POST does it, nobody needs to sign in (RFC 8058)."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from registry.alerts import queries
from registry.alerts.models import SavedSearch
from registry.alerts.service import saving
from registry.alerts.stops import Stops
from registry.web.guard import public
from registry.web.search.blueprint import bp

PATH = "/tim-kiem/ngung-bao/<path:token>"


@bp.get(PATH)
@public
def ask_stop(token: str) -> ResponseReturnValue:
    """Whether to stop telling of the searches that a mail is about."""
    found = _named(token)
    return _page("ask", found), 200 if found else 404


@bp.post(PATH)
@public
def stop_alerts(token: str) -> ResponseReturnValue:
    """Stop telling of them. The program of a mail box sends this by itself and follows no redirect."""
    found = _named(token)
    saving.stop_alerts([one.reference for one in found])
    return _page("done", _named(token)), 200 if found else 404


def _named(token: str) -> list[SavedSearch]:
    """The searches of a token; none when it was made elsewhere, is too old, or they were deleted."""
    return queries.list_named(Stops(current_app.config["SECRET_KEY"]).read(token) or [])


def _page(step: str, found: list[SavedSearch]) -> str:
    """Says how many they are and nothing of what they are called: a mail may have been handed on."""
    return render_template("search/ask_stop.html", step=step if found else "void", count=len(found))
