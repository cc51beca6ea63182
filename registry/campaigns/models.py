"""Tables of campaigns: the call, its stages, its rubric with criteria and bands."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.campaigns.sheet import RubricKind, RubricOrigin, Rule, is_scored
from registry.campaigns.states import CampaignState, OthersScores, StageKind
from registry.campaigns.votes import VoteRule
from registry.catalogue.states import Level
from registry.core.db import DecimalText, UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.identity.models import Role
from registry.units.models import Unit
from registry.units.states import Tree, UnitKind


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
    # Whether reviewers whose ballots disagree are asked to read again, and by what more than the spread:
    # so many percent of one criterion's points apart, or opposite sides of the pass mark. Whether that is
    # settled before there is a decision.
    asks_again: Mapped[bool] = mapped_column(default=False, server_default=false())
    criterion_alarm: Mapped[int | None]
    line_alarm: Mapped[bool] = mapped_column(default=False, server_default=false())
    settles_first: Mapped[bool] = mapped_column(default=False, server_default=false())
    # A role somebody gave up ties them to its unit for so many years.
    tie_years: Mapped[int] = mapped_column(default=3, server_default="3")
    # The working days within which an objection is answered.
    objection_days: Mapped[int] = mapped_column(default=10, server_default="10")
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
    # Whose people act: of the place at this level that the nominated unit belongs to, or without a level of
    # the campaign's own unit; of the place itself, or of the body of a kind there, found by this line.
    level: Mapped[Level | None] = mapped_column(word_enum(Level, is_closed=False))
    body: Mapped[UnitKind | None] = mapped_column(word_enum(UnitKind, is_closed=False))
    line: Mapped[Tree] = mapped_column(
        word_enum(Tree, is_closed=False), default=Tree.TERRITORIAL, server_default="territorial"
    )
    # Within how many working days of its coming a nomination is dealt with, beside the days of the stage.
    working_days: Mapped[int | None]
    # How often the same nomination may be returned to its unit; without a number as often as needed.
    returns_allowed: Mapped[int | None]
    # In the check of eligibility: the points that staff answer, in their order.
    checklist: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    # In registration: how many models one unit, and one commune with all that belongs to it, may put forward.
    unit_quota: Mapped[int | None]
    commune_quota: Mapped[int | None]
    # What reviewers may know in scoring: whose nomination it is, who else reviews it, what the others gave.
    blind_submitter: Mapped[bool] = mapped_column(default=False, server_default=false())
    blind_reviewers: Mapped[bool] = mapped_column(default=True, server_default=true())
    others_scores: Mapped[OthersScores] = mapped_column(
        word_enum(OthersScores, is_closed=False), default=OthersScores.AFTER_OWN, server_default="after_own"
    )

    campaign: Mapped[Campaign] = relationship(back_populates="stages")
    exceptions: Mapped[list["StageBody"]] = relationship(
        back_populates="stage", order_by="StageBody.id", cascade="all, delete-orphan", lazy="joined"
    )


class StageBody(db.Model):
    """Who acts in a stage for one place: there the Front collects, here the Party committee."""

    __tablename__ = "stage_bodies"
    __table_args__ = (UniqueConstraint("stage_id", "locality_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("campaign_stages.id"))
    locality_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("units.id"))

    stage: Mapped[Stage] = relationship(back_populates="exceptions")
    locality: Mapped[Unit] = relationship(foreign_keys=[locality_id])
    body: Mapped[Unit] = relationship(foreign_keys=[body_id])


class Rubric(db.Model):
    """The sheet a nomination is judged on, with the rules by which it passes."""

    __tablename__ = "rubrics"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    provenance: Mapped[str] = mapped_column(String(300), default="")
    # No CHECK lists kinds and origins: a further one is added without a migration.
    kind: Mapped[RubricKind] = mapped_column(
        word_enum(RubricKind, is_closed=False), default=RubricKind.POINTS
    )
    origin: Mapped[RubricOrigin] = mapped_column(
        word_enum(RubricOrigin, is_closed=False), default=RubricOrigin.UNSTATED
    )
    # What of the source is not at hand. A sheet that lacks something cannot be used.
    missing: Mapped[str] = mapped_column(Text, default="")
    # The most bonus points of all criteria together; None is as many as the criteria give.
    bonus_limit: Mapped[Decimal | None] = mapped_column(DecimalText)
    # Points put the nominations in order and propose nothing.
    ranks_only: Mapped[bool] = mapped_column(default=False)
    # Shares as exact fractions, "2/3": of the ballots that must find the criteria met; of all members of
    # the council who must be there, and who must agree.
    agreement: Mapped[str] = mapped_column(String(20), default="2/3")
    quorum: Mapped[str] = mapped_column(String(20), default="")
    vote_share: Mapped[str] = mapped_column(String(20), default="")

    campaign: Mapped[Campaign] = relationship(back_populates="rubric")
    groups: Mapped[list["CriterionGroup"]] = relationship(
        back_populates="rubric", order_by="CriterionGroup.position", cascade="all, delete-orphan"
    )
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="rubric", order_by="Criterion.position", cascade="all, delete-orphan"
    )

    @property
    def has_points(self) -> bool:
        """Whether nominations get points; otherwise criteria are met or not."""
        return self.kind is RubricKind.POINTS

    @cached_property
    def without_points(self) -> frozenset[int]:
        """The criteria whose marks are no points; a rubric that ballots are given on no longer changes."""
        return frozenset(one.id for one in self.criteria if one.is_check or not is_scored(one))

    @cached_property
    def conditions(self) -> frozenset[int]:
        """The criteria that must be met before anything else."""
        return frozenset(one.id for one in self.criteria if one.is_condition)

    @property
    def maximum(self) -> Decimal:
        """The most points a nomination can get, without bonus."""
        return sum((one.max_points for one in self.criteria if is_scored(one)), Decimal(0))

    @property
    def ceiling(self) -> Decimal:
        """The most points with all the bonus there is."""
        return self.maximum + self.most_bonus

    @property
    def most_bonus(self) -> Decimal:
        """The most bonus points a nomination can get."""
        given = sum((one.max_bonus for one in self.criteria), Decimal(0))
        return given if self.bonus_limit is None else min(given, self.bonus_limit)

    @property
    def vote_rule(self) -> VoteRule:
        """What a vote of the council must reach."""
        share, quorum = (Fraction(text) if text else None for text in (self.vote_share, self.quorum))
        return VoteRule(share, quorum)

    @property
    def rule(self) -> Rule:
        """By what one ballot passes."""
        return Rule(self.kind, self.campaign.pass_mark, self.bonus_limit, self.ranks_only)


class CriterionGroup(db.Model):
    """Criteria that belong together, and the most points all of them may give."""

    __tablename__ = "criterion_groups"
    __table_args__ = (UniqueConstraint("rubric_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(300))
    label_en: Mapped[str] = mapped_column(String(300), default="")
    max_points: Mapped[Decimal] = mapped_column(DecimalText)

    rubric: Mapped[Rubric] = relationship(back_populates="groups")
    criteria: Mapped[list["Criterion"]] = relationship(back_populates="group", order_by="Criterion.position")


class Criterion(db.Model):
    """One thing that is judged: from 0 to `max_points`; a check is met (1) or not met (0)."""

    __tablename__ = "criteria"
    __table_args__ = (UniqueConstraint("rubric_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("criterion_groups.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(300))
    label_en: Mapped[str] = mapped_column(String(300), default="")
    max_points: Mapped[Decimal] = mapped_column(DecimalText)
    # Bonus points beside the points, for what goes beyond them.
    max_bonus: Mapped[Decimal] = mapped_column(DecimalText, default=Decimal(0))
    # Must be met before anything else is looked at.
    is_condition: Mapped[bool] = mapped_column(default=False)
    # One that does not count is collected only.
    is_counted: Mapped[bool] = mapped_column(default=True)

    rubric: Mapped[Rubric] = relationship(back_populates="criteria")
    group: Mapped[CriterionGroup | None] = relationship(back_populates="criteria")
    bands: Mapped[list["Band"]] = relationship(
        back_populates="criterion", order_by="Band.position", cascade="all, delete-orphan"
    )

    @property
    def is_check(self) -> bool:
        """Whether it is met or not, rather than worth points."""
        return self.is_condition or not self.rubric.has_points


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
