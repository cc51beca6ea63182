"""An officer leaves: their office passes to a successor in one step."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.core.errors import InvalidInput
from registry.core.i18n import _, _n
from registry.core.permissions import Permission
from registry.identity.models import User
from registry.identity.queries import find_user
from registry.operations import handover
from registry.web.admin import present, reach
from registry.web.admin.blueprint import bp
from registry.web.admin.forms import HandoverForm
from registry.web.guard import actor, permission
from registry.web.telling import tell
from registry.web.words import word


@bp.route("/quan-tri/nguoi-dung/<ref:username>/ban-giao", methods=["GET", "POST"])
@permission(Permission.USER_ADMINISTER)
def hand_over(username: str) -> ResponseReturnValue:
    """What waits for the person, to whom it passes, and which roles go with it."""
    person = reach.get_person(actor(), username)
    rows = [row for row in present.roles_of(actor(), person) if not row.is_over]
    form = HandoverForm.from_request(grants=[str(row.id) for row in rows])
    form.grants.choices = [SelectChoice(str(row.id), f"{word(row.role)}, {row.unit}") for row in rows]
    if form.submitted() and (answer := form.done(lambda: _hand_over(form, person))):
        return answer
    estate = handover.estate_of(person)
    return render_template("admin/hand_over.html", form=form, person=person, estate=estate), form.status


def _hand_over(form: HandoverForm, person: User) -> str:
    successor = find_user(form.successor.data or "")
    if successor is None or not reach.grants_within(actor(), successor):
        raise InvalidInput("successor", _("Nobody in your scope has this user name."))
    chosen = set(form.grants.data or ())
    done = handover.hand_over(
        actor(), person, successor,
        grants=[one for one in reach.grants_within(actor(), person) if str(one.id) in chosen],
        reason=form.reason.data or "", closing=form.closing.data,
    )  # fmt: skip
    tell(
        _("Handed over to %(name)s: %(roles)s roles, %(passed)s nominations to score, %(others)s other"
          " things.", name=successor.name, roles=done.roles, passed=done.passed, others=done.others),
        "success",
    )  # fmt: skip
    if done.returned:
        tell(
            _n("%(num)s nomination went back to the council’s secretary, who chooses another reviewer.",
               "%(num)s nominations went back to the council’s secretary, who chooses other reviewers.",
               done.returned),
            "warning",
        )  # fmt: skip
    return url_for("admin.show_user", username=person.username)
