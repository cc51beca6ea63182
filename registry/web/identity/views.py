"""Signing in and out."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from registry.core.i18n import _
from registry.identity import showcase
from registry.identity.service import sign_in as signing
from registry.identity.throttle import Limit, TooManyTries
from registry.web.guard import actor_or_none, public
from registry.web.identity import devices
from registry.web.identity.blueprint import bp
from registry.web.identity.entering import next_page, welcome
from registry.web.identity.forms import SignInForm
from registry.web.identity.second_step import ask_code
from registry.web.ports import settings
from registry.web.telling import tell


@bp.route("/dang-nhap", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """The page is the same for a wrong name and a wrong password, in words, status and time."""
    person = actor_or_none()
    if person is not None:
        return redirect(next_page(person), 303)
    form, headers = SignInForm.from_request(), {}
    if form.submitted():
        try:
            token = _try(form)
        except TooManyTries as refusal:
            form.show(refusal)
            headers["Retry-After"] = str(refusal.wait)
        except signing.CodeNeeded as needed:
            return ask_code(needed.user)
        else:
            if token:
                return welcome(token)
            form.form_errors.append(_("The user name or the password is not right."))
    site = settings()
    accounts = showcase.offered(site.instance) if site.demonstration else []
    page = render_template("identity/sign_in.html", form=form, accounts=accounts)
    return page, form.status, headers


@bp.post("/dang-xuat")
@public
def sign_out() -> ResponseReturnValue:
    """End the session in the database, so that the cookie is worth nothing to whoever kept a copy."""
    if current_user.is_authenticated:
        signing.sign_out(current_user.token)
        session.clear()
        tell(_("You are signed out."), "success")
    return redirect(url_for("home.show_home"), 303)


def sign_in_limit() -> Limit:
    """How often somebody may try to sign in."""
    return Limit(settings().sign_in_tries, settings().sign_in_window)


def _try(form: SignInForm) -> str | None:
    username = form.username.data or ""
    attempt = signing.Attempt(
        username=username,
        password=form.password.data or "",
        address=request.remote_addr or "",
        device=devices.present_device(),
        known_device=devices.known_device(username),
    )
    return signing.sign_in(attempt, limit=sign_in_limit(), hours=settings().session_hours)
