"""People of one's own unit, for its lead: who works here, and letting in whoever has lost the password."""

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from registry.core.clock import now
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.identity import queries
from registry.identity.models import Role, User
from registry.identity.service import accounts
from registry.units.rules import units_with_role
from registry.web import qr
from registry.web.forms import Form
from registry.web.guard import actor, can, permission
from registry.web.ports import settings
from registry.web.units.blueprint import bp

SLIP = "slip"


@bp.get("/don-vi-cua-toi/nguoi")
@permission(Permission.USER_HELP)
def list_people() -> ResponseReturnValue:
    """Members and leads of the units I lead; beside a member the way to a one-time password."""
    led = units_with_role(actor(), Role.UNIT_LEAD)
    rows = [
        (role, person, can(Permission.USER_HELP, person))
        for role in (Role.UNIT_LEAD, Role.UNIT_MEMBER)
        for person in queries.list_holders(led, role)
    ]
    return render_template("units/list_people.html", rows=rows)


@bp.route("/don-vi-cua-toi/nguoi/<ref:username>/mat-khau", methods=["GET", "POST"])
@permission(Permission.USER_HELP)
def let_in(username: str) -> ResponseReturnValue:
    """Print a one-time password for a member; what happens stands on the page before."""
    person = _member(username)
    form = Form.from_request()
    if form.submitted() and (answer := form.done(lambda: _slip(person))):
        return answer
    return render_template("units/let_in.html", form=form, person=person), form.status


@bp.get("/don-vi-cua-toi/nguoi/phieu")
@permission(Permission.USER_HELP)
def show_slip() -> ResponseReturnValue:
    """The slip to print, once."""
    slip = session.pop(SLIP, None)
    if not slip:
        return redirect(url_for("units.list_people"), 303)
    until = now() + accounts.HANDED_OVER_FOR
    person = _member(slip["username"])
    page = render_template(
        "units/show_slip.html", person=person, password=slip["password"], until=until,
        address=qr.absolute(settings().base_url, url_for("identity.sign_in")),
    )  # fmt: skip
    return page, 200, {"Cache-Control": "no-store"}


def _member(username: str) -> User:
    """Somebody I may let in again; raises NotFound."""
    person = queries.find_user(username)
    if person is None or not can(Permission.USER_HELP, person):
        raise NotFound(_("There is no such person."))
    return person


def _slip(person: User) -> str:
    session[SLIP] = {"username": person.username, "password": accounts.reset_password(actor(), person)}
    return url_for("units.show_slip")
