"""Opening a campaign, which freezes its plan, and closing it."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from registry.audit import service as audit
from registry.campaigns import walking
from registry.campaigns.models import Campaign, Stage
from registry.campaigns.service.rubric_faults import list_rubric_faults
from registry.campaigns.states import CAMPAIGN_LIFE, ESSENTIAL, KIND_NAMES, CampaignState, StageKind
from registry.catalogue.states import Level
from registry.core.clock import now, today
from registry.core.errors import InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import User
from registry.units.states import DISTRICTS_ENDED_ON

# Each answers with the sentences that say what is still undone in a campaign.
Obstacles = Callable[[Campaign], list[str]]
_obstacles: list[Obstacles] = []
# Called as a campaign closes, as part of that command.
Closed = Callable[[User | None, Campaign], None]
_closed: list[Closed] = []
_PLACES = list(StageKind)


def hinders_closing(obstacles: Obstacles) -> None:
    """Have a subject above say what must be finished before a campaign can be closed."""
    if obstacles not in _obstacles:
        _obstacles.append(obstacles)


def on_closed(listener: Closed) -> None:
    """Have a subject above act as a campaign closes."""
    if listener not in _closed:
        _closed.append(listener)


def validate(campaign: Campaign) -> list[str]:
    """The sentences that say what is missing before the campaign can open."""
    return [
        *list_route_faults(campaign),
        *_vote_faults(campaign),
        *list_rubric_faults(campaign),
        *_day_faults(campaign),
    ]


def open_campaign(actor: User | None, campaign: Campaign, *, version: int | None = None) -> Campaign:
    """Open a draft that lacks nothing; from now on its stages, rubric and marks are frozen."""
    with transaction():
        _require(actor, campaign, "open", version)
        if faults := validate(campaign):
            raise InvalidTransition(" ".join(faults))
        campaign.frozen_at = now()
        campaign.state = CampaignState.OPEN
        audit.record(
            actor, "campaign.opened", campaign,
            pass_mark=campaign.pass_mark, praise_mark=campaign.praise_mark,
            reviews_wanted=campaign.reviews_wanted, rubric=campaign.rubric.title if campaign.rubric else "",
        )  # fmt: skip
    return campaign


def close_campaign(actor: User | None, campaign: Campaign, *, version: int | None = None) -> Campaign:
    """Close a campaign in which nothing is left undone."""
    with transaction():
        _require(actor, campaign, "close", version)
        if undone := list_undone(campaign):
            raise InvalidTransition(" ".join(undone))
        campaign.state = CampaignState.CLOSED
        audit.record(actor, "campaign.closed", campaign)
        for listener in _closed:
            listener(actor, campaign)
    return campaign


def list_undone(campaign: Campaign) -> list[str]:
    """The sentences that say what must be finished before the campaign can be closed."""
    return [sentence for obstacles in _obstacles for sentence in obstacles(campaign)]


def _require(actor: User | None, campaign: Campaign, action: str, version: int | None) -> None:
    arrow = CAMPAIGN_LIFE[action]
    if actor is not None:
        require(actor, arrow.permission, campaign)
    CAMPAIGN_LIFE.check(arrow, campaign)
    require_version(campaign, version)


def list_route_faults(campaign: Campaign) -> list[str]:
    """What is wrong with the stages, and with who acts in them: what the page of the stages can mend."""
    return [*list_stage_faults(campaign), *walking.list_without_body(campaign)]


def list_stage_faults(campaign: Campaign) -> list[str]:
    """What is wrong with the stages alone, in the order in which they stand."""
    stages = campaign.stages
    missing = [kind for kind in ESSENTIAL if kind not in {stage.kind for stage in stages}]
    faults = [
        _("There is no stage “%(kind)s”: every campaign needs one.", kind=str(KIND_NAMES[kind]))
        for kind in missing
    ]
    faults += [fault for earlier, later in pairwise(stages) if (fault := _misplaced(earlier, later))]
    faults += [
        _("“%(stage)s” lies outside the days of the campaign.", stage=stage.title)
        for stage in stages
        if stage.starts_on < campaign.opens_on or stage.ends_on > campaign.closes_on
    ]
    return faults + _notice_faults(stages) + _checklist_faults(campaign)


def _misplaced(earlier: Stage, later: Stage) -> str:
    """What is wrong with the order of two stages that follow one another."""
    first, second = _PLACES.index(earlier.kind), _PLACES.index(later.kind)
    if first == second:
        return _("“%(first)s” and “%(second)s” are of one kind: the second is never reached.",
                 first=earlier.title, second=later.title)  # fmt: skip
    if second < first:
        return _("“%(second)s” is never reached: it must stand before “%(first)s”.",
                 first=earlier.title, second=later.title)  # fmt: skip
    if later.starts_on < earlier.starts_on:
        return _("“%(second)s” begins before “%(first)s”, which stands ahead of it.",
                 first=earlier.title, second=later.title)  # fmt: skip
    return ""


def _notice_faults(stages: Sequence[Stage]) -> list[str]:
    """What is wrong with the days of what must be over before there is a decision."""
    faults = []
    by_kind = {stage.kind: stage for stage in stages}
    scoring, decision = by_kind.get(StageKind.SCORING), by_kind.get(StageKind.DECISION)
    notice = by_kind.get(StageKind.PUBLIC_NOTICE)
    if notice and scoring and notice.starts_on < scoring.ends_on:
        faults.append(_("The public notice begins before scoring ends."))
    if notice and decision and decision.ends_on <= notice.ends_on:
        faults.append(_("The public notice ends after the last day for decisions."))
    talk = by_kind.get(StageKind.DISCUSSION)
    if talk and decision and decision.ends_on <= talk.ends_on:
        faults.append(_("The discussion ends after the last day for decisions."))
    return faults


def _vote_faults(campaign: Campaign) -> list[str]:
    """A vote needs its rule: the share is that of all members of the council, not of those who are there."""
    votes = any(stage.kind is StageKind.COUNCIL_VOTE for stage in campaign.stages)
    if votes and campaign.rubric is not None and not campaign.rubric.vote_share:
        return [_("The council votes: the scoring sheet must say which share of all members agrees.")]
    return []


def _checklist_faults(campaign: Campaign) -> list[str]:
    if any(stage.kind is StageKind.ELIGIBILITY and not stage.checklist for stage in campaign.stages):
        return [_("The check of eligibility has no points yet: say what is checked.")]
    return []


def _day_faults(campaign: Campaign) -> list[str]:
    if campaign.level is Level.DISTRICT_LEGACY and campaign.closes_on >= DISTRICTS_ENDED_ON:
        return [_("The district level ended on 30 June 2025: no campaign may be dated later.")]
    if campaign.closes_on < today():
        return [_("The last day of the campaign has passed.")]
    return []
