"""What a rubric shall be: its rules, groups and criteria as plain values, before they are stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from registry.campaigns.models import Rubric
from registry.campaigns.sheet import RubricKind, RubricOrigin


@dataclass(frozen=True)
class BandPlan:
    """A level of a criterion: from `low` to `high` points, and what it takes."""

    label: str
    low: Decimal
    high: Decimal
    anchor: str = ""
    label_en: str = ""
    anchor_en: str = ""


@dataclass(frozen=True)
class CriterionPlan:
    """A criterion as it shall be. Of a check, points and levels are the registry's."""

    label: str
    max_points: Decimal = Decimal(1)
    bands: Sequence[BandPlan] = ()
    code: str = ""
    label_en: str = ""
    max_bonus: Decimal = Decimal(0)
    is_condition: bool = False
    is_counted: bool = True
    # The place of its group among the groups, from 1; 0 is none.
    group: int = 0


@dataclass(frozen=True)
class GroupPlan:
    """A group of criteria and the most points they may give together."""

    label: str
    max_points: Decimal
    label_en: str = ""


@dataclass(frozen=True)
class RubricRules:
    """What a rubric is beside its criteria: kind, origin, what decides. Shares are text: "2/3", "70%"."""

    kind: RubricKind = RubricKind.POINTS
    origin: RubricOrigin = RubricOrigin.UNSTATED
    missing: str = ""
    bonus_limit: Decimal | None = None
    ranks_only: bool = False
    agreement: str = "2/3"
    quorum: str = ""
    vote_share: str = ""
    groups: Sequence[GroupPlan] = ()


def rules_of(rubric: Rubric | None) -> RubricRules:
    """The rules a rubric has, to change some and set them again."""
    if rubric is None:
        return RubricRules()
    return RubricRules(
        kind=rubric.kind, origin=rubric.origin, missing=rubric.missing, bonus_limit=rubric.bonus_limit,
        ranks_only=rubric.ranks_only, agreement=rubric.agreement, quorum=rubric.quorum,
        vote_share=rubric.vote_share,
        groups=[GroupPlan(one.label, one.max_points, one.label_en) for one in rubric.groups],
    )  # fmt: skip


def plans_of(rubric: Rubric | None) -> list[CriterionPlan]:
    """The criteria of a rubric as plans, to change some and set them again."""
    return [
        CriterionPlan(
            label=criterion.label, max_points=criterion.max_points, code=criterion.code,
            label_en=criterion.label_en, max_bonus=criterion.max_bonus,
            is_condition=criterion.is_condition, is_counted=criterion.is_counted,
            group=criterion.group.position if criterion.group else 0,
            bands=[
                BandPlan(band.label, band.low, band.high, band.anchor, band.label_en, band.anchor_en)
                for band in criterion.bands
            ],
        )
        for criterion in (rubric.criteria if rubric else ())
    ]  # fmt: skip
