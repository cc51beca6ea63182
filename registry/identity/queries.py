"""Reading people and their sessions."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.ids import plain_words
from registry.core.paging import Page, page_of
from registry.core.types import unique_key
from registry.identity.models import (
    KeptText,
    PasswordLink,
    RecoveryCode,
    Role,
    RoleGrant,
    SecondStep,
    User,
    UserSession,
)

# How long the program knows whose a session was that has run out: to keep what was typed in it.
REMEMBERED = timedelta(days=7)


def find_user(username: str) -> User | None:
    """The person with a user name, whatever its case."""
    return db.session.scalar(select(User).where(User.username_key == unique_key(username)))


def find_by_reference(reference: str) -> User | None:
    """The person with a reference, which no page gives away."""
    return db.session.scalar(select(User).where(User.reference == reference))


def get_user(username: str) -> User:
    """The person with a user name; raises NotFound."""
    user = find_user(username)
    if user is None:
        raise NotFound(_("There is no such person."))
    return user


def list_users_by_id(ids: Iterable[int]) -> list[User]:
    """People by id, in the order of their names."""
    return list(db.session.scalars(select(User).where(User.id.in_(set(ids))).order_by(User.name_sort)))


def find_by_email(address: str) -> User | None:
    """The person with an e-mail address."""
    return db.session.scalar(select(User).where(User.email == address.strip().lower()))


def find_by_session(token: str) -> User | None:
    """The person whose device holds a session token, while the session and the account are valid."""
    session = find_session(token)
    return session.user if session else None


def find_session(token: str) -> UserSession | None:
    """The valid session of a token, or None."""
    # Every page asks for the person and their roles next.
    person = joinedload(UserSession.user).selectinload(User.grants)
    query = select(UserSession).where(UserSession.token_hash == token_hash(token)).options(person)
    session = db.session.scalar(query)
    if session is None or session.expires_at <= now() or not session.user.is_active:
        return None
    return session


def find_last_owner(token: str) -> User | None:
    """Whose a session was that ran out lately; None while it is valid and after it was ended on purpose."""
    session = db.session.scalar(select(UserSession).where(UserSession.token_hash == token_hash(token)))
    if session is None or not session.user.is_active:
        return None
    return session.user if session.expires_at <= now() < session.expires_at + REMEMBERED else None


def find_owner(digest: str) -> User | None:
    """Whose a session with this `token_hash` is, or was until lately; None after it was ended on purpose."""
    session = db.session.scalar(select(UserSession).where(UserSession.token_hash == digest))
    if session is None or not session.user.is_active or session.expires_at + REMEMBERED <= now():
        return None
    return session.user


def find_link(token: str) -> PasswordLink | None:
    """The link of a token by mail, while it works."""
    link = db.session.scalar(select(PasswordLink).where(PasswordLink.digest == token_hash(token)))
    return link if link and link.expires_at and link.expires_at > now() else None


def find_second_step(user: User) -> SecondStep | None:
    """The phone that shows codes for somebody, if they have set one up."""
    return db.session.get(SecondStep, user.id)


def count_spare(user: User) -> int:
    """How many codes on paper somebody has left."""
    query = select(func.count()).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(query) or 0


def find_kept(user: User, number: int) -> KeptText | None:
    """Something the person typed and what could not be stored, by its id."""
    return db.session.scalar(select(KeptText).where(KeptText.user_id == user.id, KeptText.id == number))


def find_kept_at(user: User, place: str) -> KeptText | None:
    """What was kept at exactly this place."""
    return db.session.scalar(select(KeptText).where(KeptText.user_id == user.id, KeptText.place == place))


def list_kept(user: User, begin: str) -> list[KeptText]:
    """What somebody typed at the places below an address, the last first."""
    query = select(KeptText).where(
        KeptText.user_id == user.id, KeptText.place.startswith(begin, autoescape=True)
    )
    return list(db.session.scalars(query.order_by(KeptText.kept_at.desc())))


def list_sessions(user: User) -> list[UserSession]:
    """The devices on which somebody is signed in, the last used first."""
    query = select(UserSession).where(UserSession.user_id == user.id, UserSession.expires_at > now())
    return list(db.session.scalars(query.order_by(UserSession.seen_at.desc(), UserSession.id.desc())))


def token_hash(token: str) -> str:
    """What is stored of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def list_with_roles() -> list[User]:
    """Active people who hold any role today, by name."""
    day = today()
    held = select(RoleGrant.user_id).where(
        RoleGrant.valid_from <= day, RoleGrant.valid_to.is_(None) | (RoleGrant.valid_to >= day)
    )
    query = select(User).where(User.is_active, User.id.in_(held)).order_by(User.name_sort, User.id)
    return list(db.session.scalars(query))


def list_holders(unit_ids: Iterable[int], *roles: Role) -> list[User]:
    """Active people who hold one of the roles today at exactly these units, by name."""
    day = today()
    query = (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            RoleGrant.unit_id.in_(set(unit_ids)),
            RoleGrant.role.in_(roles),
            RoleGrant.valid_from <= day,
            RoleGrant.valid_to.is_(None) | (RoleGrant.valid_to >= day),
            User.is_active,
        )
        .order_by(User.name_sort)
        .distinct()
    )
    return list(db.session.scalars(query))


def list_grants_at(unit_ids: Iterable[int], on: date) -> list[RoleGrant]:
    """Roles held at exactly these units on a day or later."""
    in_force = RoleGrant.valid_to.is_(None) | (RoleGrant.valid_to >= on)
    query = select(RoleGrant).where(RoleGrant.unit_id.in_(set(unit_ids)), in_force)
    return list(db.session.scalars(query.order_by(RoleGrant.id)))


def holders_by_unit(unit_ids: Iterable[int], *roles: Role) -> dict[int, list[User]]:
    """Active people who hold one of the roles today at exactly these units, by unit, read at once."""
    day, found = today(), dict[int, list[User]]()
    grants = [one for one in list_grants_at(unit_ids, day) if one.role in roles and one.holds_on(day)]
    people = {one.id: one for one in list_users_by_id(one.user_id for one in grants) if one.is_active}
    for grant in grants:
        held = found.setdefault(grant.unit_id, [])
        if grant.user_id in people and people[grant.user_id] not in held:
            held.append(people[grant.user_id])
    return found


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """The names of people by id."""
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(set(user_ids))))
    return {row.id: row.name for row in rows}


def search_users(
    text: str = "",
    *,
    within: Iterable[int],
    role: Role | None = None,
    active: bool | None = None,
    number: int = 1,
) -> Page[User]:
    """People who hold or held a role at one of these units, whose name or user name holds the words."""
    ids: BindParameter[list[int]] = bindparam(None, sorted(within), expanding=True, literal_execute=True)
    held = select(RoleGrant.user_id).where(RoleGrant.unit_id.in_(ids))
    if role is not None:
        held = held.where(RoleGrant.role == role)
    query = select(User).where(User.id.in_(held)).options(selectinload(User.grants))
    for word in plain_words(text).split():
        in_name = User.name_plain.contains(word, autoescape=True)
        query = query.where(in_name | User.username.contains(word, autoescape=True))
    if active is not None:
        query = query.where(User.is_active.is_(active))
    return page_of(query.order_by(User.name_sort, User.id), number)


def count_demonstration_users() -> int:
    """How many accounts belong to the demonstration; their password is known to everybody."""
    query = select(func.count()).select_from(User).where(User.is_demonstration, User.is_active)
    return db.session.scalar(query) or 0
