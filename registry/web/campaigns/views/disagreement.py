"""The page on what a campaign does when ballots of one nomination disagree."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.campaigns.models import Campaign
from registry.campaigns.service.disagreeing import change_disagreement
from registry.core.permissions import Permission
from registry.web.campaigns import present
from registry.web.campaigns.blueprint import bp
from registry.web.campaigns.forms import DisagreementForm, details_of
from registry.web.campaigns.views.planning import get_own, prepare_url
from registry.web.guard import actor, permission


@bp.route("/quan-tri/dot-xet/<ref:reference>/diem-lech", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def edit_disagreement(reference: str) -> ResponseReturnValue:
    """Say when ballots disagree and what follows; frozen once the campaign is open."""
    campaign = get_own(reference)
    form = DisagreementForm.from_request(**details_of(campaign))
    if form.submitted() and (answer := form.done(lambda: _change(form, campaign))):
        return answer
    return render_template(
        "campaigns/edit_disagreement.html",
        form=form,
        campaign=campaign,
        clashes=present.clashes_of(form) if form.stale else [],
    ), form.status


def _change(form: DisagreementForm, campaign: Campaign) -> str:
    change_disagreement(actor(), campaign, version=form.seen_version, **form.values())
    return prepare_url(campaign.reference)
