"""The second step of signing in: giving the code, setting a phone up, codes for paper."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from registry.core.clock import now
from registry.core.i18n import _
from registry.identity import codes, queries
from registry.identity.models import User
from registry.identity.service import second_step
from registry.identity.service import sign_in as signing
from registry.identity.throttle import TooManyTries
from registry.web.guard import actor, needs_second_step, public, signed_in
from registry.web.identity import devices
from registry.web.identity.blueprint import bp
from registry.web.identity.entering import welcome
from registry.web.identity.forms import CodeForm, SetUpForm
from registry.web.ports import settings
from registry.web.qr import drawn
from registry.web.telling import tell

# How long a person may look for their phone after the password was right.
PATIENCE = timedelta(minutes=10)
# With so few codes on paper left somebody is told.
FEW = 3
WAITING, SPARE = "second", "spare"
SALT = re.compile(r"[0-9a-f]{40}")


def ask_code(user: User) -> ResponseReturnValue:
    """Lead somebody whose password was right to the page for the code; they are not signed in yet."""
    until = int((now() + PATIENCE).timestamp())
    session[WAITING] = {"user": user.reference, "until": until, "mark": _mark(user)}
    return redirect(url_for("identity.give_code"), 303)


def _mark(user: User) -> str:
    # Another password ends the waiting, too.
    return codes.mark_of(user.password_hash)


def _waiting() -> User | None:
    """Whoever gave a right password here lately, and still may sign in."""
    held = session.get(WAITING)
    if not isinstance(held, dict) or held.get("until", 0) < now().timestamp():
        return None
    user = queries.find_by_reference(str(held.get("user", "")))
    return user if user is not None and user.is_active and held.get("mark") == _mark(user) else None


@bp.route("/dang-nhap/ma", methods=["GET", "POST"])
@public
def give_code() -> ResponseReturnValue:
    """The code of the phone, or one from paper."""
    user = _waiting()
    if user is None:
        session.pop(WAITING, None)
        return redirect(url_for("identity.sign_in"), 303)
    form, headers = CodeForm.from_request(), {}
    if form.submitted():
        try:
            is_right = second_step.take(user, form.code.data or "")
        except TooManyTries as refusal:
            form.show(refusal)
            headers["Retry-After"] = str(refusal.wait)
        else:
            if is_right:
                return _signed_in(user)
            form.code.errors = [_("This code does not fit, or was used already.")]
    return render_template("identity/give_code.html", form=form), form.status, headers


def _signed_in(user: User) -> ResponseReturnValue:
    session.pop(WAITING, None)
    token = signing.start_session(
        user, device=devices.present_device(), hours=settings().session_hours, gave_code=True
    )
    left = queries.count_spare(user)
    if left < FEW:
        tell(
            _("Only %(n)s of your codes on paper are left. Make new ones under My account.", n=left),
            "warning",
        )
    return welcome(token)


@bp.route("/tai-khoan/hai-lop", methods=["GET", "POST"])
@signed_in
def set_up_second_step() -> ResponseReturnValue:
    """Read the picture with a phone and give its first code; afterwards, what is set up."""
    me = actor()
    form = SetUpForm.from_request()
    if not SALT.fullmatch(form.salt.data or ""):
        form.salt.data = codes.new_salt()
    if form.submitted() and (answer := form.done(lambda: _set_up(form))):
        return answer
    salt = str(form.salt.data)
    page = render_template(
        "identity/second_step.html", form=form, found=queries.find_second_step(me),
        left=queries.count_spare(me), is_needed=needs_second_step(me),
        picture=drawn(codes.address_of(me.id, salt, username=me.username, site=settings().site_org)),
        secret=_in_groups(codes.secret_of(me.id, salt)),
    )  # fmt: skip
    return page, form.status, {"Cache-Control": "no-store"}


def _set_up(form: SetUpForm) -> str:
    spare = second_step.set_up(
        actor(), salt=str(form.salt.data), code=form.code.data or "", token=current_user.token
    )
    tell(_("The second step is set up. Your other devices are signed out."), "success")
    return _to_paper(spare)


def _to_paper(spare: list[str]) -> str:
    session[SPARE] = spare
    return url_for("identity.show_spare_codes")


@bp.get("/tai-khoan/hai-lop/ma-giay")
@signed_in
def show_spare_codes() -> ResponseReturnValue:
    """The codes for paper, once."""
    spare = session.pop(SPARE, None)
    if not spare:
        return redirect(url_for("identity.set_up_second_step"), 303)
    return render_template("identity/spare_codes.html", spare=spare), 200, {"Cache-Control": "no-store"}


@bp.route("/tai-khoan/hai-lop/ma-giay-moi", methods=["GET", "POST"])
@signed_in
def renew_spare_codes() -> ResponseReturnValue:
    """New codes for paper; the old ones stop working."""
    return _with_code(
        "identity/renew_spare_codes.html", lambda code: _to_paper(second_step.renew_spare(actor(), code))
    )


@bp.route("/tai-khoan/hai-lop/tat", methods=["GET", "POST"])
@signed_in
def turn_off_second_step() -> ResponseReturnValue:
    """Sign in with the password alone again, or with another phone."""
    return _with_code("identity/turn_off_second_step.html", _turned_off)


def _turned_off(code: str) -> str:
    second_step.turn_off(actor(), code)
    tell(_("Signing in asks for no code any longer."), "success")
    return url_for("identity.set_up_second_step")


def _with_code(template: str, command: Callable[[str], str]) -> ResponseReturnValue:
    form, headers = CodeForm.from_request(), {}
    if queries.find_second_step(actor()) is None:
        return redirect(url_for("identity.set_up_second_step"), 303)
    if form.submitted():
        try:
            if answer := form.done(lambda: command(form.code.data or "")):
                return answer
        except TooManyTries as refusal:
            form.show(refusal)
            headers["Retry-After"] = str(refusal.wait)
    return render_template(template, form=form, is_needed=needs_second_step(actor())), form.status, headers


def _in_groups(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
