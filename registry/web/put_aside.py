"""What was put aside of the form of a page: offering it, forgetting it, telling the script what it sent."""

from typing import Any

from flask import request

from registry.identity import queries as identity
from registry.identity.service import keeping
from registry.web.catalogue.drafts import trace_of_request
from registry.web.forms import Form
from registry.web.guard import actor
from registry.web.resuming import RESUME


def forget_put_aside() -> None:
    """What was put aside at this page is out of date once it was saved."""
    for kept in identity.list_kept(actor(), request.path):
        keeping.drop_text(actor(), kept)


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
