"""Handing out one-time passwords for the accounts of a list: a sheet for each unit, shown once."""

from flask import render_template
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.core.clock import now
from registry.core.errors import DomainError, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.identity.service.accounts import HANDED_OVER_FOR
from registry.legacy import queries
from registry.legacy.service.handing_out import hand_out_passwords
from registry.legacy.states import ListKind
from registry.web.guard import actor, permission
from registry.web.imports.blueprint import bp
from registry.web.imports.forms import HandOutForm
from registry.web.words import word


@bp.route("/nhap-danh-sach/<ref:reference>/mat-khau", methods=["GET", "POST"])
@permission(Permission.USER_ADMINISTER)
def hand_out(reference: str) -> ResponseReturnValue:
    """Choose units, then print a sheet for each. The answer holds the passwords, nothing else does."""
    run = queries.get_run(actor(), reference)
    if run.kind is not ListKind.ACCOUNTS:
        raise NotFound(_("There is no such list."))
    waiting = queries.list_waiting_accounts(run)
    form = HandOutForm.from_request()
    form.units.choices = [
        SelectChoice(unit.code, f"{unit.name} ({len(people)})") for unit, people in waiting.items()
    ]
    if form.submitted():
        chosen = [unit for unit in waiting if unit.code in (form.units.data or ())]
        try:
            handed = hand_out_passwords(actor(), run, units=chosen)
        except DomainError as refusal:
            if refusal.status not in {409, 422}:
                raise
            form.show(refusal)
        else:
            sheets = [
                (unit, [(one, _roles(one), secret) for one, secret in rows]) for unit, rows in handed.items()
            ]
            return render_template(
                "imports/show_passwords.html", run=run, sheets=sheets, until=now() + HANDED_OVER_FOR
            )
    return render_template("imports/hand_out.html", run=run, form=form, waiting=waiting), form.status


def _roles(person: queries.User) -> str:
    return ", ".join(str(word(grant.role)) for grant in person.grants)
