"""What a campaign shows to everybody while its public notice runs, and what is ready to be shown."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from registry.campaigns.models import Campaign, Stage
from registry.campaigns.queries import find_stage, last_day_of, list_open
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.identity.models import User
from registry.review import gates, polls
from registry.review.models import Nomination, StageVisit
from registry.review.objections import NoticeSheet
from registry.review.queries.ranking import load, proposal_of, ranking
from registry.review.states import (
    SCORE_AGAIN,
    STILL_TO_SCORE,
    TAKE_OFF,
    NominationState,
    Outcome,
    Side,
)

# What everybody learns of a decision.
GIVEN_STATES = frozenset({NominationState.RECOGNISED, NominationState.PRAISED})


@dataclass(frozen=True)
class Shown:
    """A nomination on public notice, and the last day on which it is."""

    nomination: Nomination
    until: date
    # None for what was put there before sheets were kept.
    sheet: NoticeSheet | None = None


def get_notice(campaign: Campaign) -> Stage:
    """The public notice of a campaign that is or was open; raises NotFound for one without."""
    stage = find_stage(campaign, StageKind.PUBLIC_NOTICE)
    if stage is None or campaign.state is CampaignState.DRAFT:
        raise NotFound(_("This campaign has no public notice."))
    return stage


def list_running_notices() -> list[tuple[Campaign, date]]:
    """The open campaigns whose public notice runs today, each with the last day of that stage."""
    running = []
    for campaign in list_open():
        stage = find_stage(campaign, StageKind.PUBLIC_NOTICE)
        if stage is not None and stage.starts_on <= today() <= (last := last_day_of(stage)):
            running.append((campaign, last))
    return running


def list_under_notice(campaign: Campaign) -> list[Shown]:
    """The nominations on public notice today, by reference.

    Being on the list says that the mean reached the mark, as every public list of proposals does. No
    points, no ranks, and nobody's name are part of it.
    """
    stage = get_notice(campaign)
    query = (
        select(Nomination)
        .where(Nomination.stage_id == stage.id, Nomination.state == NominationState.VERIFIED)
        .options(selectinload(Nomination.visits), joinedload(Nomination.exemplar_version))
        .order_by(Nomination.reference)
    )
    found = [(one, gates.last_day_on_show(one, stage)) for one in db.session.scalars(query)]
    return [
        Shown(one, until, one.visits[-1].sheet)
        for one, until in found
        if until is not None and today() <= until
    ]


def list_past_notices(campaign: Campaign) -> list[Shown]:
    """What was on public notice to its last day, by reference, as far as everybody may still read it.

    Until the last day for decisions that is all of it, whatever was decided meanwhile: what a decision denies
    is told to the unit alone, so nothing here changes by it. After that it is what was given something.
    """
    stage, decision = get_notice(campaign), find_stage(campaign, StageKind.DECISION)
    waits = campaign.state is CampaignState.OPEN and decision is not None and today() <= last_day_of(decision)
    query = (
        select(StageVisit)
        .join(StageVisit.nomination)
        .join(StageVisit.sheet)
        .where(StageVisit.stage_id == stage.id, NoticeSheet.until < today())
        .options(
            contains_eager(StageVisit.nomination).options(
                joinedload(Nomination.exemplar_version), joinedload(Nomination.exemplar)
            )
        )
        .order_by(Nomination.reference, StageVisit.id)
    )
    # Of several stays the last one counts.
    last = {visit.nomination_id: visit for visit in db.session.scalars(query)}
    return [
        Shown(visit.nomination, visit.sheet.until, visit.sheet)
        for visit in last.values()
        if visit.sheet is not None
        and visit.outcome not in {TAKE_OFF, SCORE_AGAIN}
        and (waits or visit.nomination.state in GIVEN_STATES)
    ]


def get_under_notice(campaign: Campaign, reference: str) -> Shown:
    """One nomination on public notice today; raises NotFound for any other."""
    for shown in list_under_notice(campaign):
        if shown.nomination.reference == reference:
            return shown
    raise NotFound(_("This model is not on public notice today."))


def list_ready_for_notice(actor: User, campaign: Campaign) -> list[Nomination]:
    """The nominations that may be put on public notice now: proposed, with nobody still to score them.

    Empty before the first day of the notice, and in a campaign without one. Raises PermissionDenied for
    whoever may not see the ranking.
    """
    if find_stage(campaign, StageKind.PUBLIC_NOTICE) is None:
        return []
    scored = [one for one in ranking(actor, campaign) if not one.is_provisional]
    return [one for one in load(scored) if is_ready_for_notice(one)]


def is_proposed(nomination: Nomination) -> bool:
    """Whether the ballots propose recognition, unless the council put the nomination elsewhere."""
    side = polls.side_of(nomination)
    if side is not Side.AS_SCORED:
        return side is Side.ABOVE
    return proposal_of(nomination) is Outcome.RECOGNISED


def is_ready_for_notice(nomination: Nomination) -> bool:
    """Whether the notice has begun, the ballots propose recognition, and nobody is still to score."""
    campaign, here = nomination.campaign, nomination.stage
    stage = find_stage(campaign, StageKind.PUBLIC_NOTICE)
    return (
        stage is not None
        and campaign.state is CampaignState.OPEN
        and today() >= stage.starts_on
        and nomination.state is NominationState.VERIFIED
        and here is not None
        and here.position < stage.position
        and not gates.list_closed_before(nomination, stage)
        and not any(one.state in STILL_TO_SCORE for one in nomination.assignments)
        and not gates.was_taken_off(nomination)
        and _was_scored_again(nomination)
        and is_proposed(nomination)
    )


def _was_scored_again(nomination: Nomination) -> bool:
    """After an objection that sent it back to scoring, a ballot has come in since."""
    sent_back = [one.left_at for one in nomination.visits if one.outcome == SCORE_AGAIN and one.left_at]
    return not sent_back or any(
        one.submitted_at is not None and one.submitted_at > sent_back[-1] for one in nomination.assignments
    )
