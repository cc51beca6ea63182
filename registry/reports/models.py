"""The books of figures: entries that are only added, and how far the log was booked; tables that are kept."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.states import Level, SubjectKind
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Version
from registry.identity.models import LETTERS, User
from registry.reports.states import Booked
from registry.units.models import Unit


class FigureEntry(db.Model):
    """Something counted once, as it was known when it was booked. Rows are never changed: what changes is
    booked by two more, one that takes it back and one that says it anew.
    """

    __tablename__ = "figure_entries"
    __table_args__ = (
        # One index holds all that a figure of a year is counted from.
        Index(
            "ix_figure_entries_counted",
            "kind", "counted_on", "field_id", "unit_id", "exemplar_id", "amount", "is_public", "province_id",
            "level", "subject", "part",
        ),
        Index("ix_figure_entries_known", "kind", "happened_on", "known_on", "exemplar_id", "amount"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    # What is counted, whichever record it belongs to: `recognition:12`.
    key: Mapped[str] = mapped_column(String(80), index=True)
    # No CHECK lists the kinds: a further one is added without a migration.
    kind: Mapped[Booked] = mapped_column(word_enum(Booked, is_closed=False))
    part: Mapped[str] = mapped_column(String(40), default="", server_default="")
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), index=True)
    happened_on: Mapped[date]
    known_on: Mapped[date]
    # The day whose figures it belongs to: none once its year was closed, see `closing`.
    counted_on: Mapped[date | None]
    amount: Mapped[int] = mapped_column(BigInteger)
    # Whether it takes back what was booked under its key before.
    takes_back: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Where it was counted then: the leading unit, or the province of a model without one.
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    province_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    field_id: Mapped[int | None] = mapped_column(ForeignKey("fields.id"))
    level: Mapped[Level | None] = mapped_column(word_enum(Level, is_closed=False))
    subject: Mapped[SubjectKind] = mapped_column(word_enum(SubjectKind, is_closed=False))
    is_public: Mapped[bool] = mapped_column(default=False, server_default=false())


class FigureState(db.Model):
    """How far the log is booked, and when it last was."""

    __tablename__ = "figure_states"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime)


def new_reference() -> str:
    """A random reference: a table of figures that was put together and kept."""
    return "BL-" + "".join(secrets.choice(LETTERS) for _ in range(10))


class SavedTable(Version, db.Model):
    """A question about figures that is asked again and again: somebody's own, or their unit's.

    The numbers are not kept: whoever opens it counts what they may count, today.
    """

    __tablename__ = "saved_tables"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True, default=new_reference)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(240))
    # The fields of `builder.Question`.
    question: Mapped[dict[str, Any]] = mapped_column(JSON)
    # None where its maker's account was closed: what belongs to a unit stays with it.
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    maker: Mapped[User | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
