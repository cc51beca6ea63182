"""The way into the administration."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.core.clock import now
from registry.core.permissions import Permission
from registry.identity.models import Role
from registry.identity.queries import search_users
from registry.jobs.worker import dead_jobs
from registry.operations.backups.record import Record, read_record
from registry.operations.checks import NEWEST_BACKUP
from registry.units.queries import list_by_ids, search_units
from registry.units.rules import units_with_role
from registry.web.admin.blueprint import bp
from registry.web.admin.fields import my_scope
from registry.web.guard import actor, can, permission
from registry.web.ports import settings


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
        backups=_backups() if can(Permission.FIELD_ADMINISTER) else None,
    )


def _backups() -> dict[str, object] | None:
    """How the last backups went; a demonstration that keeps none says nothing of it."""
    site = settings()
    if site.demonstration and not site.backup_folder:
        return None
    record = read_record(site.instance) if site.backup_folder else Record()
    is_late = record.made_at is None or record.made_at < now() - NEWEST_BACKUP
    return {"is_set": bool(site.backup_folder and site.backup_recipient), "last": record, "is_late": is_late}
