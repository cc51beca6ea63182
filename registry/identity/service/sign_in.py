"""Signing in and out: a random token for the browser, its digest for the database."""

import secrets
from datetime import timedelta

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity import passwords, queries
from registry.identity.models import User, UserSession
from registry.jobs.service import enqueue


def sign_in(username: str, password: str, *, device: str, hours: int) -> str | None:
    """The token of a new session, or None when name and password do not fit an active account.

    Takes as long for an unknown name as for a wrong password (abuse case L02).
    """
    user = queries.find_user(username)
    fits = passwords.matches(user.password_hash if user else None, password)
    if user is None or not fits or not user.is_active:
        with transaction():
            audit.record(None, "session.refused", None, personal={"username": username[:80]})
        return None
    token = secrets.token_urlsafe(32)
    with transaction():
        db.session.add(
            UserSession(
                token_hash=queries.token_hash(token),
                user_id=user.id,
                device=device[:200],
                expires_at=now() + timedelta(hours=hours),
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


def end_session(actor: User, session_id: int) -> None:
    """Sign one of one's own devices out."""
    with transaction():
        query = select(UserSession).where(UserSession.id == session_id, UserSession.user_id == actor.id)
        session = db.session.scalar(query)
        if session is not None:
            audit.record(actor, "session.ended", actor)
            db.session.delete(session)


def forget_expired() -> None:
    """Remove sessions that are over; run by the worker once a day."""
    with transaction():
        for session in db.session.scalars(select(UserSession).where(UserSession.expires_at < now())):
            db.session.delete(session)
        enqueue("sessions.forget", run_at=now() + timedelta(days=1), key=f"sessions.forget:{now():%Y-%m-%d}")
