"""Tables of the review: nominations, stage visits, assignments, marks, decisions, recognitions."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.campaigns.models import Band, Campaign, Criterion, Stage
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import Level
from registry.core.clock import now
from registry.core.db import DecimalText, UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.identity.models import Role, User
from registry.review.papers import DecisionPaper
from registry.review.states import (
    DECLARED_KINDS,
    AssignmentState,
    Basis,
    ConflictKind,
    NominationState,
    Outcome,
    RecognitionState,
)
from registry.units.models import Unit

if TYPE_CHECKING:
    from registry.review.objections import NoticeSheet


class Nomination(Timestamps, Version, db.Model):
    """A model put forward for recognition in one campaign, as it stood in one frozen version."""

    __tablename__ = "nominations"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("exemplar_versions.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(300))
    state: Mapped[NominationState] = mapped_column(
        word_enum(NominationState), default=NominationState.DRAFT, index=True
    )
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_stages.id"))
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Who registered the model or wrote in it until it was signed, by id.
    authors: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")

    campaign: Mapped[Campaign] = relationship()
    exemplar: Mapped[Exemplar] = relationship()
    exemplar_version: Mapped[ExemplarVersion | None] = relationship()
    unit: Mapped[Unit] = relationship()
    stage: Mapped[Stage | None] = relationship()
    prepared_by: Mapped[User] = relationship(foreign_keys=[prepared_by_id])
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])
    visits: Mapped[list["StageVisit"]] = relationship(back_populates="nomination", order_by="StageVisit.id")
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="nomination", order_by="Assignment.id"
    )
    recusals: Mapped[list["Recusal"]] = relationship(back_populates="nomination", order_by="Recusal.id")
    decision: Mapped["Decision | None"] = relationship(
        back_populates="nomination",
        uselist=False,
        primaryjoin="and_(Nomination.id == foreign(Decision.nomination_id), Decision.lifted_at.is_(None))",
    )


class StageVisit(db.Model):
    """A nomination's stay in one stage: when it came, when it left, how, and for what reason."""

    __tablename__ = "stage_visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("campaign_stages.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    # The sections of the registration that must be completed after a return.
    sections: Mapped[list[str]] = mapped_column(JSON, default=list)
    acted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    nomination: Mapped[Nomination] = relationship(back_populates="visits")
    stage: Mapped[Stage] = relationship()
    # On public notice only, where it is asked for wherever the stay is.
    sheet: Mapped["NoticeSheet | None"] = relationship(back_populates="visit", lazy="joined")


