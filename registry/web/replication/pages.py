"""Pages about one copy: opening it, the page of a form on it, being led to it when it is too late."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.replication import queries
from registry.replication.models import Replication
from registry.units.naming import at_start
from registry.web.forms import Form
from registry.web.guard import actor
from registry.web.replication import present
from registry.web.telling import tell


def open_replication(reference: str, needed: Permission) -> Replication:
    """A copy on which the person may do this at some time. Raises NotFound or PermissionDenied."""
    replication = queries.get_replication(actor(), reference)
    require(actor(), needed, replication)
    return replication


def page_of(
    template: str, form: Form, replication: Replication, *, is_open: bool, **more: object
) -> ResponseReturnValue:
    """A page about a copy under way; who opens it when it is too late is led to the copy."""
    if request.method == "GET" and not is_open:
        return too_late(replication)
    page = render_template(
        template,
        form=form,
        one=replication,
        title=queries.title_of(replication.source),
        unit=at_start(replication.unit_name),
        model_link=present.model_link,
        **more,
    )
    return page, form.status


def too_late(replication: Replication) -> ResponseReturnValue:
    """Lead to the copy, where what happened meanwhile is told."""
    tell(_("This was done already, or can no longer be done."), "info")
    return redirect(present.link_of(replication), 303)
