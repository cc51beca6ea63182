"""Reading people and their sessions."""

import hashlib

from sqlalchemy import select

from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.types import unique_key
from registry.identity.models import RoleGrant, User, UserSession


def find_user(username: str) -> User | None:
    """The person with a user name, whatever its case."""
    return db.session.scalar(select(User).where(User.username_key == unique_key(username)))


def get_user(username: str) -> User:
    """The person with a user name; raises NotFound."""
    user = find_user(username)
    if user is None:
        raise NotFound(_("There is no such person."))
    return user


def find_by_session(token: str) -> User | None:
    """The person whose device holds a session token, while the session and the account are valid."""
    session = find_session(token)
    return session.user if session else None


def find_session(token: str) -> UserSession | None:
    """The valid session of a token, or None."""
    session = db.session.scalar(select(UserSession).where(UserSession.token_hash == token_hash(token)))
    if session is None or session.expires_at <= now() or not session.user.is_active:
        return None
    return session


def token_hash(token: str) -> str:
    """What is stored of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def list_holders(unit_ids: set[int], *roles: object) -> list[User]:
    """People with one of the roles at exactly these units, today's grants first to last."""
    query = (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.unit_id.in_(unit_ids), RoleGrant.role.in_(roles), User.is_active)
        .order_by(User.name_sort)
        .distinct()
    )
    return list(db.session.scalars(query))
