"""The tables of replications: one row per copy of a model by a unit, and what was measured there."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Exemplar
from registry.core.db import DecimalText, UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.replication.plan_tables import (
    Adaptation,
    Checkpoint,
    CopyQuestion,
    PlanComponent,
    ReadinessAnswer,
)
from registry.replication.states import ReplicationKind, ReplicationState
from registry.units.models import Unit

PARTS = "all, delete-orphan"


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
    # When the source unit was asked to confirm; a copy that is only being prepared is nobody else's business.
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The plan: who does it, what it costs in whole dong, and who pays.
    people: Mapped[str] = mapped_column(Text, default="", server_default="")
    budget_vnd: Mapped[int | None] = mapped_column(BigInteger)
    funding: Mapped[str] = mapped_column(Text, default="", server_default="")
    result: Mapped[str] = mapped_column(Text, default="")
    reported_on: Mapped[date | None]
    # When the unit last said that the copy goes on, and what it said.
    sustained_on: Mapped[date | None]
    sustain_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    stopped_on: Mapped[date | None]
    stop_reason: Mapped[str] = mapped_column(Text, default="")
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")

    source: Mapped[Exemplar] = relationship(foreign_keys=[source_id])
    copy: Mapped[Exemplar | None] = relationship(foreign_keys=[copy_id])
    unit: Mapped[Unit] = relationship()
    outcomes: Mapped[list["Outcome"]] = relationship(
        back_populates="replication", cascade=PARTS, order_by="Outcome.id"
    )
    answers: Mapped[list[ReadinessAnswer]] = relationship(cascade=PARTS, order_by=ReadinessAnswer.id)
    components: Mapped[list[PlanComponent]] = relationship(cascade=PARTS, order_by=PlanComponent.position)
    checkpoints: Mapped[list[Checkpoint]] = relationship(
        cascade=PARTS, order_by=(Checkpoint.due_on, Checkpoint.id)
    )
    adaptations: Mapped[list[Adaptation]] = relationship(
        cascade=PARTS, order_by=(Adaptation.changed_on, Adaptation.id)
    )
    questions: Mapped[list[CopyQuestion]] = relationship(
        back_populates="replication", cascade=PARTS, order_by=CopyQuestion.id
    )


class Outcome(db.Model):
    """What a copy reached on one indicator of the model it copies.

    `key` is that of the model's result. `indicator` and `measure` are how it was called when this was
    reported: a source that words its result anew does not change what others measured.
    """

    __tablename__ = "replication_outcomes"
    __table_args__ = (UniqueConstraint("replication_id", "indicator", "measure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    replication_id: Mapped[int] = mapped_column(ForeignKey("replications.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    indicator: Mapped[str] = mapped_column(String(300))
    measure: Mapped[str] = mapped_column(String(80), default="")
    before: Mapped[Decimal | None] = mapped_column(DecimalText)
    after: Mapped[Decimal] = mapped_column(DecimalText)
    as_of: Mapped[date | None]
    # Of how many, where the figures are percentages: how exact they can be.
    of_count: Mapped[int | None] = mapped_column(BigInteger)

    replication: Mapped[Replication] = relationship(back_populates="outcomes")
