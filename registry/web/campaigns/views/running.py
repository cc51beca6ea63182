"""Opening a campaign, which freezes its plan, and closing it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.campaigns import walking
from registry.campaigns.models import Campaign
from registry.campaigns.service import opening
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.web.campaigns import present, sheet
from registry.web.campaigns.blueprint import bp
from registry.web.campaigns.forms import PlainForm
from registry.web.campaigns.views.planning import get_own, prepare_url
from registry.web.guard import actor, permission
from registry.web.telling import tell


@bp.route("/quan-tri/dot-xet/<ref:reference>/mo", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def open_campaign(reference: str) -> ResponseReturnValue:
    """Say what is missing, or ask once more before everything is frozen."""
    campaign = get_own(reference)
    form = PlainForm.from_request(version=str(campaign.version))
    if form.submitted() and (answer := form.done(lambda: _open(form, campaign))):
        return answer
    page = render_template(
        "campaigns/open_campaign.html",
        form=form,
        campaign=campaign,
        faults=opening.validate(campaign),
        cautions=walking.list_cautions(campaign),
        facts=[*present.facts_of(campaign), *present.marks_of(campaign)],
        stages=present.stage_rows(campaign.stages),
        sheet=sheet.sheet_of(campaign),
        size=sheet.size_of(campaign.rubric) if campaign.rubric else "",
        warning=sheet.warning_of(campaign.rubric),
    )
    return page, form.status


def _open(form: PlainForm, campaign: Campaign) -> str:
    opening.open_campaign(actor(), campaign, version=form.seen_version)
    tell(_("The campaign is open. Units can nominate models within its days."), "success")
    return prepare_url(campaign.reference)


@bp.route("/quan-tri/dot-xet/<ref:reference>/dong", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def close_campaign(reference: str) -> ResponseReturnValue:
    """Say what is left undone, or ask once more before the campaign is closed."""
    campaign = get_own(reference)
    form = PlainForm.from_request(version=str(campaign.version))
    if form.submitted() and (answer := form.done(lambda: _close(form, campaign))):
        return answer
    page = render_template(
        "campaigns/close_campaign.html", form=form, campaign=campaign, undone=opening.list_undone(campaign)
    )
    return page, form.status


def _close(form: PlainForm, campaign: Campaign) -> str:
    opening.close_campaign(actor(), campaign, version=form.seen_version)
    tell(_("The campaign is closed."), "success")
    return prepare_url(campaign.reference)
