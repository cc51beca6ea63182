"""Tables of taking over: lists with their rows and columns, papers that were typed in, models merged."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Exemplar
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.evidence.models import EvidenceItem
from registry.identity.models import User
from registry.legacy.states import AT_WORK, Fate, ListKind, RunState
from registry.units.models import Unit


class ImportRun(Timestamps, Version, db.Model):
    """One list that somebody takes over: the file, how it is read, how far the work is."""

    __tablename__ = "import_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[ListKind] = mapped_column(word_enum(ListKind))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))
    # The names of the sheets with their first rows, from which people choose.
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    sheet: Mapped[str] = mapped_column(String(200), default="")
    header: Mapped[int] = mapped_column(default=1)
    # Which column of the sheet, counted from 0, holds what.
    columns: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    as_drafts: Mapped[bool] = mapped_column(default=False)
    state: Mapped[RunState] = mapped_column(word_enum(RunState), default=RunState.UPLOADED, index=True)
    problem: Mapped[str] = mapped_column(Text, default="")
    # Of the present phase: how many rows there are and how many are behind it.
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    phase_started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()
    started_by: Mapped[User] = relationship()

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def first_rows(self) -> list[list[str]]:
        """The first rows of the chosen sheet."""
        found: list[list[str]] = next((one["rows"] for one in self.sheets if one["name"] == self.sheet), [])
        return found

    @property
    def headings(self) -> list[str]:
        """The words above the columns, as many as the widest of the first rows has cells."""
        rows = self.first_rows
        width = max((len(row) for row in rows), default=0)
        given = rows[self.header - 1] if 0 < self.header <= len(rows) else []
        return [*given, *[""] * (width - len(given))]


class ImportRow(db.Model):
    """One row of a list: what it says and what becomes of it."""

    __tablename__ = "import_rows"
    __table_args__ = (
        UniqueConstraint("run_id", "number"),
        Index("ix_import_rows_fates", "run_id", "fate", "number"),
        Index("ix_import_rows_keys", "run_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"))
    number: Mapped[int]
    cells: Mapped[list[str]] = mapped_column(JSON, default=list)
    formulas: Mapped[list[int]] = mapped_column(JSON, default=list)
    fate: Mapped[Fate] = mapped_column(word_enum(Fate), default=Fate.PENDING)
    # By what the row is known again; a list names each thing once.
    key: Mapped[str] = mapped_column(String(80), default="")
    # What the row is called on pages, and what was made or changed.
    label: Mapped[str] = mapped_column(String(300), default="")
    subject: Mapped[str] = mapped_column(String(80), default="")
    # [column, reason] of a refused row; [column, before, after] of one that changes something.
    faults: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    changes: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    # Rows of an earlier wave are taken first: units above before those below.
    wave: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    run: Mapped[ImportRun] = relationship()


class ColumnMapping(Version, db.Model):
    """Which headings a unit's lists of one kind used last, so that the next list is understood at once."""

    __tablename__ = "column_mappings"
    __table_args__ = (UniqueConstraint("unit_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[ListKind] = mapped_column(word_enum(ListKind))
    # What a column holds, and the plain words of its heading.
    headings: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class PaperEntry(Version, db.Model):
    """A registration that came on paper: who typed it, when it came, and who of the unit confirmed it."""

    __tablename__ = "paper_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), unique=True)
    typed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    typed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    received_on: Mapped[date]
    sender: Mapped[str] = mapped_column(String(200), default="")
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_items.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    exemplar: Mapped[Exemplar] = relationship()
    typed_by: Mapped[User] = relationship(foreign_keys=[typed_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    scan: Mapped[EvidenceItem | None] = relationship()


class ExemplarMerger(db.Model):
    """A model that was recorded twice: the one that was given up and the one that goes on."""

    __tablename__ = "exemplar_mergers"

    id: Mapped[int] = mapped_column(primary_key=True)
    loser_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), unique=True)
    survivor_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), index=True)
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    reason: Mapped[str] = mapped_column(Text, default="")
    # The contents whose text was taken from the one given up.
    taken: Mapped[list[str]] = mapped_column(JSON, default=list)

    loser: Mapped[Exemplar] = relationship(foreign_keys=[loser_id])
    survivor: Mapped[Exemplar] = relationship(foreign_keys=[survivor_id])
    merged_by: Mapped[User] = relationship()
