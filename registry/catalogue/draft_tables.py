"""Tables of registrations in the making: earlier texts, who is at which section, what they came from."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum


class SnapshotKind(enum.StrEnum):
    """How a section came to say what a snapshot holds."""

    FIRST = "first"
    SAVED = "saved"
    AUTOSAVED = "autosaved"
    RESTORED = "restored"


class SectionSnapshot(db.Model):
    """What a section said at one time, so that it can say so again."""

    __tablename__ = "section_snapshots"
    __table_args__ = (Index("ix_section_snapshots_section", "version_id", "section"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("exemplar_versions.id"))
    section: Mapped[Section] = mapped_column(word_enum(Section))
    kind: Mapped[SnapshotKind] = mapped_column(word_enum(SnapshotKind))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    contents: Mapped[dict[str, Any]] = mapped_column(JSON)
    # `section_version` of these contents.
    digest: Mapped[int]
    # The open page from which it came and which of its sendings it was; empty without scripts.
    tab: Mapped[str] = mapped_column(String(40), default="")
    turn: Mapped[int] = mapped_column(default=0)


class SectionPresence(db.Model):
    """Who was seen at a section last; it counts for two minutes."""

    __tablename__ = "section_presences"
    __table_args__ = (UniqueConstraint("exemplar_id", "section", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"))
    section: Mapped[Section] = mapped_column(word_enum(Section))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class OriginKind(enum.StrEnum):
    """What a registration was begun from."""

    LAST_YEAR = "last_year"
    REPLICATION = "replication"


class ExemplarOrigin(db.Model):
    """The model from which a registration was begun."""

    __tablename__ = "exemplar_origins"

    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), index=True)
    kind: Mapped[OriginKind] = mapped_column(word_enum(OriginKind))
    # The sections that took over what last year's model said and that nobody has looked through and saved.
    unchecked: Mapped[list[str]] = mapped_column(JSON, default=list)

    source: Mapped[Exemplar] = relationship(foreign_keys=[source_id])
