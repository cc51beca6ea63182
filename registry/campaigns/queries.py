"""Reading campaigns: who may see which, and which are open to a unit today."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from registry.campaigns.models import Campaign, Rubric, Stage
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.units import queries as units
from registry.units.models import Unit

# Answers with a later last day that was granted in a stage to everybody, or to a unit, or with nothing.
Later = Callable[[Stage, int | None], date | None]
_later: list[Later] = []


def lengthens_stages(later: Later) -> None:
    """Have a subject above say how long a stage lasts beyond its last day."""
    if later not in _later:
        _later.append(later)


def last_day_of(stage: Stage, unit_id: int | None = None) -> date:
    """The last day of a stage, with what was granted to all, and to a unit if one is named."""
    granted = [day for later in _later if (day := later(stage, unit_id)) is not None]
    return max([stage.ends_on, *granted])


def is_visible(actor: User | None, campaign: Campaign) -> bool:
    """Open and closed campaigns are public; a draft is known to those who prepare it."""
    if campaign.state is not CampaignState.DRAFT:
        return True
    return allowed(actor, Permission.CAMPAIGN_ADMINISTER, campaign)


def find_campaign(reference: str) -> Campaign | None:
    """The campaign with a reference, for whoever may know of all."""
    return db.session.scalar(select(Campaign).where(Campaign.reference == reference))


def get_campaign(actor: User | None, reference: str) -> Campaign:
    """The campaign with a reference; raises NotFound, also for a draft the reader may not know of."""
    campaign = find_campaign(reference)
    if campaign is None or not is_visible(actor, campaign):
        raise NotFound(_("There is no such campaign."))
    return campaign


def list_campaigns(actor: User | None) -> list[Campaign]:
    """The campaigns the reader may see, newest first."""
    query = select(Campaign).order_by(Campaign.opens_on.desc(), Campaign.id.desc())
    return [campaign for campaign in db.session.scalars(query) if is_visible(actor, campaign)]


def list_administered(actor: User) -> list[Campaign]:
    """The campaigns the reader prepares and runs, newest first."""
    return [one for one in list_campaigns(actor) if allowed(actor, Permission.CAMPAIGN_ADMINISTER, one)]


def list_open() -> list[Campaign]:
    """Every open campaign, the soonest end first."""
    query = select(Campaign).where(Campaign.state == CampaignState.OPEN)
    return list(db.session.scalars(query.order_by(Campaign.closes_on, Campaign.id)))


def list_open_for(unit: Unit, on: date | None = None) -> list[Campaign]:
    """Campaigns to which the unit may put a model forward on a day, soonest end first."""
    day = on or today()
    fits = [c for c in list_open() if is_in_scope(c, unit.id) and takes_nominations(c, day, unit.id)]
    return sorted(fits, key=lambda campaign: (last_day_to_nominate(campaign, unit.id), campaign.id))


def is_in_scope(campaign: Campaign, unit_id: int) -> bool:
    """Whether a unit stands below the campaign's unit today, or was replaced by one that does."""
    return unit_id in units.tree().governed_by(campaign.unit_id, today())


def takes_nominations(campaign: Campaign, on: date, unit_id: int | None = None) -> bool:
    """Whether a day is within the days of registration, the last one included, for a unit or for all."""
    stage = find_stage(campaign, StageKind.REGISTRATION)
    if campaign.state is not CampaignState.OPEN or stage is None:
        return False
    return stage.starts_on <= on <= last_day_of(stage, unit_id)


def find_stage(campaign: Campaign, kind: StageKind) -> Stage | None:
    """The first stage of a kind, or None."""
    return next((stage for stage in campaign.stages if stage.kind is kind), None)


def rubric_of(campaign: Campaign) -> Rubric:
    """The sheet of a campaign; raises NotFound for a draft that has none yet."""
    if campaign.rubric is None:
        raise NotFound(_("The campaign has no rubric."))
    return campaign.rubric


def first_day_to_nominate(campaign: Campaign) -> date:
    """The first day on which the campaign takes nominations."""
    stage = find_stage(campaign, StageKind.REGISTRATION)
    return stage.starts_on if stage else campaign.opens_on


def is_ahead(campaign: Campaign, on: date) -> bool:
    """Whether a campaign is open and takes nominations only from a later day on."""
    return campaign.state is CampaignState.OPEN and on < first_day_to_nominate(campaign)


def last_day_to_nominate(campaign: Campaign, unit_id: int | None = None) -> date:
    """The last day on which the campaign takes nominations, of a unit or of all."""
    stage = find_stage(campaign, StageKind.REGISTRATION)
    return last_day_of(stage, unit_id) if stage else campaign.closes_on
