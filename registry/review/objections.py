"""Tables of the public notice: what everybody was shown, and what was said against it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.identity.models import User
from registry.review.models import Nomination, StageVisit
from registry.review.states import ObjectionEffect, ObjectionOutcome, ObjectionState


class NoticeSheet(db.Model):
    """What everybody was shown of a nomination on public notice, to the letter, and until when."""

    __tablename__ = "notice_sheets"

    visit_id: Mapped[int] = mapped_column(ForeignKey("stage_visits.id"), primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    # sha256 of the content's bytes; the audit log holds it too.
    digest: Mapped[str] = mapped_column(String(64))
    until: Mapped[date]

    visit: Mapped[StageVisit] = relationship(back_populates="sheet")


class Objection(Timestamps, Version, db.Model):
    """What somebody says against a nomination on public notice, and what became of it.

    Who says it is in a table of its own, which nothing else reads.
    """

    __tablename__ = "objections"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    state: Mapped[ObjectionState] = mapped_column(
        word_enum(ObjectionState), default=ObjectionState.RECEIVED, index=True
    )
    is_confidential: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    # sha256 of the code by which whoever objected follows it.
    code_digest: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_on: Mapped[date]
    # The secretary who took it up.
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # What the nominated unit reads of it.
    gist: Mapped[str] = mapped_column(Text, default="")
    # The answer, or why it is not admitted.
    answer: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[ObjectionOutcome | None] = mapped_column(word_enum(ObjectionOutcome))
    effect: Mapped[ObjectionEffect | None] = mapped_column(word_enum(ObjectionEffect))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    nomination: Mapped[Nomination] = relationship()
    handler: Mapped[User | None] = relationship()


class Objector(db.Model):
    """Who objects, as far as they said; a confidential one is read by the secretary in charge alone."""

    __tablename__ = "objectors"

    objection_id: Mapped[int] = mapped_column(ForeignKey("objections.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(200))
