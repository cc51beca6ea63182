"""Halting a campaign and letting it go on."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import halts
from registry.campaigns.models import Campaign
from registry.campaigns.service import halting
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.web.campaigns.blueprint import bp
from registry.web.campaigns.forms import HaltForm
from registry.web.campaigns.views.planning import get_own, prepare_url
from registry.web.guard import actor, permission
from registry.web.telling import tell


@bp.route("/quan-tri/dot-xet/<ref:reference>/tam-khoa", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def halt_campaign(reference: str) -> ResponseReturnValue:
    """Ask why, then have nothing of the campaign changed any more."""
    campaign = _not_a_draft(reference)
    form = HaltForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _halt(form, campaign))):
        return answer
    page = render_template(
        "review/give_reason.html", form=form, heading=_("Halt the campaign"), about=campaign.title,
        back=prepare_url(reference), verb=_("Halt it"), danger=True,
        meaning=_(
            "From now on nobody can change nominations, ballots, votes or decisions of this campaign, until "
            "the halt is lifted. Everything can still be read; objections and appeals still come in."
        ),
        hint=_("Everybody who works in this campaign reads it. Name nobody whom that would harm."),
    )  # fmt: skip
    return page, form.status


def _halt(form: HaltForm, campaign: Campaign) -> str:
    halting.halt_campaign(actor(), campaign, reason=form.reason.data or "")
    tell(_("The campaign is halted."), "success")
    return prepare_url(campaign.reference)


@bp.route("/quan-tri/dot-xet/<ref:reference>/mo-khoa", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def lift_halt(reference: str) -> ResponseReturnValue:
    """Ask what came of it, then let the campaign go on."""
    campaign = _not_a_draft(reference)
    form = HaltForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _lift(form, campaign))):
        return answer
    found = halts.find_halt(campaign)
    page = render_template(
        "review/give_reason.html", form=form, heading=_("Lift the halt"), about=campaign.title,
        back=prepare_url(reference), verb=_("Lift it"), danger=False,
        meaning=_("Halted because: %(reason)s", reason=found.reason) if found else _("It is not halted."),
        hint=_("What came of it. It stands in the history of the campaign."),
    )  # fmt: skip
    return page, form.status


def _lift(form: HaltForm, campaign: Campaign) -> str:
    halting.lift_halt(actor(), campaign, reason=form.reason.data or "")
    tell(_("The campaign goes on. Give more time where days were lost."), "success")
    return url_for("campaigns.prepare_campaign", reference=campaign.reference)


def _not_a_draft(reference: str) -> Campaign:
    campaign = get_own(reference)
    if campaign.frozen_at is None:
        raise NotFound(_("The campaign has not been opened yet."))
    return campaign
