"""What a campaign shows to everybody while its public notice runs."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registry.campaigns.models import Campaign, Stage
from registry.campaigns.queries import find_stage
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.review.models import Assignment, Nomination
from registry.review.queries.ranking import figures_of, proposal_of
from registry.review.states import NominationState, Outcome


def get_notice(campaign: Campaign) -> Stage:
    """The public notice of a campaign that is or was open; raises NotFound for one without."""
    stage = find_stage(campaign, StageKind.PUBLIC_NOTICE)
    if stage is None or campaign.state is CampaignState.DRAFT:
        raise NotFound(_("This campaign has no public notice."))
    return stage


def is_on_show(campaign: Campaign, stage: Stage) -> bool:
    """Whether today is one of the days on which everybody may read what is proposed."""
    return campaign.state is CampaignState.OPEN and stage.starts_on <= today() <= stage.ends_on


def list_under_notice(campaign: Campaign) -> list[Nomination]:
    """The nominations proposed for recognition, by reference; empty outside the days of the notice.

    Being on the list says that the mean reached the mark, as every public list of proposals does. No
    points, no ranks, and nobody's name are part of it.
    """
    if not is_on_show(campaign, get_notice(campaign)):
        return []
    query = (
        select(Nomination)
        .where(Nomination.campaign_id == campaign.id, Nomination.state == NominationState.VERIFIED)
        .options(
            selectinload(Nomination.assignments).selectinload(Assignment.marks),
            joinedload(Nomination.exemplar_version),
        )
        .order_by(Nomination.reference)
    )
    return [one for one in db.session.scalars(query) if _is_proposed(campaign, one)]


def _is_proposed(campaign: Campaign, nomination: Nomination) -> bool:
    return proposal_of(campaign, figures_of(nomination)) is Outcome.RECOGNISED
