"""Making and changing accounts."""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import plain_words, sort_key
from registry.core.naming import checked_name
from registry.core.permissions import Permission, allowed, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version, unique_key
from registry.identity import passwords, queries
from registry.identity.models import PasswordLink, User, UserSession

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+")
# How long a password that was handed over may wait for its first use.
HANDED_OVER_FOR = timedelta(days=3)
_forgetters: list[Callable[[User], None]] = []


def create_user(  # noqa: PLR0913 -- an account has this many parts
    actor: User | None,
    *,
    username: str,
    name: str,
    password: str | None = None,
    one_time: bool = False,
    job_title: str = "",
    email: str | None = None,
    is_demonstration: bool = False,
) -> User:
    """Make an account. `actor` None is the operator at the command line.

    A `one_time` password must be replaced at the first sign-in. Raises InvalidInput for a name that is
    taken or looks like another, and for a weak password.
    """
    with transaction():
        if actor is not None:
            require(actor, Permission.USER_ADMINISTER)
        username = _checked_username(username)
        password = password or passwords.make_one_time_password()
        passwords.check_policy(password, username=username)
        user = User(
            username=username,
            username_key=unique_key(username),
            password_hash=passwords.hash_password(password),
            one_time_until=now() + HANDED_OVER_FOR if one_time else None,
            is_demonstration=is_demonstration,
        )
        with db.session.no_autoflush:
            _fill(user, name=name, job_title=job_title, email=email)
        db.session.add(user)
        db.session.flush()
        audit.record(actor, "user.created", user, personal={"name": user.name, "email": user.email or ""})
    return user


def open_waiting_account(
    actor: User, *, username: str, name: str, job_title: str = "", email: str | None = None
) -> User:
    """Make an account nobody can sign in to until a password is handed over for it."""
    with transaction():
        require(actor, Permission.USER_ADMINISTER)
        username = _checked_username(username)
        user = User(
            username=username,
            username_key=unique_key(username),
            password_hash=passwords.unknown_hash(),
            one_time_until=now(),
        )
        with db.session.no_autoflush:
            _fill(user, name=name, job_title=job_title, email=email)
        db.session.add(user)
        db.session.flush()
        audit.record(actor, "user.created", user, personal={"name": user.name, "email": user.email or ""})
    return user


def change_user(
    actor: User,
    user: User,
    *,
    version: int | None,
    name: str,
    job_title: str = "",
    email: str | None = None,
) -> User:
    """Change a person's name, job title and e-mail address."""
    with transaction():
        require(actor, Permission.USER_ADMINISTER, user)
        stored = {"name": user.name, "job_title": user.job_title, "email": user.email or ""}
        require_version(user, version, dict(stored))
        with db.session.no_autoflush:
            _fill(user, name=name, job_title=job_title, email=email)
        told = {"name": user.name, "job_title": user.job_title, "email": user.email or ""}
        changed = sorted(key for key, value in told.items() if value != stored[key])
        if "email" in changed:
            end_links(user)
        audit.record(actor, "user.changed", user, changed=changed, personal={"name": user.name})
    return user


def set_active(actor: User, user: User, *, active: bool) -> User:
    """Open or close an account. Closing it ends every session at once (abuse case A11)."""
    with transaction():
        require(actor, Permission.USER_ADMINISTER, user)
        if actor.id == user.id and not active:
            raise InvalidInput("active", _("You cannot close your own account."))
        if user.is_active != active:
            user.is_active = active
            if not active:
                end_sessions(user)
                end_links(user)
                for forget in _forgetters:
                    forget(user)
            audit.record(actor, "user.opened" if active else "user.closed", user)
    return user


def on_closed(forget: Callable[[User], None]) -> None:
    """Have what belongs to the person alone forgotten in the command that closes their account."""
    if forget not in _forgetters:
        _forgetters.append(forget)


def change_password(actor: User, *, current: str, new: str) -> None:
    """Choose a new password for oneself. Every session ends; the caller opens a new one for this device."""
    with transaction():
        require(actor, Permission.ACCOUNT_USE)
        if not passwords.matches(actor.password_hash, current):
            raise InvalidInput("current", _("This is not your present password."))
        passwords.check_policy(new, username=actor.username, field="new")
        if passwords.matches(actor.password_hash, new):
            raise InvalidInput("new", _("Choose a password you do not use now."))
        put_password(actor, new)
        audit.record(actor, "user.password_changed", actor)


def reset_password(actor: User | None, user: User) -> str:
    """A one-time password for somebody who lost theirs; whoever hands it over cannot choose it (L09).

    It works for three days and must be replaced at the first sign-in. Every session of the person ends.
    An administrator may do so, and the lead of the unit for its members.
    """
    with transaction():
        if actor is not None and not allowed(actor, Permission.USER_HELP, user):
            require(actor, Permission.USER_ADMINISTER, user)
        password = passwords.make_one_time_password()
        put_password(user, password)
        user.one_time_until = now() + HANDED_OVER_FOR
        audit.record(actor, "user.password_reset", user)
    return password


def put_password(user: User, password: str) -> None:
    """Another password: every device is signed out, every link by mail ends. Part of a command."""
    user.password_hash = passwords.hash_password(password)
    user.one_time_until = None
    end_sessions(user)
    end_links(user)


def end_sessions(user: User) -> None:
    """Sign a person out everywhere. Part of a command: opens no transaction of its own."""
    db.session.execute(delete(UserSession).where(UserSession.user_id == user.id))


def end_links(user: User) -> None:
    """Have no link work any longer that was sent to a person by mail. Part of a command."""
    db.session.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))


def _fill(user: User, *, name: str, job_title: str, email: str | None) -> None:
    user.name = checked_name(name, field="name", missing=_("Enter the person's name."))
    user.name_sort = sort_key(user.name)
    user.name_plain = plain_words(user.name)
    user.job_title = " ".join(clean_text(job_title).split())[:200]
    user.email = _checked_email(user, email)


def checked_address(email: str | None) -> str:
    """An e-mail address as it is stored, or nothing. Raises InvalidInput for what is none."""
    address = clean_text(email).lower()
    if address and (len(address) > 254 or not address.isascii() or not EMAIL.fullmatch(address)):
        raise InvalidInput("email", _("Enter an e-mail address such as ten@xa.gov.vn."))
    return address


def _checked_email(user: User, email: str | None) -> str | None:
    address = checked_address(email)
    if not address:
        return None
    holder = queries.find_by_email(address)
    if holder is not None and holder is not user:
        raise InvalidInput("email", _("Another account uses this e-mail address."))
    return address


def _checked_username(username: str) -> str:
    username = unicodedata.normalize("NFKC", username).strip().lower()
    # Latin letters without marks only: a look-alike in another script cannot be made (abuse case L06).
    if not USERNAME.fullmatch(username):
        raise InvalidInput(
            "username", _("Use 3 to 60 letters without marks, digits, dots, hyphens or underscores.")
        )
    if queries.find_user(username):
        raise InvalidInput("username", _("The user name %(name)s is taken.", name=username))
    return username
