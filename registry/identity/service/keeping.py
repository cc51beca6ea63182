"""Putting aside what somebody typed and what could not be stored where it belongs: nothing typed is lost."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity import queries
from registry.identity.models import KeptBecause, KeptText, User

KEPT = timedelta(days=30)
MOST = 60
LARGEST = 300_000
LONGEST_PLACE = 300
# What belongs to one sending of a form.
NEVER = frozenset({"csrf_token", "once", "tab", "turn", "then", "resumed", "of_session"})


def keep_text(
    actor: User, place: str, fields: Iterable[tuple[str, str]], why: KeptBecause
) -> KeptText | None:
    """Put a form's fields aside for the person alone, in place of what was kept at the same place before.

    Nothing is kept of what is larger than a form of the registry can be. Passwords never are.
    """
    kept = [[name, value] for name, value in fields if name not in NEVER and "password" not in name]
    if len(place) > LONGEST_PLACE or sum(len(name) + len(value) for name, value in kept) > LARGEST:
        return None
    with transaction():
        row = queries.find_kept_at(actor, place)
        if row is None:
            row = KeptText(user_id=actor.id, place=place)
            db.session.add(row)
        row.fields, row.why, row.kept_at = kept, why, now()
        db.session.flush()
        for old in queries.list_kept(actor, "")[MOST:]:
            db.session.delete(old)
    return row


def drop_text(actor: User, kept: KeptText) -> None:
    """Forget what was put aside; what belongs to somebody else stays."""
    with transaction():
        row = queries.find_kept(actor, kept.id)
        if row is not None:
            db.session.delete(row)


def forget_below(address: str) -> None:
    """Remove what anybody put aside at the pages below an address, when there are no such pages any more."""
    with transaction():
        below = KeptText.place.startswith(f"{address}/", autoescape=True)
        db.session.execute(delete(KeptText).where(below))


def forget_old() -> None:
    """Remove what nobody came back for."""
    with transaction():
        db.session.execute(delete(KeptText).where(KeptText.kept_at < now() - KEPT))
