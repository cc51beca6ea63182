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
# What belongs to one sending of a form, and what must stand nowhere in clear.
NEVER = ("csrf_token", "once", "turn", "then")


def keep_text(actor: User, place: str, fields: Iterable[tuple[str, str]], why: KeptBecause) -> bool:
    """Put a form's fields aside for the person alone, in place of what was kept of it before.

    Returns whether it was kept: what is larger than a form of the registry can be is not.
    """
    kept = [[name, value] for name, value in fields if _may_be_kept(name)]
    if len(place) > LONGEST_PLACE or sum(len(name) + len(value) for name, value in kept) > LARGEST:
        return False
    with transaction():
        row = queries.find_kept(actor, place)
        if row is None:
            row = KeptText(user_id=actor.id, place=place)
            db.session.add(row)
        row.fields, row.why, row.kept_at = kept, why, now()
        db.session.flush()
        for old in queries.list_kept(actor, "")[MOST:]:
            db.session.delete(old)
    return True


def drop_text(actor: User, place: str) -> bool:
    """Forget what was put aside at a place; whether there was anything."""
    if queries.find_kept(actor, place) is None:
        return False
    with transaction():
        row = queries.find_kept(actor, place)
        if row is not None:
            db.session.delete(row)
    return row is not None


def forget_old() -> None:
    """Remove what nobody came back for."""
    with transaction():
        db.session.execute(delete(KeptText).where(KeptText.kept_at < now() - KEPT))


def _may_be_kept(name: str) -> bool:
    return name not in NEVER and "password" not in name
