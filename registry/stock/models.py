"""The tables of yearly reviews: one row per unit and year, and one per model in it."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Exemplar
from registry.catalogue.states import Level
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.stock.states import EntryState, StockAnswer, StockResult, StockState
from registry.units.models import Unit


class StockReview(Timestamps, Version, db.Model):
    """The review of one year by a unit that recognised models."""

    __tablename__ = "stock_reviews"
    __table_args__ = (UniqueConstraint("unit_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    year: Mapped[int]
    # The last day on which units answer.
    due_on: Mapped[date]
    state: Mapped[StockState] = mapped_column(word_enum(StockState), default=StockState.OPEN)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    # What the closed review came to, by result and "silent": later changes of models do not touch it.
    figures: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)

    unit: Mapped[Unit] = relationship()
    entries: Mapped[list["StockEntry"]] = relationship(back_populates="review", order_by="StockEntry.id")


class StockEntry(Timestamps, Version, db.Model):
    """One model in a review: what its unit answered, and what the review makes of it.

    Title, unit and level are those of the day on which the review was opened, for the same reason.
    """

    __tablename__ = "stock_entries"
    __table_args__ = (UniqueConstraint("review_id", "exemplar_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("stock_reviews.id"), index=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    unit_name: Mapped[str] = mapped_column(String(300))
    level: Mapped[Level] = mapped_column(word_enum(Level))
    recognised_in: Mapped[int]
    state: Mapped[EntryState] = mapped_column(word_enum(EntryState), default=EntryState.WAITING, index=True)
    reminded_on: Mapped[date | None]
    # The day on which the unit was found to have said nothing; it may still answer later.
    silent_on: Mapped[date | None]
    answer: Mapped[StockAnswer | None] = mapped_column(word_enum(StockAnswer))
    told: Mapped[str] = mapped_column(Text, default="")
    # How many files came since the last look; why none did, where the model goes on.
    fresh_files: Mapped[int] = mapped_column(default=0)
    why_no_files: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[StockResult | None] = mapped_column(word_enum(StockResult))
    reason: Mapped[str] = mapped_column(Text, default="")
    # Until when what is to be strengthened should be done.
    strengthen_by: Mapped[date | None]
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    judged_on: Mapped[date | None]

    review: Mapped[StockReview] = relationship(back_populates="entries")
    exemplar: Mapped[Exemplar] = relationship()

    @property
    def reference(self) -> str:
        """How the record of changes names it."""
        return f"{self.review.reference}/{self.exemplar.reference}"
