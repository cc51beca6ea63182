"""The audit log: a chain of events, the personal values they only commit to, and who read what."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import UtcDateTime, db


class AuditEvent(db.Model):
    """One thing that happened. Rows are never changed: triggers refuse it, and the hashes would tell."""

    __tablename__ = "audit_events"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(80), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_ref: Mapped[str] = mapped_column(String(80), index=True)
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class AuditPersonal(db.Model):
    """A personal value an event commits to. Deleting the row erases the value; the chain stays whole."""

    __tablename__ = "audit_personal"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(ForeignKey("audit_events.seq"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    salt: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(Text)


class Reading(db.Model):
    """Somebody opened a page that shows who people are. It stands beside the chain and is kept for a year."""

    __tablename__ = "readings"
    __table_args__ = (
        Index("ix_readings_actor_at", "actor_id", "at"),
        Index("ix_readings_subject", "subject_kind", "subject_ref", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int]
    # The name of the page, as the program calls it, and what stood on it.
    page: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_ref: Mapped[str] = mapped_column(String(80))
    # Which part of a list: a mark of the filters and the page in its address.
    asked: Mapped[str] = mapped_column(String(12), default="", server_default="")
    address: Mapped[str] = mapped_column(String(45), default="")
