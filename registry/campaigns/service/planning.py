"""Planning a campaign while it is a draft: its title, dates, marks and stages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from registry.audit import service as audit
from registry.campaigns.models import Band, Campaign, Criterion, CriterionGroup, Rubric
from registry.campaigns.service.changes import changes_of_stages
from registry.campaigns.service.details import DISAGREEMENT, check_details
from registry.campaigns.service.spreading import begin_on_work, end_on_work
from registry.campaigns.service.stages import StagePlan, check_plans, plan_of, put_stages, told
from registry.campaigns.states import CampaignState
from registry.catalogue.states import Level
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidTransition, NotFound
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.units.models import Unit

ONE_DAY = timedelta(days=1)


def create_campaign(  # noqa: PLR0913 -- a campaign has this many parts
    actor: User | None,
    unit: Unit,
    *,
    title: str,
    level: Level,
    year: int,
    opens_on: date,
    closes_on: date,
    pass_mark: Decimal = Decimal(80),
    praise_mark: Decimal = Decimal(65),
    reviews_wanted: int = 3,
    spread_alarm: Decimal = Decimal(15),
    tie_years: int = 3,
    objection_days: int = 10,
) -> Campaign:
    """Begin a campaign of a unit, as a draft without stages and rubric. `actor` None is the operator."""
    with transaction():
        if actor is not None:
            require(actor, Permission.CAMPAIGN_ADMINISTER, unit)
        campaign = Campaign(
            unit=unit, state=CampaignState.DRAFT, is_demonstration=unit.is_demonstration
        )  # fmt: skip
        _write(
            campaign, title=title, level=level, year=year, opens_on=opens_on, closes_on=closes_on,
            pass_mark=pass_mark, praise_mark=praise_mark, reviews_wanted=reviews_wanted,
            spread_alarm=spread_alarm, tie_years=tie_years, objection_days=objection_days,
        )  # fmt: skip
        # Called by the year it reviews, whenever it is prepared.
        campaign.reference = next_reference("DX", date(year, 1, 1), 3)
        db.session.add(campaign)
        db.session.flush()
        audit.record(actor, "campaign.created", campaign, title=campaign.title, unit=unit.code, year=year)
    return campaign


def change_campaign(  # noqa: PLR0913 -- a campaign has this many parts
    actor: User | None,
    campaign: Campaign,
    *,
    title: str,
    level: Level,
    year: int,
    opens_on: date,
    closes_on: date,
    pass_mark: Decimal,
    praise_mark: Decimal,
    reviews_wanted: int,
    spread_alarm: Decimal | None = None,
    tie_years: int | None = None,
    objection_days: int | None = None,
    version: int | None = None,
) -> Campaign:
    """Change a draft's title, level, dates and marks."""
    with transaction():
        require_plan_open(actor, campaign, version)
        _write(
            campaign, title=title, level=level, year=year, opens_on=opens_on, closes_on=closes_on,
            pass_mark=pass_mark, praise_mark=praise_mark, reviews_wanted=reviews_wanted,
            spread_alarm=campaign.spread_alarm if spread_alarm is None else spread_alarm,
            tie_years=campaign.tie_years if tie_years is None else tie_years,
            objection_days=campaign.objection_days if objection_days is None else objection_days,
        )  # fmt: skip
        audit.record(actor, "campaign.changed", campaign, **details_of(campaign))
    return campaign


def replace_stages(
    actor: User | None, campaign: Campaign, stages: Sequence[StagePlan], *, version: int | None = None
) -> Campaign:
    """Give a draft these stages in place of those it had."""
    with transaction():
        require_plan_open(actor, campaign, version)
        check_plans(stages)
        before = [plan_of(stage) for stage in campaign.stages]
        put_stages(campaign, stages)
        audit.record(
            actor, "campaign.stages_replaced", campaign,
            stages=[told(stage) for stage in stages],
            **changes_of_stages(before, [plan_of(stage) for stage in campaign.stages]),
        )  # fmt: skip
    return campaign


def change_stage(
    actor: User | None, campaign: Campaign, number: int, plan: StagePlan, *, version: int | None = None
) -> Campaign:
    """Give the stage at a place, counted from 1, this plan; its kind stays."""
    plans = [plan_of(stage) for stage in campaign.stages]
    if not 1 <= number <= len(plans) or plans[number - 1].kind is not plan.kind:
        raise NotFound(_("There is no such stage."))
    plans[number - 1] = plan
    return replace_stages(actor, campaign, plans, version=version)


