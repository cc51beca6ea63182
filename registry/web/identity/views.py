"""Signing in and out."""

from urllib.parse import parse_qsl, urlsplit

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity import queries, showcase
from registry.identity.models import User
from registry.identity.service import sign_in as signing
from registry.identity.throttle import Limit, TooManyTries
from registry.web.guard import SignedIn, actor_or_none, public
from registry.web.identity import devices
from registry.web.identity.blueprint import bp
from registry.web.identity.forms import SignInForm
from registry.web.ports import settings
from registry.web.resuming import RESUME
from registry.web.review.inbox import waiting
from registry.web.telling import tell


@bp.route("/dang-nhap", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """The page is the same for a wrong name and a wrong password, in words, status and time."""
    person = actor_or_none()
    if person is not None:
        return redirect(_next_page(person), 303)
    form, headers = SignInForm.from_request(), {}
    if form.submitted():
        try:
            token = _try(form)
        except TooManyTries as refusal:
            form.show(refusal)
            headers["Retry-After"] = str(refusal.wait)
        else:
            if token:
                return _welcome(token)
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


def open_session(user: User, token: str) -> None:
    """Tie this browser to a new session and forget everything the old cookie held."""
    session.clear()
    login_user(SignedIn(user, token))


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


def _welcome(token: str) -> Response:
    user = queries.find_by_session(token)
    assert user is not None  # noqa: S101 -- the session was opened a moment ago
    target = _next_page(user)
    open_session(user, token)
    if resumes(user, target):
        tell(_("What you had typed is here again. Look through it, then save."), "success")
    answer = redirect(target, 303)
    devices.remember_device(answer, user.username)
    return answer


def _next_page(person: User) -> str:
    """The page that asked for the sign-in, or where the person's work is."""
    target = session.pop("next", "")
    return target if is_own_path(target) else url_for(_desk_of(person))


def resumes(person: User, target: str) -> bool:
    """Whether the page one goes to is filled with what this person had typed before the session ended."""
    number = dict(parse_qsl(urlsplit(target).query)).get(RESUME, "")
    return number.isdigit() and len(number) < 10 and queries.find_kept(person, int(number)) is not None


def _desk_of(person: User) -> str:
    """The list of what waits; for whoever administers and has nothing there, the administration."""
    administers = allowed(person, Permission.USER_ADMINISTER) and not waiting(person)
    return "admin.show_admin" if administers else "review.list_inbox"


def is_own_path(target: object) -> bool:
    """Whether an address is a path of this site and nothing that a browser would read as another site."""
    if not isinstance(target, str) or not target.startswith("/") or target.startswith("//"):
        return False
    if "\\" in target or any(ord(char) < 0x21 or ord(char) == 0x7F for char in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc
