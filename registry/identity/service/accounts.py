"""Making and changing accounts."""

import re
import unicodedata
from typing import Any

from registry.audit import service as audit
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import sort_key
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version, unique_key
from registry.identity import passwords, queries
from registry.identity.models import User, UserSession

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def create_user(  # noqa: PLR0913 -- an account has this many parts
    actor: User | None,
    *,
    username: str,
    name: str,
    password: str,
    job_title: str = "",
    email: str | None = None,
    is_demonstration: bool = False,
) -> User:
    """Make an account. `actor` None is the operator at the command line.

    Raises InvalidInput for a name that is taken or looks like another, and for a weak password.
    """
    with transaction():
        if actor is not None:
            require(actor, Permission.USER_ADMINISTER)
        username = _checked_username(username)
        passwords.check_policy(password, username=username)
        user = User(
            username=username,
            username_key=unique_key(username),
            password_hash=passwords.hash_password(password),
            is_demonstration=is_demonstration,
        )
        _fill(user, name=name, job_title=job_title, email=email)
        db.session.add(user)
        db.session.flush()
        audit.record(actor, "user.created", user, personal={"name": user.name, "email": user.email or ""})
    return user


def change_user(actor: User, user: User, *, version: int | None, **values: Any) -> User:
    """Change name, job title, e-mail or whether the account is active. Switching off ends every session."""
    with transaction():
        require(actor, Permission.USER_ADMINISTER)
        require_version(user, version, {"name": user.name, "job_title": user.job_title})
        was_active = user.is_active
        active = values.pop("is_active", user.is_active)
        _fill(user, **values)
        user.is_active = active
        if was_active and not active:
            end_sessions(user)
        audit.record(actor, "user.changed", user, active=active, personal={"name": user.name})
    return user


def change_password(actor: User, *, current: str, new: str) -> None:
    """Change one's own password; every other device is signed out."""
    with transaction():
        require(actor, Permission.ACCOUNT_USE)
        if not passwords.matches(actor.password_hash, current):
            raise InvalidInput("current", _("This is not your present password."))
        passwords.check_policy(new, username=actor.username)
        actor.password_hash = passwords.hash_password(new)
        end_sessions(actor)
        audit.record(actor, "user.password_changed", actor)


def reset_password(actor: User | None, user: User, *, password: str) -> None:
    """Give an account a new password that an administrator or the operator hands over."""
    with transaction():
        if actor is not None:
            require(actor, Permission.USER_ADMINISTER)
        passwords.check_policy(password, username=user.username)
        user.password_hash = passwords.hash_password(password)
        end_sessions(user)
        audit.record(actor, "user.password_reset", user)


def end_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    for session in db.session.scalars(db.select(UserSession).where(UserSession.user_id == user.id)):
        db.session.delete(session)


def _fill(user: User, *, name: str, job_title: str = "", email: str | None = None) -> None:
    user.name = clean_text(name)
    if not user.name:
        raise InvalidInput("name", _("Enter the person's name."))
    user.name_sort = sort_key(user.name)
    user.job_title = clean_text(job_title)
    user.email = clean_text(email).lower() or None
    if user.email and ("@" not in user.email or any(c.isspace() for c in user.email)):
        raise InvalidInput("email", _("Enter an e-mail address such as ten@xa.gov.vn."))


def _checked_username(username: str) -> str:
    username = unicodedata.normalize("NFKC", username).strip().lower()
    # Latin letters without marks only: a look-alike in another script cannot be made (abuse case L06).
    if not USERNAME.fullmatch(username):
        raise InvalidInput(
            "username", _("Use 3 to 60 letters without marks, digits, dots, hyphens or underscores.")
        )
    if queries.find_user(username):
        raise InvalidInput("username", _("This user name is taken."))
    return username