class Assignment(Timestamps, Version, db.Model):
    """A nomination given to a reviewer, and the ballot the reviewer fills in."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("nomination_id", "reviewer_id"),
        UniqueConstraint("nomination_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # What the council calls the reviewer by in this nomination; it stays, whoever comes or goes later.
    number: Mapped[int]
    state: Mapped[AssignmentState] = mapped_column(
        word_enum(AssignmentState), default=AssignmentState.ASSIGNED, index=True
    )
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Why the reviewer declined or abstained.
    declined_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    # When the reviewer last put it off: what was put off comes after all the rest.
    skipped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    overall_comment: Mapped[str] = mapped_column(Text, default="")
    # What the marks come to, written with them, as thousands of ballots are compared at once: the points,
    # whether a condition is not met, and on a sheet without points whether it finds the criteria met.
    total: Mapped[Decimal] = mapped_column(DecimalText, default=Decimal(0), server_default="0")
    is_excluded: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_met: Mapped[bool] = mapped_column(default=False, server_default=false())

    nomination: Mapped[Nomination] = relationship(back_populates="assignments")
    reviewer: Mapped[User] = relationship(foreign_keys=[reviewer_id])
    marks: Mapped[list["Mark"]] = relationship(back_populates="assignment", cascade="all, delete-orphan")


class Recusal(db.Model):
    """A person who stepped aside from a nomination, or was found to be tied to it: what from, why, when."""

    __tablename__ = "recusals"
    __table_args__ = (UniqueConstraint("nomination_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # As what the person would have acted.
    role: Mapped[Role] = mapped_column(word_enum(Role))
    # No CHECK lists the kinds: a further one is added without a migration.
    kind: Mapped[ConflictKind] = mapped_column(word_enum(ConflictKind, is_closed=False))
    # The person's own words, or the unit that a found tie leads to.
    detail: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Whether a ballot had been submitted that no longer counts.
    ballot_voided: Mapped[bool] = mapped_column(default=False)

    nomination: Mapped[Nomination] = relationship(back_populates="recusals")
    person: Mapped[User] = relationship()

    @property
    def is_declared(self) -> bool:
        """Whether the person said it; otherwise the registry found it."""
        return self.kind in DECLARED_KINDS


class Mark(db.Model):
    """What one reviewer says of one criterion, with the reasons: points, or met (1) and not met (0)."""

    __tablename__ = "marks"
    __table_args__ = (UniqueConstraint("assignment_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"))
    band_id: Mapped[int | None] = mapped_column(ForeignKey("criterion_bands.id"))
    points: Mapped[Decimal | None] = mapped_column(DecimalText)
    # Bonus points beside the points, where the criterion allows them.
    bonus: Mapped[Decimal | None] = mapped_column(DecimalText)
    comment: Mapped[str] = mapped_column(Text, default="")
    # References of the files of the dossier on which it rests, with a space between them.
    grounds: Mapped[str] = mapped_column(Text, default="", server_default="")

    assignment: Mapped[Assignment] = relationship(back_populates="marks")
    criterion: Mapped[Criterion] = relationship()
    band: Mapped[Band | None] = relationship()


class Decision(db.Model):
    """The signer's decision. The reviewers' scores advise; they do not decide (Law 06/2022, art. 90.4)."""

    __tablename__ = "decisions"
    # One of a nomination holds; what an upheld appeal has lifted stays beside it.
    __table_args__ = (
        Index(
            "uq_decisions_that_hold",
            "nomination_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))
    outcome: Mapped[Outcome] = mapped_column(word_enum(Outcome))
    number: Mapped[str] = mapped_column(String(80))
    decided_on: Mapped[date]
    issuer_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    signer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    mean: Mapped[Decimal | None] = mapped_column(DecimalText)
    score_count: Mapped[int] = mapped_column(default=0)
    # How many of them found the criteria met, where ballots give no points.
    met_count: Mapped[int | None]
    # Which number the signer went by, and the adjusted score or the concluded one when it was that, as it
    # stood then. No CHECK lists the numbers: a further one is added without a migration.
    basis: Mapped[Basis] = mapped_column(word_enum(Basis, is_closed=False), default=Basis.MEAN)
    concluded: Mapped[Decimal | None] = mapped_column(DecimalText)
    adjusted: Mapped[Decimal | None] = mapped_column(DecimalText)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The numbered paper it stands on, with others or alone.
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("decision_papers.id"), index=True)
    # What a merged or repeated nomination points to: another nomination, or a model.
    other_nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nominations.id"), index=True)
    other_exemplar_id: Mapped[int | None] = mapped_column(ForeignKey("exemplars.id"))

    nomination: Mapped[Nomination] = relationship(back_populates="decision", foreign_keys=[nomination_id])
    paper: Mapped[DecisionPaper | None] = relationship()
    other_nomination: Mapped[Nomination | None] = relationship(foreign_keys=[other_nomination_id])
    other_exemplar: Mapped[Exemplar | None] = relationship()
    issuer: Mapped[Unit] = relationship()
    signer: Mapped[User] = relationship()
    corrections: Mapped[list["DecisionCorrection"]] = relationship(
        back_populates="decision", order_by="DecisionCorrection.id"
    )


class DecisionCorrection(db.Model):
    """What a decision said before its number or date was put right, what it says since, and why."""

    __tablename__ = "decision_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    number: Mapped[str] = mapped_column(String(80))
    decided_on: Mapped[date]
    new_number: Mapped[str] = mapped_column(String(80))
    new_decided_on: Mapped[date]
    corrected_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)

    decision: Mapped[Decision] = relationship(back_populates="corrections")


class Recognition(Timestamps, Version, db.Model):
    """A model recognised at a level in a year. It stays in that year's figures whatever comes later."""

    __tablename__ = "recognitions"
    # One of a level and year is in force; one that was annulled leaves its place to another.
    __table_args__ = (
        Index(
            "uq_recognitions_in_force",
            "exemplar_id",
            "level",
            "year",
            unique=True,
            sqlite_where=text("state = 'in_force'"),
            postgresql_where=text("state = 'in_force'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), index=True)
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nominations.id"), unique=True)
    level: Mapped[Level] = mapped_column(word_enum(Level))
    year: Mapped[int]
    issuer_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    state: Mapped[RecognitionState] = mapped_column(
        word_enum(RecognitionState), default=RecognitionState.IN_FORCE
    )
    recognised_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    # The signed paper that ended it; one that lapses may have none.
    end_number: Mapped[str] = mapped_column(String(80), default="", server_default="")
    end_dated: Mapped[date | None]

    exemplar: Mapped[Exemplar] = relationship()
    nomination: Mapped[Nomination | None] = relationship()
    issuer: Mapped[Unit] = relationship()
