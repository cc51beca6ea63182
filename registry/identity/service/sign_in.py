"""Signing in and out: a random token for the browser, its digest for the database."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity import passwords, queries, throttle
from registry.identity.models import User, UserSession
from registry.identity.throttle import Limit

# How often a page that is only read may note that the device is in use.
SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Attempt:
    """Somebody trying to sign in. `known_device` is the mark of a device this person used before."""

    username: str
    password: str
    address: str
    device: str
    known_device: str = ""

    @property
    def throttle_keys(self) -> tuple[str, ...]:
        """A known device has a count of its own: strangers' guesses do not lock its owner out (L01)."""
        if self.known_device:
            return (throttle.key_of("device", self.known_device),)
        return throttle.key_of("user", self.username), f"address:{self.address}"


class CodeNeeded(Exception):
    """Name and password are right; `user` is still to give a code of their phone."""

    def __init__(self, user: User) -> None:
        super().__init__(user.id)
        self.user = user


def sign_in(attempt: Attempt, *, limit: Limit, hours: int) -> str | None:
    """The token of a new session, or None when name and password do not fit an active account.

    Takes as long for an unknown name as for a wrong password (abuse case L02).
    Raises TooManyTries when the person's name or address has used up its tries, and CodeNeeded where
    somebody has set up the second step.
    """
    limit.take(*attempt.throttle_keys)
    user = queries.find_user(attempt.username)
    fits = passwords.matches(user.password_hash if user else None, attempt.password)
    if user is None or not fits or not _may_sign_in(user):
        with transaction():
            audit.record(None, "session.refused", user)
        return None
    limit.give_back(*attempt.throttle_keys)
    if queries.find_second_step(user) is not None:
        raise CodeNeeded(user)
    return start_session(user, device=attempt.device, hours=hours)


def start_session(user: User, *, device: str, hours: int, gave_code: bool = False) -> str:
    """A new session of somebody whose password was just checked, and their code; returns its token."""
    token = secrets.token_urlsafe(32)
    with transaction():
        db.session.add(
            UserSession(
                token_hash=queries.token_hash(token),
                user_id=user.id,
                device=device[:200],
                expires_at=now() + timedelta(hours=hours),
                second_at=now() if gave_code else None,
            )
        )
        audit.record(user, "session.started", user)
    return token


def sign_out(token: str) -> None:
    """End the session of a token; the cookie is worth nothing afterwards."""
    with transaction():
        session = queries.find_session(token)
        if session is not None:
            audit.record(session.user, "session.ended", session.user)
            db.session.delete(session)


def end_session(actor: User, reference: str) -> bool:
    """Sign one of one's own devices out; whether there was such a device."""
    with transaction():
        session = next((one for one in queries.list_sessions(actor) if one.reference == reference), None)
        if session is not None:
            audit.record(actor, "session.ended", actor)
            db.session.delete(session)
    return session is not None


def end_other_sessions(actor: User, *, keep: str) -> int:
    """Sign every device of one's own out but the one that holds the token `keep`."""
    with transaction():
        kept = queries.token_hash(keep)
        others = [one for one in queries.list_sessions(actor) if one.token_hash != kept]
        for session in others:
            db.session.delete(session)
        if others:
            audit.record(actor, "session.others_ended", actor, count=len(others))
    return len(others)


def note_seen(session: UserSession) -> None:
    """Remember that a device is in use; at most now and then, and never at the cost of the page."""
    if session.seen_at > now() - SEEN_EVERY:
        return
    session_id = session.id
    try:
        with transaction():
            found = db.session.get(UserSession, session_id)
            if found is not None:
                found.seen_at = now()
    except OperationalError:
        db.session.rollback()


def forget_expired() -> None:
    """Remove counts that are over, and sessions once nobody needs to know whose they were."""
    with transaction():
        forgotten = now() - queries.REMEMBERED
        db.session.execute(delete(UserSession).where(UserSession.expires_at <= forgotten))
        throttle.forget_expired()


def _may_sign_in(user: User) -> bool:
    return user.is_active and (user.one_time_until is None or user.one_time_until > now())
