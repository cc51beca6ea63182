"""The log of reading: who opened which page that shows who people are (ASVS 5.0, 16.2.1 and 16.3.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from registry.audit.models import Reading
from registry.core.clock import now
from registry.core.db import db
from registry.core.paging import Page, page_of
from registry.core.transaction import transaction

# The same page of the same thing counts once in this time: somebody who goes back and forth reads it once.
ONCE_IN = timedelta(minutes=10)
KEPT = timedelta(days=365)


@dataclass(frozen=True)
class Opened:
    """A page somebody opens: its name in the program, and what is read of there, by kind and reference.

    `asked` tells parts of a list apart, up to 12 characters.
    """

    page: str
    kind: str
    reference: str
    asked: str = ""


def is_known(actor_id: int, opened: Opened) -> bool:
    """Whether the actor opened this page of the same thing a moment ago."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Reading.actor_id == actor_id,
                    Reading.at > now() - ONCE_IN,
                    Reading.page == opened.page,
                    Reading.subject_kind == opened.kind,
                    Reading.subject_ref == opened.reference,
                    Reading.asked == opened.asked,
                )
            )
        )
    )


def note(actor_id: int, opened: Opened, *, address: str) -> None:
    """Write down that the actor read this."""
    with transaction():
        db.session.add(
            Reading(
                at=now(), actor_id=actor_id, page=opened.page, subject_kind=opened.kind,
                subject_ref=opened.reference, asked=opened.asked, address=address[:45],
            )
        )  # fmt: skip


def list_readings(
    *,
    actor_id: int | None = None,
    references: frozenset[str] | None = None,
    since: datetime | None = None,
    number: int = 1,
) -> Page[Reading]:
    """What was read, the last first: by one person, of some things by their references, since a moment."""
    query = select(Reading)
    if actor_id is not None:
        query = query.where(Reading.actor_id == actor_id)
    if references is not None:
        query = query.where(Reading.subject_ref.in_(references))
    if since is not None:
        query = query.where(Reading.at >= since)
    return page_of(query.order_by(Reading.id.desc()), number)


def forget_old() -> None:
    """Remove what is older than a year. Part of a command."""
    db.session.execute(delete(Reading).where(Reading.at < now() - KEPT))
