"""The way into the administration."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.core.permissions import Permission
from registry.identity.models import Role
from registry.identity.queries import search_users
from registry.jobs.worker import dead_jobs
from registry.units.queries import list_by_ids, search_units
from registry.units.rules import units_with_role
from registry.web.admin.blueprint import bp
from registry.web.admin.fields import my_scope
from registry.web.guard import actor, can, permission


@bp.get("/quan-tri")
@permission(Permission.USER_ADMINISTER)
def show_admin() -> ResponseReturnValue:
    """What I administer, in figures, and where to go."""
    scope = my_scope()
    return render_template(
        "admin/show_admin.html",
        seats=list_by_ids(units_with_role(actor(), Role.ADMINISTRATOR)),
        units=search_units(within=scope, with_ended=False).total,
        people=search_users(within=scope, active=True).total,
        dead=dead_jobs() if can(Permission.FIELD_ADMINISTER) else [],
    )
