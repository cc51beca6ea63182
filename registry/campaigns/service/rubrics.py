"""Setting the rubric of a campaign that is still a draft."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from registry.audit import service as audit
from registry.campaigns.models import Band, Campaign, Criterion, CriterionGroup, Rubric
from registry.campaigns.service.changes import changes_of_rubric
from registry.campaigns.service.planning import require_plan_open
from registry.campaigns.service.plans import (
    BandPlan,
    CriterionPlan,
    GroupPlan,
    RubricRules,
    plans_of,
    rules_of,
)
from registry.campaigns.service.rubric_faults import SHARES, check_criteria, check_rules
from registry.campaigns.sheet import RubricKind, RubricOrigin
from registry.campaigns.votes import parse_share
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import slug_of
from registry.core.transaction import transaction
from registry.core.types import clean_text
from registry.identity.models import User

_DATA = Path(__file__).parent.parent / "data"


def set_rubric(  # noqa: PLR0913 -- a rubric has this many parts
    actor: User | None,
    campaign: Campaign,
    *,
    title: str,
    criteria: Sequence[CriterionPlan],
    provenance: str = "",
    rules: RubricRules | None = None,
    version: int | None = None,
) -> Rubric:
    """Give a draft this rubric in place of the one it had; without rules it gives plain points."""
    if not criteria:
        raise InvalidInput("criteria", _("Give at least one criterion."))
    return _set(actor, campaign, title, provenance, rules or RubricRules(), criteria, version)


def begin_rubric(
    actor: User | None,
    campaign: Campaign,
    *,
    title: str,
    provenance: str = "",
    rules: RubricRules | None = None,
    version: int | None = None,
) -> Rubric:
    """Give a draft a rubric without criteria yet, in place of the one it had."""
    return _set(actor, campaign, title, provenance, rules or RubricRules(), (), version)


def change_rules(  # noqa: PLR0913 -- a rubric has this many parts
    actor: User | None,
    campaign: Campaign,
    *,
    title: str,
    provenance: str,
    rules: RubricRules,
    criteria: Sequence[CriterionPlan] | None = None,
    version: int | None = None,
) -> Rubric:
    """Change name, origin, rules or groups of a draft's rubric. Its criteria stay unless others are given."""
    kept = plans_of(campaign.rubric) if criteria is None else criteria
    return _set(actor, campaign, title, provenance, rules, kept, version)


def use_sample_rubric(actor: User | None, campaign: Campaign, *, version: int | None = None) -> Rubric:
    """Give a draft the sample sheet of seven criteria and 100 points, which says that it is a sample."""
    sample = _read("sample_rubric.json")
    return set_rubric(
        actor, campaign, title=sample["title"], provenance=sample["provenance"], version=version,
        criteria=[_plan_from(criterion) for criterion in sample["criteria"]],
        rules=RubricRules(origin=RubricOrigin.SAMPLE),
    )  # fmt: skip


def _set(  # noqa: PLR0913 -- a rubric has this many parts
    actor: User | None,
    campaign: Campaign,
    title: str,
    provenance: str,
    rules: RubricRules,
    criteria: Sequence[CriterionPlan],
    version: int | None,
) -> Rubric:
    with transaction():
        require_plan_open(actor, campaign, version)
        if not clean_text(title):
            raise InvalidInput("rubric_title", _("Give the rubric a name."))
        check_rules(rules)
        check_criteria(rules, criteria)
        before = _sheet_of(campaign.rubric)
        campaign.rubric = None
        db.session.flush()
        campaign.rubric = _rubric(title, provenance, rules, criteria)
        db.session.flush()
        audit.record(
            actor, "campaign.rubric_set", campaign,
            title=campaign.rubric.title, maximum=campaign.rubric.maximum, criteria=len(criteria),
            kind=rules.kind.value,
            **changes_of_rubric(before, _sheet_of(campaign.rubric)),
        )  # fmt: skip
    return campaign.rubric


def _sheet_of(rubric: Rubric | None) -> tuple[str, RubricRules, Sequence[CriterionPlan]]:
    return rubric.title if rubric else "", rules_of(rubric), plans_of(rubric)


def _rubric(title: str, provenance: str, rules: RubricRules, criteria: Sequence[CriterionPlan]) -> Rubric:
    groups = [_group(plan, position) for position, plan in enumerate(rules.groups, 1)]
    shares = {name: _share(getattr(rules, name)) for name in SHARES}
    return Rubric(
        title=clean_text(title)[:300],
        provenance=clean_text(provenance)[:300],
        kind=rules.kind,
        origin=rules.origin,
        missing=clean_text(rules.missing),
        bonus_limit=rules.bonus_limit,
        ranks_only=rules.ranks_only,
        groups=groups,
        criteria=[_criterion(plan, at, rules, groups) for at, plan in enumerate(criteria, 1)],
        **shares,
    )


def _share(text: str) -> str:
    """The exact fraction, so that nobody has to read it twice."""
    return str(parse_share(text)) if text else ""


def _group(plan: GroupPlan, position: int) -> CriterionGroup:
    return CriterionGroup(
        position=position, label=clean_text(plan.label)[:300], label_en=clean_text(plan.label_en)[:300],
        max_points=plan.max_points,
    )  # fmt: skip


def _plan_from(criterion: dict[str, Any]) -> CriterionPlan:
    bands = [_band_from(band) for band in criterion["bands"]]
    return CriterionPlan(**{**criterion, "max_points": Decimal(criterion["max_points"]), "bands": bands})


def _band_from(band: dict[str, str]) -> BandPlan:
    return BandPlan(
        label=band["label"], label_en=band["label_en"],
        low=Decimal(band["low"]), high=Decimal(band["high"]),
        anchor=band.get("anchor", ""), anchor_en=band.get("anchor_en", ""),
    )  # fmt: skip


def _check_levels() -> list[BandPlan]:
    """The levels of what is met or not."""
    return [_band_from(band) for band in _read("check_levels.json")]


def _read(name: str) -> Any:
    return json.loads((_DATA / name).read_text(encoding="utf-8"))


def _criterion(
    plan: CriterionPlan, position: int, rules: RubricRules, groups: Sequence[CriterionGroup]
) -> Criterion:
    is_check = plan.is_condition or rules.kind is not RubricKind.POINTS
    bands = _check_levels() if is_check else sorted(plan.bands, key=lambda band: band.low)
    return Criterion(
        position=position,
        code=(plan.code or slug_of(plan.label))[:60],
        label=clean_text(plan.label)[:300],
        label_en=clean_text(plan.label_en)[:300],
        max_points=Decimal(1) if is_check else plan.max_points,
        max_bonus=plan.max_bonus,
        is_condition=plan.is_condition,
        is_counted=plan.is_counted,
        group=groups[plan.group - 1] if plan.group else None,
        bands=[
            Band(
                position=place, label=clean_text(band.label)[:80], label_en=clean_text(band.label_en)[:80],
                low=band.low, high=band.high,
                anchor=clean_text(band.anchor), anchor_en=clean_text(band.anchor_en),
            )
            for place, band in enumerate(bands, 1)
        ],
    )  # fmt: skip
