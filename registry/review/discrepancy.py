"""Tables of what follows when ballots disagree: the disagreement itself, and who reads a criterion again."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.campaigns.models import Criterion
from registry.core.clock import now
from registry.core.db import DecimalText, UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.identity.models import User
from registry.review.disagreements import (
    OPEN_DISCREPANCIES,
    DiscrepancyRule,
    DiscrepancyState,
    Holds,
)
from registry.review.models import Assignment, Nomination

_IS_OPEN = text("state IN ('rereading', 'third_wanted', 'third_reading', 'to_conclude')")


class Discrepancy(Timestamps, Version, db.Model):
    """The ballots of a nomination disagree: by which rule, about which criterion, and what came of it.

    What is concluded stands beside the ballots; no mark is ever changed by it.
    """

    __tablename__ = "discrepancies"
    # One about a nomination at a time.
    __table_args__ = (
        Index(
            "uq_discrepancies_open",
            "nomination_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    # No CHECK lists the words: they are the program's.
    rule: Mapped[DiscrepancyRule] = mapped_column(word_enum(DiscrepancyRule, is_closed=False))
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criteria.id"))
    state: Mapped[DiscrepancyState] = mapped_column(
        word_enum(DiscrepancyState, is_closed=False), default=DiscrepancyState.REREADING, index=True
    )
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The ballots it was found between, by id: a later one is the further reader's.
    ballots: Mapped[list[int]] = mapped_column(JSON, default=list)
    # The points it was settled or concluded on, by ballot and criterion: while they are the same it stays so.
    points: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict, server_default="{}")
    # The conclusion: which number holds, as it was then, why, and who wrote it down.
    holds: Mapped[Holds | None] = mapped_column(word_enum(Holds, is_closed=False))
    number: Mapped[Decimal | None] = mapped_column(DecimalText)
    conclusion: Mapped[str] = mapped_column(Text, default="")
    concluded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    nomination: Mapped[Nomination] = relationship()
    criterion: Mapped[Criterion | None] = relationship()
    concluded_by: Mapped[User | None] = relationship()
    rereadings: Mapped[list["Rereading"]] = relationship(
        back_populates="discrepancy", order_by="Rereading.id"
    )

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in OPEN_DISCREPANCIES


class Rereading(db.Model):
    """A reviewer is asked to read a criterion again, without being told what others gave."""

    __tablename__ = "rereadings"
    __table_args__ = (UniqueConstraint("discrepancy_id", "assignment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    discrepancy_id: Mapped[int] = mapped_column(ForeignKey("discrepancies.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Whether the mark was changed; what it was stands among the changed marks.
    has_changed: Mapped[bool] = mapped_column(default=False)
    # Whether the secretary waited no longer; the reason is the secretary’s then.
    is_waived: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")

    discrepancy: Mapped[Discrepancy] = relationship(back_populates="rereadings")
    assignment: Mapped[Assignment] = relationship()
