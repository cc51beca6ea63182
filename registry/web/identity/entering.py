"""Once somebody is let in: the session of this browser, and the page they go to."""

from urllib.parse import parse_qsl, urlsplit

from flask import redirect, session, url_for
from flask_login import login_user
from werkzeug.wrappers import Response

from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity import queries
from registry.identity.models import User
from registry.web.guard import SignedIn
from registry.web.identity import devices
from registry.web.resuming import RESUME
from registry.web.review.inbox import waiting
from registry.web.telling import tell


def open_session(user: User, token: str) -> None:
    """Tie this browser to a new session and forget everything the old cookie held."""
    session.clear()
    login_user(SignedIn(user, token))


def welcome(token: str) -> Response:
    """Open the session of a token in this browser and go on to where the person wanted to be."""
    user = queries.find_by_session(token)
    assert user is not None  # noqa: S101 -- the session was opened a moment ago
    target = next_page(user)
    open_session(user, token)
    if resumes(user, target):
        tell(_("What you had typed is here again. Look through it, then save."), "success")
    answer = redirect(target, 303)
    devices.remember_device(answer, user.username)
    return answer


def next_page(person: User) -> str:
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
