"""One's own account: password, roles, signed-in devices."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _, _n
from registry.identity import queries
from registry.identity.service import accounts
from registry.identity.service import sign_in as signing
from registry.identity.throttle import TooManyTries, key_of
from registry.web.forms import Form
from registry.web.guard import actor, signed_in
from registry.web.identity import devices, present
from registry.web.identity.blueprint import bp
from registry.web.identity.entering import open_session
from registry.web.identity.forms import ChangePasswordForm
from registry.web.identity.views import sign_in_limit
from registry.web.ports import settings
from registry.web.telling import tell


@bp.get("/tai-khoan")
@signed_in
def show_account() -> ResponseReturnValue:
    """My details, my roles with their days, and where I am signed in."""
    me = actor()
    return render_template(
        "identity/show_account.html",
        person=me,
        roles=present.roles_of(me),
        devices=present.devices_of(me, current_user.token),
        second_step=queries.find_second_step(me),
    )


@bp.route("/tai-khoan/mat-khau", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """Choose a new password. Other devices are signed out, and this one gets a new session."""
    form, headers = ChangePasswordForm.from_request(), {}
    if form.submitted():
        try:
            _change(form)
        except TooManyTries as refusal:
            form.show(refusal)
            headers["Retry-After"] = str(refusal.wait)
        except InvalidInput as refusal:
            form.show(refusal)
        else:
            tell(_("Your password is changed. Your other devices are signed out."), "success")
            return redirect(url_for("identity.show_account"), 303)
    page = render_template(
        "identity/change_password.html", form=form, one_time=actor().one_time_until is not None
    )
    return page, form.status, headers


@bp.post("/tai-khoan/thiet-bi/<ref:reference>")
@signed_in
def end_session(reference: str) -> ResponseReturnValue:
    """Sign one of my devices out."""
    if not signing.end_session(actor(), reference):
        raise NotFound
    tell(_("The device is signed out."), "success")
    return redirect(url_for("identity.show_account"), 303)


@bp.post("/tai-khoan/thiet-bi")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """Sign all my devices out but this one."""
    count = signing.end_other_sessions(actor(), keep=current_user.token)
    tell(_n("%(num)s device is signed out.", "%(num)s devices are signed out.", count), "success")
    return redirect(url_for("identity.show_account"), 303)


def _change(form: Form) -> None:
    """The present password is asked for as often as at the sign-in page, and no more often."""
    me, limit, key = actor(), sign_in_limit(), key_of("password", actor().username)
    limit.take(key)
    accounts.change_password(me, current=form.current.data, new=form.new.data)
    limit.give_back(key)
    token = signing.start_session(
        me, device=devices.present_device(), hours=settings().session_hours, gave_code=current_user.gave_code
    )
    open_session(me, token)
