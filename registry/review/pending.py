"""Decisions prepared and not released: what the signer means to say, changed freely until then."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.campaigns.models import Campaign
from registry.core.db import db, word_enum
from registry.core.types import Timestamps
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.states import Outcome


class PendingDecision(Timestamps, db.Model):
    """What is prepared for one nomination. It binds nobody and is told to no unit."""

    __tablename__ = "pending_decisions"

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), primary_key=True)
    # No CHECK lists the words: they are the program's.
    outcome: Mapped[Outcome] = mapped_column(word_enum(Outcome, is_closed=False))
    reason: Mapped[str] = mapped_column(Text, default="")
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    nomination: Mapped[Nomination] = relationship()
    prepared_by: Mapped[User] = relationship()


def pending_in(campaign: Campaign) -> dict[int, PendingDecision]:
    """What is prepared in a campaign, by nomination."""
    query = (
        select(PendingDecision)
        .join(PendingDecision.nomination)
        .where(Nomination.campaign_id == campaign.id)
        .order_by(PendingDecision.nomination_id)
    )
    return {one.nomination_id: one for one in db.session.scalars(query)}


def mark_of_pending(rows: Iterable[PendingDecision]) -> str:
    """A mark of what was prepared as somebody read it."""
    told = (f"{one.nomination_id}\x1f{one.outcome}\x1f{one.reason}" for one in rows)
    return hashlib.sha256("\x1e".join(told).encode()).hexdigest()


def forget_pending(nomination: Nomination) -> None:
    """Nothing is prepared any more for what is decided. Part of a command."""
    held = db.session.get(PendingDecision, nomination.id)
    if held is not None:
        db.session.delete(held)
