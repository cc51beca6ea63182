"""The page of a campaign, for everybody once it is open."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.campaigns import queries
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import today
from registry.web.campaigns import present, sheet
from registry.web.campaigns.blueprint import bp
from registry.web.guard import actor_or_none, public
from registry.web.review import gifts


@bp.get("/dot-xet/<ref:reference>")
@public
def show_campaign(reference: str) -> ResponseReturnValue:
    """Days, stages, marks and the whole scoring sheet."""
    campaign = queries.get_campaign(actor_or_none(), reference)
    return render_template(
        "campaigns/show_campaign.html",
        campaign=campaign,
        facts=present.facts_of(campaign),
        marks=present.marks_of(campaign),
        route=present.route_of(campaign),
        more_time=present.more_time(campaign),
        sheet=sheet.sheet_of(campaign),
        size=sheet.size_of(campaign.rubric) if campaign.rubric else "",
        warning=sheet.warning_of(campaign.rubric),
        origin=sheet.facts_of(campaign.rubric) if campaign.rubric else [],
        groups=sheet.groups_of(campaign),
        gifts=gifts.given_in(actor_or_none(), campaign),
        is_draft=campaign.state is CampaignState.DRAFT,
        notice=queries.find_stage(campaign, StageKind.PUBLIC_NOTICE),
        is_ahead=queries.is_ahead(campaign, today()),
        takes_nominations=queries.takes_nominations(campaign, today()),
    )
