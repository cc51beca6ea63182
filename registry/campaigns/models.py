"""Tables of campaigns: the call, its stages, its rubric with criteria and bands."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.campaigns.states import CampaignState, StageKind
from registry.catalogue.states import Level
from registry.core.db import DecimalText, UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.identity.models import Role
from registry.units.models import Unit


class Campaign(Timestamps, Version, db.Model):
    """A call for nominations by one unit. Once open, its stages, rubric and thresholds are frozen."""

    __tablename__ = "campaigns"
    __table_args__ = (CheckConstraint("opens_on <= closes_on", name="dates_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    level: Mapped[Level] = mapped_column(word_enum(Level))
    year: Mapped[int]
    state: Mapped[CampaignState] = mapped_column(
        word_enum(CampaignState), default=CampaignState.DRAFT, index=True
    )
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    pass_mark: Mapped[Decimal] = mapped_column(DecimalText, default=Decimal(80))
    praise_mark: Mapped[Decimal] = mapped_column(DecimalText, default=Decimal(65))
    reviews_wanted: Mapped[int] = mapped_column(default=3)
    # Totals further apart than this are shown to the council as a disagreement.
    spread_alarm: Mapped[Decimal] = mapped_column(DecimalText, default=Decimal(15))
    # A role somebody gave up ties them to its unit for so many years.
    tie_years: Mapped[int] = mapped_column(default=3, server_default="3")
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    unit: Mapped[Unit] = relationship()
    stages: Mapped[list["Stage"]] = relationship(
        back_populates="campaign", order_by="Stage.position", cascade="all, delete-orphan"
    )
    rubric: Mapped["Rubric | None"] = relationship(
        back_populates="campaign", cascade="all, delete-orphan", uselist=False
    )


class Stage(db.Model):
    """One step of a campaign: what kind it is, when, and who acts."""

    __tablename__ = "campaign_stages"
    __table_args__ = (UniqueConstraint("campaign_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    position: Mapped[int]
    # No CHECK lists the kinds: a further one is added without a migration.
    kind: Mapped[StageKind] = mapped_column(word_enum(StageKind, is_closed=False))
    title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    acting_role: Mapped[Role] = mapped_column(word_enum(Role))

    campaign: Mapped[Campaign] = relationship(back_populates="stages")


class Rubric(db.Model):
    """The sheet a nomination is scored on."""

    __tablename__ = "rubrics"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    provenance: Mapped[str] = mapped_column(String(300), default="")

    campaign: Mapped[Campaign] = relationship(back_populates="rubric")
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="rubric", order_by="Criterion.position", cascade="all, delete-orphan"
    )

    @property
    def maximum(self) -> Decimal:
        """The most points a nomination can get."""
        return sum((criterion.max_points for criterion in self.criteria), Decimal(0))


class Criterion(db.Model):
    """One thing that is scored, between 0 and `max_points`."""

    __tablename__ = "criteria"
    __table_args__ = (UniqueConstraint("rubric_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(300))
    label_en: Mapped[str] = mapped_column(String(300), default="")
    max_points: Mapped[Decimal] = mapped_column(DecimalText)

    rubric: Mapped[Rubric] = relationship(back_populates="criteria")
    bands: Mapped[list["Band"]] = relationship(
        back_populates="criterion", order_by="Band.position", cascade="all, delete-orphan"
    )


class Band(db.Model):
    """A range of points of a criterion, both ends included, and the text that says when it applies."""

    __tablename__ = "criterion_bands"
    __table_args__ = (UniqueConstraint("criterion_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    label_en: Mapped[str] = mapped_column(String(80), default="")
    low: Mapped[Decimal] = mapped_column(DecimalText)
    high: Mapped[Decimal] = mapped_column(DecimalText)
    anchor: Mapped[str] = mapped_column(Text, default="")
    anchor_en: Mapped[str] = mapped_column(Text, default="")

    criterion: Mapped[Criterion] = relationship(back_populates="bands")
