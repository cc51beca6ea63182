"""The table of appeals: a unit asks that somebody else look at a decision again."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.states import ObjectionOutcome


class Appeal(Timestamps, Version, db.Model):
    """What the unit says against a decision and what is found; both stand beside it as it is."""

    __tablename__ = "appeals"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    # One appeal against one decision.
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_on: Mapped[date]
    # Nothing until it is answered. No CHECK lists the words: they are the program's.
    outcome: Mapped[ObjectionOutcome | None] = mapped_column(
        word_enum(ObjectionOutcome, is_closed=False), index=True
    )
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    nomination: Mapped[Nomination] = relationship()
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
