"""Tables of units: the unit, its names and places over time, and the changes that happened to it."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.clock import now, today
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.units.states import ChangeKind, Tree, UnitKind


class Unit(Timestamps, Version, db.Model):
    """Anything that can run a model or act in a review. `ended_on` is the first day without it."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[UnitKind] = mapped_column(word_enum(UnitKind), index=True)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    names: Mapped[list["UnitName"]] = relationship(
        back_populates="unit", order_by="UnitName.valid_from", lazy="selectin"
    )
    placements: Mapped[list["UnitPlacement"]] = relationship(
        back_populates="unit", foreign_keys="UnitPlacement.unit_id", order_by="UnitPlacement.valid_from"
    )

    @property
    def name(self) -> str:
        """What it is called today, or was called last."""
        return self.name_on(today())

    def name_on(self, day: date) -> str:
        """What it was called on a day; before its first name, that first name."""
        return self._borne_on(day).name if self.names else self.code

    @property
    def name_row(self) -> "UnitName":
        """The name it bears today, or bore last, with its first day."""
        return self._borne_on(today())

    def _borne_on(self, day: date) -> "UnitName":
        known = [name for name in self.names if name.valid_from <= day]
        return (known or self.names[:1])[-1]

    def exists_on(self, day: date) -> bool:
        """Whether it existed on a day."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


class UnitName(db.Model):
    """A name, from a day on until the next name."""

    __tablename__ = "unit_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300), index=True)
    name_sort: Mapped[str] = mapped_column(String(600), default="")
    name_plain: Mapped[str] = mapped_column(String(300), default="", index=True)
    valid_from: Mapped[date]

    unit: Mapped[Unit] = relationship(back_populates="names")


class UnitPlacement(db.Model):
    """Below which unit it stood in one tree; `valid_to` is the first day it no longer did."""

    __tablename__ = "unit_placements"
    __table_args__ = (Index("ix_unit_placements_tree", "tree", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    tree: Mapped[Tree] = mapped_column(word_enum(Tree))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    unit: Mapped[Unit] = relationship(back_populates="placements", foreign_keys=[unit_id])
    parent: Mapped[Unit] = relationship(foreign_keys=[parent_id])


class UnitChange(db.Model):
    """Something that happened to a unit on a day; for a merger or a split, one row per unit concerned."""

    __tablename__ = "unit_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ChangeKind] = mapped_column(word_enum(ChangeKind))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    happened_on: Mapped[date]
    basis: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    successor: Mapped[Unit | None] = relationship(foreign_keys=[successor_id])
