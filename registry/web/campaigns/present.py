"""Campaigns shaped for their pages."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for
from markupsafe import Markup
from wtforms import FieldList

from registry.campaigns.models import Campaign, Stage
from registry.campaigns.queries import is_ahead, last_day_of
from registry.campaigns.routes import list_routes
from registry.campaigns.rules import levels_of
from registry.campaigns.service import opening
from registry.campaigns.states import CampaignState
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.identity.models import Role, User
from registry.review.deadlines import list_extensions
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.rules import units_with_role
from registry.units.states import PROVINCIAL
from registry.web.campaigns import sheet
from registry.web.campaigns.standing import nominating_days, standing_of
from registry.web.filters import as_date, as_number
from registry.web.languages import language
from registry.web.words import Words, word

RUNNERS = (Role.ADMINISTRATOR, Role.REGISTRY_STAFF)


def units_to_run(person: User) -> list[Unit]:
    """The units a person may begin a campaign for: where they hold a role, and directly below."""
    tree, day = units.tree(), today()
    held = units_with_role(person, *RUNNERS)
    near = held.union(*(tree.children(unit, day) for unit in held))
    return [unit for unit in units.list_by_ids(near) if unit.exists_on(day)]


def likely_runner(offered: list[Unit]) -> tuple[str, Level]:
    """The unit most likely meant, a province when somebody runs one, and the highest level it confers."""
    chosen = min(offered, key=lambda unit: unit.kind not in PROVINCIAL, default=None)
    if chosen is None:
        return "", Level.COMMUNE
    return chosen.code, max(levels_of(chosen), key=list(Level).index)


def routes_told() -> dict[str, str]:
    """What each route is, by code, in the reader's language."""
    english = language() == "en"
    return {one.code: one.about_en if english else one.about_vi for one in list_routes()}


def days_of(starts_on: date, ends_on: date) -> str:
    """15/09/2026 to 30/11/2026."""
    return _("%(first)s to %(last)s", first=as_date(starts_on), last=as_date(ends_on))


def rows_of(campaigns: Iterable[Campaign]) -> list[dict[str, Any]]:
    """Campaigns for the list of those who run them."""
    return [
        {
            "title": one.title,
            "href": url_for("campaigns.prepare_campaign", reference=one.reference),
            "unit": one.unit.name,
            "level": word(one.level),
            "year": one.year,
            "days": days_of(one.opens_on, one.closes_on),
            "state": standing_of(one),
            "ahead": nominating_days(one) if is_ahead(one, today()) else "",
        }
        for one in campaigns
    ]


def facts_of(campaign: Campaign) -> list[tuple[str, str]]:
    """What a campaign is, in short."""
    return [
        (_("Run by"), campaign.unit.name),
        (_("Level"), str(word(campaign.level))),
        (_("Year"), str(campaign.year)),
        (_("Days"), days_of(campaign.opens_on, campaign.closes_on)),
    ]


def marks_of(campaign: Campaign) -> list[tuple[str, str]]:
    """What the ballots mean in a campaign."""
    wanted = campaign.reviews_wanted
    return [
        *sheet.proposals_of(campaign),
        (_("Ballots for each nomination"), _n("%(num)s ballot", "%(num)s ballots", wanted)),
        *sheet.rules_of_vote(campaign),
        (
            _("Former roles that exclude from judging"),
            _n("of the last year", "of the last %(num)s years", campaign.tie_years),
        ),
    ]


def tasks_of(campaign: Campaign) -> list[dict[str, Any]]:
    """What there is to do before a draft can open."""
    todo: Words = (_("Not started"), "", "circle-dashed")
    done: Words = (_("Done"), "ok", "circle-check")
    not_yet: Words = (_("Cannot start yet"), "", "lock")
    ready: Words = (_("Ready"), "info", "arrow-right")
    rubric = campaign.rubric
    said = sheet.size_of(rubric) if rubric else ""
    days = days_of(campaign.opens_on, campaign.closes_on)
    may_open = not opening.validate(campaign)
    wrong: Words = (_("To put right"), "warn", "alert-triangle")
    sound = wrong if opening.list_route_faults(campaign) else done
    return [
        _task(campaign, "edit_campaign", _("Name, level, days and marks"), done, days),
        _task(campaign, "edit_stages", _("Stages"), sound if campaign.stages else todo),
        _task(campaign, "edit_rubric", _("Scoring sheet"), done if rubric else todo, said),
        *(
            [_task(campaign, "edit_disagreement", _("When ballots disagree"), done)]
            if rubric and rubric.has_points
            else []
        ),
        _task(campaign, "open_campaign", _("Open the campaign"), ready if may_open else not_yet),
    ]


def _task(campaign: Campaign, view: str, label: str, state: Words, sub: str = "") -> dict[str, Any]:
    href = url_for(f"campaigns.{view}", reference=campaign.reference)
    return {"label": label, "href": href, "state": state, "sub": sub}


def route_of(campaign: Campaign) -> list[dict[str, Any]]:
    """The stages as a way from left to right, and which of them today is in."""
    day = today()
    is_open = campaign.state is CampaignState.OPEN
    return [
        {
            "title": stage.title,
            "detail": _("By: %(who)s", who=word(stage.acting_role)),
            "dates": days_of(stage.starts_on, last_day_of(stage)),
            "now": is_open and stage.starts_on <= day <= last_day_of(stage),
            "done": campaign.state is CampaignState.CLOSED or (is_open and last_day_of(stage) < day),
        }
        for stage in campaign.stages
    ]


def more_time(campaign: Campaign) -> list[str]:
    """What everybody reads of more time that was given to all: the stage, its last day, and why."""
    return [
        _("“%(stage)s” lasts until %(day)s for all units. Reason: %(reason)s",
          stage=one.stage.title, day=as_date(one.until), reason=one.reason)
        for one in list_extensions(campaign)
        if one.unit_id is None
    ]  # fmt: skip


def stage_rows(stages: Iterable[Stage]) -> list[tuple[str, str]]:
    """Stages with their days, for a summary."""
    as_typed = Markup('<bdi lang="vi">{}</bdi>')
    return [(as_typed.format(stage.title), days_of(stage.starts_on, last_day_of(stage))) for stage in stages]


def clashes_of(form: Any) -> list[dict[str, Any]]:
    """What the person typed beside what is stored now, field by field."""
    return [
        {
            "label": form[name].label.text,
            "mine": _shown(form[name].data),
            "theirs": _shown(stored),
            "differs": form[name].data != stored,
        }
        for name, stored in form.stale.stored.items()
        if name in form
    ]


def differences_of(form: Any, stored: dict[str, Any]) -> list[dict[str, Any]]:
    """What the person typed where something else is stored now; nothing unless the form is stale."""
    return list(_differences(form, stored, "")) if form.stale else []


def _differences(fields: Any, stored: dict[str, Any], part: str) -> Iterator[dict[str, Any]]:
    for name, value in stored.items():
        if name not in fields:
            continue
        field = fields[name]
        if isinstance(value, dict):
            yield from _differences(field.form, value, f"{field.label.text}: ")
        elif isinstance(field, FieldList):
            for number, (entry, row) in enumerate(zip(field.entries, value, strict=False), 1):
                yield from _differences(entry.form, row, _("Level %(n)s", n=number) + ": ")
        elif field.data != value and (field.data or value):
            label = f"{part}{field.label.text}"
            yield {"label": label, "mine": _shown(field.data), "theirs": _shown(value), "differs": True}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, date):
        return str(as_date(value))
    if isinstance(value, Decimal):
        return str(as_number(value))
    return str(word(value))
