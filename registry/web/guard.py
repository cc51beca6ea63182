"""Who may open a page: closed by default, checked before every view, complete before the first request."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user

from registry.core.errors import PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import PUBLIC, Permission, allowed
from registry.identity import queries
from registry.identity.models import User
from registry.identity.service.second_step import is_needed
from registry.identity.service.sign_in import note_seen
from registry.web.crossing import SAFE
from registry.web.ports import settings
from registry.web.resuming import to_sign_in

View = TypeVar("View", bound=Callable[..., Any])
login_manager = LoginManager()
# Whoever signed in with a password that was handed over first chooses one of their own.
BEFORE_OWN_PASSWORD = frozenset({"identity.change_password", "identity.sign_out"})
# Whoever needs a second step sets it up before anything else.
BEFORE_SECOND_STEP = BEFORE_OWN_PASSWORD | {"identity.set_up_second_step", "identity.show_spare_codes"}


class UndeclaredRoute(Exception):
    """A route says nothing about who may use it; the application does not start."""


class SignedIn(UserMixin):
    """What Flask-Login holds for a request: the person and the token of this device."""

    def __init__(self, user: User, token: str, *, gave_code: bool = False) -> None:
        self.user = user
        self.token = token
        self.gave_code = gave_code

    def get_id(self) -> str:
        return self.token

    @property
    def name(self) -> str:
        return self.user.name


def public(view: View) -> View:
    """Open to everybody."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def permission(needed: Permission) -> Callable[[View], View]:
    """Open to whoever could ever do this; the service checks the same permission on the object."""

    def mark(view: View) -> View:
        view.access = needed  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(view: View) -> View:
    """Open to everybody with an account."""
    return permission(Permission.ACCOUNT_USE)(view)


def keeps_typed(view: View) -> View:
    """What is sent here belongs to the form of the page it was sent from: it is kept when a session ends."""
    view.keeps_typed = True  # type: ignore[attr-defined]
    return view


def actor() -> User:
    """The person at the page; only in views that are not public."""
    return current_user.user  # type: ignore[no-any-return]


def actor_or_none() -> User | None:
    """The person at the page, or None for the public."""
    return current_user.user if current_user.is_authenticated else None


def can(needed: str, subject: Any = None) -> bool:
    """For templates: whether to show a button."""
    if subject is not None or request.method not in SAFE:
        return allowed(actor_or_none(), Permission(needed), subject)
    # The bars of a page ask of everything in them, above and below, whether it is open to this person.
    answers = request.environ.setdefault("registry.open_to", {})
    if needed not in answers:
        answers[needed] = allowed(actor_or_none(), Permission(needed))
    return bool(answers[needed])


@login_manager.user_loader
def _load(token: str) -> SignedIn | None:
    session_row = queries.find_session(token)
    if session_row is None:
        return None
    user = session_row.user
    note_seen(session_row)
    return SignedIn(user, token, gave_code=session_row.second_at is not None)


def needs_second_step(user: User) -> bool:
    """Whether somebody may not do without; never in a demonstration, whose accounts are for everybody."""
    site = settings()
    return site.second_step and not site.demonstration and is_needed(user)


def init(app: Flask) -> None:
    """Guard every request of the application."""
    login_manager.init_app(app)
    login_manager.session_protection = None
    app.before_request(_check)


def require_declared(app: Flask) -> None:
    """Raise UndeclaredRoute for the first route that does not say who may use it."""
    for rule in app.url_map.iter_rules():
        if access_of(app.view_functions[rule.endpoint]) is None:
            raise UndeclaredRoute(f"{rule.rule} ({rule.endpoint}) declares no permission")


def access_of(view: Callable[..., Any]) -> Any:
    """The declared access of a view function or of a class-based view."""
    return getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    access = access_of(current_app.view_functions[request.endpoint])
    if access == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return to_sign_in()
    if access is None or not allowed(actor(), access):
        raise PermissionDenied(str(access), _("You may not open this page."), actor_id=actor().id)
    if actor().one_time_until is not None and request.endpoint not in BEFORE_OWN_PASSWORD:
        return redirect(url_for("identity.change_password"), 303)
    if (
        not current_user.gave_code
        and request.endpoint not in BEFORE_SECOND_STEP
        and needs_second_step(actor())
    ):
        return redirect(url_for("identity.set_up_second_step"), 303)
    return None
