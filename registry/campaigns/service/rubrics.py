"""Setting the rubric of a campaign that is still a draft."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from registry.audit import service as audit
from registry.campaigns import scoring
from registry.campaigns.models import Band, Campaign, Criterion, Rubric
from registry.campaigns.service.planning import require_plan_open
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import slug_of
from registry.core.transaction import transaction
from registry.core.types import clean_text
from registry.identity.models import User

MOST_CRITERIA = 30
MOST_BANDS = 8
HIGHEST_MAXIMUM = Decimal(1000)
_SAMPLE = Path(__file__).parent.parent / "data" / "sample_rubric.json"


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
    """A criterion as it shall be."""

    label: str
    max_points: Decimal
    bands: Sequence[BandPlan]
    code: str = ""
    label_en: str = ""


def set_rubric(
    actor: User | None,
    campaign: Campaign,
    *,
    title: str,
    criteria: Sequence[CriterionPlan],
    provenance: str = "",
    version: int | None = None,
) -> Rubric:
    """Give a draft this rubric in place of the one it had."""
    with transaction():
        require_plan_open(actor, campaign, version)
        if not clean_text(title):
            raise InvalidInput("rubric_title", _("Give the rubric a name."))
        _check(criteria)
        campaign.rubric = None
        db.session.flush()
        campaign.rubric = Rubric(
            title=clean_text(title)[:300],
            provenance=clean_text(provenance)[:300],
            criteria=[_criterion(plan, position) for position, plan in enumerate(criteria, 1)],
        )
        db.session.flush()
        audit.record(
            actor, "campaign.rubric_set", campaign,
            title=campaign.rubric.title, maximum=campaign.rubric.maximum, criteria=len(criteria),
        )  # fmt: skip
    return campaign.rubric


def use_sample_rubric(actor: User | None, campaign: Campaign, *, version: int | None = None) -> Rubric:
    """Give a draft the sample sheet of seven criteria and 100 points, which says that it is a sample."""
    sample = json.loads(_SAMPLE.read_text(encoding="utf-8"))
    return set_rubric(
        actor, campaign, title=sample["title"], provenance=sample["provenance"], version=version,
        criteria=[_plan_from(criterion) for criterion in sample["criteria"]],
    )  # fmt: skip


def plans_of(rubric: Rubric | None) -> list[CriterionPlan]:
    """The criteria of a rubric as plans, to change some and set them again."""
    return [
        CriterionPlan(
            label=criterion.label, max_points=criterion.max_points, code=criterion.code,
            label_en=criterion.label_en,
            bands=[
                BandPlan(band.label, band.low, band.high, band.anchor, band.label_en, band.anchor_en)
                for band in criterion.bands
            ],
        )
        for criterion in (rubric.criteria if rubric else ())
    ]  # fmt: skip


def _plan_from(criterion: dict[str, Any]) -> CriterionPlan:
    bands = [
        BandPlan(**{**band, "low": Decimal(band["low"]), "high": Decimal(band["high"])})
        for band in criterion["bands"]
    ]
    return CriterionPlan(**{**criterion, "max_points": Decimal(criterion["max_points"]), "bands": bands})


def _check(criteria: Sequence[CriterionPlan]) -> None:
    if not 0 < len(criteria) <= MOST_CRITERIA:
        raise InvalidInput("criteria", _("Give between 1 and %(most)s criteria.", most=MOST_CRITERIA))
    for number, criterion in enumerate(criteria, 1):
        if fault := _fault_of(criterion):
            raise InvalidInput("criteria", _("Criterion %(number)s: %(fault)s", number=number, fault=fault))


def _fault_of(criterion: CriterionPlan) -> str | None:
    if not clean_text(criterion.label):
        return _("Give the criterion a name.")
    numbers = [criterion.max_points, *(end for band in criterion.bands for end in (band.low, band.high))]
    if any(scoring.fault_of_points(n, HIGHEST_MAXIMUM) for n in numbers) or not criterion.max_points:
        return _("Enter points above 0, with at most two decimal places.")
    if len(criterion.bands) > MOST_BANDS:
        return _("Give at most %(most)s levels.", most=MOST_BANDS)
    if not all(clean_text(band.label) for band in criterion.bands):
        return _("Every level needs a name.")
    return scoring.fault_of_bands(criterion.bands, criterion.max_points)


def _criterion(plan: CriterionPlan, position: int) -> Criterion:
    bands = sorted(plan.bands, key=lambda band: band.low)
    return Criterion(
        position=position,
        code=(plan.code or slug_of(plan.label))[:60],
        label=clean_text(plan.label)[:300],
        label_en=clean_text(plan.label_en)[:300],
        max_points=plan.max_points,
        bands=[
            Band(
                position=place, label=clean_text(band.label)[:80], label_en=clean_text(band.label_en)[:80],
                low=band.low, high=band.high,
                anchor=clean_text(band.anchor), anchor_en=clean_text(band.anchor_en),
            )
            for place, band in enumerate(bands, 1)
        ],
    )  # fmt: skip
