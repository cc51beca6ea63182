"""Roles: granting one at a unit in my scope, ending one."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.identity.models import Role, RoleGrant, User
from registry.identity.service import roles
from registry.units.queries import list_by_ids
from registry.web.admin import reach
from registry.web.admin.blueprint import bp
from registry.web.admin.fields import suggestions
from registry.web.admin.forms import EndRoleForm, GrantForm
from registry.web.guard import actor, permission
from registry.web.telling import tell


@bp.route("/quan-tri/nguoi-dung/<ref:username>/vai-tro", methods=["GET", "POST"])
@permission(Permission.ROLE_GRANT)
def grant_role(username: str) -> ResponseReturnValue:
    """Give a person a role at a unit, between two days."""
    person = reach.get_person(actor(), username)
    form = GrantForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _grant(form, person))):
        return answer
    return render_template(
        "admin/grant_role.html", form=form, person=person, suggestions=suggestions()
    ), form.status


@bp.route(
    "/quan-tri/nguoi-dung/<ref:username>/vai-tro/<int(max=999999999):grant_id>", methods=["GET", "POST"]
)
@permission(Permission.ROLE_GRANT)
def end_role(username: str, grant_id: int) -> ResponseReturnValue:
    """End a role on a day; without one it ends at once."""
    person = reach.get_person(actor(), username)
    grant = reach.get_grant(actor(), person, grant_id)
    form = EndRoleForm.from_request(version=str(grant.version))
    if form.submitted() and (answer := form.done(lambda: _end(form, person, grant))):
        return answer
    unit = list_by_ids([grant.unit_id])[0]
    return render_template(
        "admin/end_role.html", form=form, person=person, grant=grant, unit=unit
    ), form.status


def _grant(form: GrantForm, person: User) -> str:
    roles.grant_role(
        actor(), person, role=Role(form.role.data), unit_id=form.unit.named.id,
        valid_from=form.valid_from.data, valid_to=form.valid_to.data, reason=form.reason.data or "",
    )  # fmt: skip
    tell(_("The role is granted."), "success")
    return url_for("admin.show_user", username=person.username)


def _end(form: EndRoleForm, person: User, grant: RoleGrant) -> str:
    roles.end_role(
        actor(), grant, last_day=form.last_day.data, reason=form.reason.data or "", version=form.seen_version
    )
    tell(_("The role has ended."), "success")
    return url_for("admin.show_user", username=person.username)
