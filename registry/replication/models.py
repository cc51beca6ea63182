"""The table of replications: one row per copy of a model by a unit."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Exemplar
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.replication.states import ReplicationKind, ReplicationState
from registry.units.models import Unit


class Replication(Timestamps, Version, db.Model):
    """A unit's copy of a model. Unconfirmed until the source unit confirms the link."""

    __tablename__ = "replications"
    __table_args__ = (CheckConstraint("copy_id IS NULL OR copy_id <> source_id", name="not_of_itself"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), index=True)
    # The model the copying unit registered for its copy, when it has one: how chains form.
    copy_id: Mapped[int | None] = mapped_column(ForeignKey("exemplars.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[ReplicationKind] = mapped_column(word_enum(ReplicationKind), default=ReplicationKind.ADAPTED)
    state: Mapped[ReplicationState] = mapped_column(
        word_enum(ReplicationState), default=ReplicationState.PROPOSED, index=True
    )
    started_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    adaptation: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    reported_on: Mapped[date | None]
    stopped_on: Mapped[date | None]
    stop_reason: Mapped[str] = mapped_column(Text, default="")
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")

    source: Mapped[Exemplar] = relationship(foreign_keys=[source_id])
    copy: Mapped[Exemplar | None] = relationship(foreign_keys=[copy_id])
    unit: Mapped[Unit] = relationship()
