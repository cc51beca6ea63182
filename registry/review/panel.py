"""Tables of the panel's work beside its ballots: what reviewers can take on, what they ask the unit."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.states import QuestionState


class ReviewerProfile(Timestamps, Version, db.Model):
    """What a reviewer says to know, and how many ballots may be open with them at once."""

    __tablename__ = "reviewer_profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    # The fields of the movement, by id.
    fields: Mapped[list[int]] = mapped_column(JSON, default=list)
    # Nothing: as many as the secretary gives.
    most_open: Mapped[int | None]

    person: Mapped[User] = relationship()


class Question(Timestamps, Version, db.Model):
    """What a reviewer asks the nominated unit; the unit reads the secretary's wording, and not who asks."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    # No CHECK lists the states: they are the program's.
    state: Mapped[QuestionState] = mapped_column(
        word_enum(QuestionState, is_closed=False), default=QuestionState.ASKED, index=True
    )
    text: Mapped[str] = mapped_column(Text)
    # As the unit reads it, since when, and until when it is to answer.
    wording: Mapped[str] = mapped_column(Text, default="")
    forwarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None]
    dismissed_reason: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    nomination: Mapped[Nomination] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
