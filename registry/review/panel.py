"""Tables of the panel beside its ballots: capacities, questions to the unit, discussion, changed marks."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.campaigns.models import Criterion
from registry.core.clock import now
from registry.core.db import DecimalText, UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.identity.models import User
from registry.review.models import Assignment, Nomination
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


class Remark(db.Model):
    """What somebody of the council says to the others about a nomination; the secretary may hide it."""

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Why the secretary took it out of sight; it is kept.
    hidden_reason: Mapped[str] = mapped_column(Text, default="")

    nomination: Mapped[Nomination] = relationship()
    author: Mapped[User] = relationship()


class MarkChange(db.Model):
    """A mark that its reviewer changed after handing in the ballot: what it was, why, and after what."""

    __tablename__ = "mark_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"))
    points_before: Mapped[Decimal | None] = mapped_column(DecimalText)
    points_after: Mapped[Decimal | None] = mapped_column(DecimalText)
    comment_before: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Whether somebody else had said something in the discussion by then.
    after_discussion: Mapped[bool]

    assignment: Mapped[Assignment] = relationship()
    criterion: Mapped[Criterion] = relationship()
