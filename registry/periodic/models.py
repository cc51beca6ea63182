"""The tables of periodic reports: what is asked for, what was filed, reminders, consolidated figures."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.identity.models import User
from registry.periodic.states import ReportState
from registry.units.models import Unit


class ReportDemand(Timestamps, Version, db.Model):
    """That a body asks the units below it for a report, from a period on."""

    __tablename__ = "report_demands"
    __table_args__ = (UniqueConstraint("unit_id", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    form: Mapped[str] = mapped_column(String(40))
    # The first day of the first period, and the first day of the first one that is no longer asked for.
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    # The paper that asks for it: "295-CV/ĐU".
    basis: Mapped[str] = mapped_column(String(300), default="")
    demanded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    unit: Mapped[Unit] = relationship()
    # When it was asked for no longer, before it was asked for again.
    pauses: Mapped[list["ReportPause"]] = relationship(
        lazy="selectin", order_by="ReportPause.starts_on", cascade="all, delete-orphan"
    )

    @property
    def last_on(self) -> date | None:
        """The last day that is asked for, as people say it; None while no end is set, or no day was."""
        return self.ends_on - timedelta(days=1) if self.ends_on and not self.never_began else None

    @property
    def never_began(self) -> bool:
        """Whether it was called off before its first day, so that nothing was ever asked for."""
        return self.ends_on is not None and self.ends_on <= self.starts_on

    @property
    def spells(self) -> list[tuple[date, date | None]]:
        """First and last day of each time that is asked for, in order; the last of them may have no end."""
        if self.never_began:
            return []
        firsts = [self.starts_on, *(one.ends_on for one in self.pauses)]
        lasts = [one.starts_on - timedelta(days=1) for one in self.pauses]
        return list(zip(firsts, [*lasts, self.last_on], strict=True))


class ReportPause(Timestamps, db.Model):
    """Days on which a body did not ask for a report, between days on which it did."""

    __tablename__ = "report_pauses"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("report_demands.id"), index=True)
    # The first day of the first period that was not asked for, and of the first that was again.
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Told:
    """What a report says. All figures are text, so that none loses a decimal.

    A figure that the registry knows and nobody changed is missing in a draft; in a filing none is.
    """

    figures: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # Why a figure is not the one of the registry, by its code.
    notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    prose: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # The table of models, see `table`.
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class PeriodicReport(Told, Timestamps, Version, db.Model):
    """The report of a unit on a period, by the version of its form that held then."""

    __tablename__ = "periodic_reports"
    __table_args__ = (UniqueConstraint("form", "period", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    form: Mapped[str] = mapped_column(String(40))
    form_version: Mapped[int]
    period: Mapped[str] = mapped_column(String(20))
    # It stays with the unit that filed it; after a merger it counts for the one in its place.
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    due_on: Mapped[date]
    state: Mapped[ReportState] = mapped_column(word_enum(ReportState), default=ReportState.DRAFT)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    unit: Mapped[Unit] = relationship()
    edited_by: Mapped[User | None] = relationship()
    filings: Mapped[list["ReportFiling"]] = relationship(
        back_populates="report", order_by="ReportFiling.number"
    )

    @property
    def last_filing(self) -> "ReportFiling | None":
        """What counts: the latest filing."""
        return self.filings[-1] if self.filings else None


class ReportFiling(Told, db.Model):
    """A report as it was filed, or filed again with a reason. Rows are never changed."""

    __tablename__ = "report_filings"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("periodic_reports.id"))
    number: Mapped[int]
    # What the registry knew at that moment, by the code of the figure.
    known: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text, default="")
    # What stood above it: letterhead, names of the bodies, place, symbol. Later papers are headed otherwise.
    heading: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    report: Mapped[PeriodicReport] = relationship(back_populates="filings")
    filed_by: Mapped[User] = relationship()


class ReportReminder(db.Model):
    """That a unit was reminded of a report on a day; by nobody when the program did it."""

    __tablename__ = "report_reminders"
    __table_args__ = (UniqueConstraint("form", "period", "unit_id", "reminded_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    reminded_on: Mapped[date]
    reminded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Consolidation(db.Model):
    """The consolidated figures of a period as they were taken on a day, with what they were made of."""

    __tablename__ = "report_consolidations"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("report_demands.id"), index=True)
    period: Mapped[str] = mapped_column(String(20))
    # Which filing of each report counted, by the reference of the report.
    counted: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    totals: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    demand: Mapped[ReportDemand] = relationship()
    taken_by: Mapped[User] = relationship()
