"""The minutes of a session: drafted from its record, edited, frozen with a digest."""

import hashlib

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.review import polls
from registry.review.council import CouncilSession
from registry.review.minutes import require_unveiled
from registry.review.service import lifecycle
from registry.review.states import SESSION_LIFE

LONGEST_MINUTES = 40_000


def save_minutes(
    actor: User, session: CouncilSession, *, text: str, version: int | None = None
) -> CouncilSession:
    """Keep the minutes as they are so far."""
    with transaction():
        _write(actor, session, text, version)
        audit.record(actor, "council.minutes_saved", session, length=len(session.minutes))
    return session


def close_session(
    actor: User, session: CouncilSession, *, text: str, version: int | None = None
) -> CouncilSession:
    """End a session: its minutes are frozen, and their digest tells whether they are still the same."""
    with transaction():
        _write(actor, session, text, version)
        lifecycle.move_session(session, "close")
        session.minutes_digest = digest_of(session.minutes)
        session.closed_at = now()
        session.unlock_asked_by, session.unlock_reason = None, ""
        audit.record(actor, "council.closed", session, minutes=session.minutes_digest)
    return session


def digest_of(text: str) -> str:
    """The SHA-256 of minutes."""
    return hashlib.sha256(text.encode()).hexdigest()


def _write(actor: User, session: CouncilSession, text: str, version: int | None) -> None:
    require(actor, Permission.COUNCIL_CONVENE, session)
    polls.require_untied_to_all(actor, session)
    require_unveiled(actor, session)
    SESSION_LIFE.check(SESSION_LIFE["close"], session)
    kept = clean_text(text)
    if not kept:
        raise InvalidInput("minutes", _("Write the minutes."))
    if len(kept) > LONGEST_MINUTES:
        raise InvalidInput("minutes", _("Use at most %(most)s characters.", most=LONGEST_MINUTES))
    require_version(session, version, {"minutes": session.minutes})
    session.minutes = kept
