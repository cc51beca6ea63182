"""What belongs to a copy: answers of the check, components, checkpoints, changes on the way, questions.

The log of changes asks what FRAME asks for: what was changed, when, planned or not, by whose decision, why,
whether the core was kept, and with what effect (Wiltsey Stirman, Baumann, Miller 2019, "The FRAME: an
expanded framework for reporting adaptations and modifications to evidence-based interventions",
Implementation Science 14:58).
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Version
from registry.replication.states import Cause, GapWay, Own, Reached, Readiness, Treatment

if TYPE_CHECKING:
    from registry.replication.models import Replication

COPY = "replications.id"


class ReadinessAnswer(db.Model):
    """What a unit answers to one question of the check, and what it does about what it lacks."""

    __tablename__ = "replication_answers"
    __table_args__ = (UniqueConstraint("replication_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    replication_id: Mapped[int] = mapped_column(ForeignKey(COPY), index=True)
    question: Mapped[str] = mapped_column(String(40))
    answer: Mapped[Readiness | None] = mapped_column(word_enum(Readiness))
    note: Mapped[str] = mapped_column(Text, default="")
    way: Mapped[GapWay | None] = mapped_column(word_enum(GapWay))
    # What will be done, or why it is accepted as it is.
    remedy: Mapped[str] = mapped_column(Text, default="")
    who: Mapped[str] = mapped_column(String(300), default="")
    due_on: Mapped[date | None]

    @property
    def is_gap(self) -> bool:
        """Whether something is missing."""
        return self.answer in {Readiness.PARTLY, Readiness.NO}


class PlanComponent(db.Model):
    """One part of the model as it was worded when the copy was begun, and what the copy makes of it.

    Or a part of the copy's own: the model has none like it, so nothing of it is kept.
    """

    __tablename__ = "replication_components"
    __table_args__ = (UniqueConstraint("replication_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    replication_id: Mapped[int] = mapped_column(ForeignKey(COPY), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(300))
    treatment: Mapped[Treatment | None] = mapped_column(word_enum(Treatment))
    # How it is adapted, or why it is left out.
    reason: Mapped[str] = mapped_column(Text, default="")
    is_own: Mapped[bool] = mapped_column(default=False)

    @property
    def mark(self) -> Treatment | Own | None:
        """What people read of it."""
        return Own.ADDED if self.is_own and self.treatment is Treatment.KEEP else self.treatment


class Checkpoint(db.Model):
    """A day by which something is to be there, and what was told of it."""

    __tablename__ = "replication_checkpoints"

    id: Mapped[int] = mapped_column(primary_key=True)
    replication_id: Mapped[int] = mapped_column(ForeignKey(COPY), index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    what: Mapped[str] = mapped_column(String(300))
    reached: Mapped[Reached | None] = mapped_column(word_enum(Reached))
    told: Mapped[str] = mapped_column(Text, default="")
    reported_on: Mapped[date | None]
    # When the unit was reminded: before the day, and after it.
    reminded_on: Mapped[date | None]
    late_reminded_on: Mapped[date | None]


class ChangeTold:
    """What is said of a change on the way; without a component it is the whole that changed."""

    component_id: Mapped[int | None] = mapped_column(ForeignKey("replication_components.id"))
    changed_on: Mapped[date]
    what: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    cause: Mapped[Cause] = mapped_column(word_enum(Cause))
    decided_by: Mapped[str] = mapped_column(String(300))
    keeps_core: Mapped[bool]
    effect: Mapped[str] = mapped_column(Text, default="")

    @declared_attr
    def component(cls) -> Mapped[PlanComponent | None]:  # noqa: N805 -- SQLAlchemy passes the class
        """The component that was changed."""
        return relationship()


class Adaptation(ChangeTold, Version, db.Model):
    """A change on the way as its unit tells it today. Withdrawn, it is kept with the reason."""

    __tablename__ = "replication_adaptations"

    id: Mapped[int] = mapped_column(primary_key=True)
    replication_id: Mapped[int] = mapped_column(ForeignKey(COPY), index=True)
    logged_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_on: Mapped[date | None]
    withdraw_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    earlier: Mapped[list["EarlierTelling"]] = relationship(
        cascade="all, delete-orphan", order_by="EarlierTelling.id.desc()", lazy="selectin"
    )


class EarlierTelling(ChangeTold, db.Model):
    """What was said of a change before it was corrected."""

    __tablename__ = "replication_earlier_tellings"

    id: Mapped[int] = mapped_column(primary_key=True)
    adaptation_id: Mapped[int] = mapped_column(ForeignKey("replication_adaptations.id"), index=True)
    told_until: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class CopyQuestion(db.Model):
    """What a unit that copies asks the one that did it first."""

    __tablename__ = "replication_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    replication_id: Mapped[int] = mapped_column(ForeignKey(COPY), index=True)
    text: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    replication: Mapped["Replication"] = relationship(back_populates="questions")