def clone_campaign(actor: User | None, campaign: Campaign, *, year: int, title: str = "") -> Campaign:
    """A new draft like this campaign, its days moved to another year, with the same stages and rubric.

    Last days that would fall into a long rest such as Tết, which moves with the moon, go behind it.
    """
    years = year - campaign.year
    closes_on = _moved(campaign.closes_on, years)
    with transaction():
        copy = create_campaign(
            actor, campaign.unit, title=title or campaign.title, level=campaign.level, year=year,
            opens_on=_moved(campaign.opens_on, years), closes_on=closes_on,
            pass_mark=campaign.pass_mark, praise_mark=campaign.praise_mark,
            reviews_wanted=campaign.reviews_wanted, spread_alarm=campaign.spread_alarm,
            tie_years=campaign.tie_years, objection_days=campaign.objection_days,
        )  # fmt: skip
        put_stages(copy, _moved_stages(campaign, closes_on, years))
        if campaign.rubric is not None:
            copy.rubric = _copy_of(campaign.rubric)
        for name in DISAGREEMENT:
            setattr(copy, name, getattr(campaign, name))
        db.session.flush()
        audit.record(actor, "campaign.cloned", copy, source=campaign.reference)
    return copy


def require_plan_open(actor: User | None, campaign: Campaign, version: int | None) -> None:
    """Raise unless the actor may change the plan and it is still a draft they have seen as it is."""
    if actor is not None:
        require(actor, Permission.CAMPAIGN_ADMINISTER, campaign)
    if campaign.state is not CampaignState.DRAFT:
        raise InvalidTransition(
            _("The campaign has been opened: its stages, rubric and marks can no longer change.")
        )
    require_version(campaign, version, details_of(campaign))
    # Stages and criteria are rows of their own: the campaign's version must count their changes too.
    campaign.updated_at = now()


def details_of(campaign: Campaign) -> dict[str, Any]:
    """The values of a campaign that people edit, by field."""
    names = (
        "title", "level", "year", "opens_on", "closes_on", "pass_mark", "praise_mark", "reviews_wanted",
        "spread_alarm", "tie_years", "objection_days", *DISAGREEMENT,
    )  # fmt: skip
    return {name: getattr(campaign, name) for name in names}


def _write(campaign: Campaign, **values: Any) -> None:
    values["title"] = clean_text(values["title"])
    check_details(campaign.unit, values)
    for name, value in values.items():
        setattr(campaign, name, value)


def _copy_of(rubric: Rubric) -> Rubric:
    groups = {group.position: _row_like(group, CriterionGroup) for group in rubric.groups}
    criteria = [
        _row_like(
            c,
            Criterion,
            bands=[_row_like(b, Band) for b in c.bands],
            group=groups[c.group.position] if c.group else None,
        )
        for c in rubric.criteria
    ]
    return cast(Rubric, _row_like(rubric, Rubric, groups=list(groups.values()), criteria=criteria))


def _row_like(row: Any, table: Any, **more: Any) -> Any:
    """A new row with the plain values of another: no key, no link to its parent."""
    columns = [c for c in table.__table__.columns if not c.primary_key and not c.foreign_keys]
    return table(**{column.key: getattr(row, column.key) for column in columns}, **more)


def _moved_stages(campaign: Campaign, closes_on: date, years: int) -> list[StagePlan]:
    """The stages in another year, on working days; one that followed the stage before it does so again."""
    plans = [plan_of(stage) for stage in campaign.stages]
    moved: list[StagePlan] = []
    for before, plan in zip([None, *plans], plans, strict=False):
        start = _moved(plan.starts_on, years)
        if before and plan.starts_on > before.ends_on:
            start = max(start, min(moved[-1].ends_on + ONE_DAY, closes_on))
        if before:
            start = begin_on_work(start, closes_on)
        last = end_on_work(max(start, _moved(plan.ends_on, years)), closes_on)
        moved.append(replace(plan, starts_on=start, ends_on=last))
    return moved


def _moved(day: date, years: int) -> date:
    """The same day in another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
