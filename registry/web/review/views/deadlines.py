"""Giving more time in a campaign: what was granted, and the form for more."""

from datetime import date
from typing import cast

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.campaigns.models import Campaign
from registry.campaigns.queries import get_campaign
from registry.campaigns.states import KIND_NAMES, StageKind
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.review.deadlines import last_day, list_extensions, list_units_begun
from registry.review.service import extending
from registry.web.filters import as_date
from registry.web.guard import actor, permission
from registry.web.review.blueprint import bp
from registry.web.review.deadline_forms import ExtendForm
from registry.web.telling import tell


@bp.route("/dot-xet/<ref:reference>/gia-han", methods=["GET", "POST"])
@permission(Permission.DEADLINE_EXTEND)
def extend_deadline(reference: str) -> ResponseReturnValue:
    """Let a stage last longer, for one unit or for all."""
    campaign = get_campaign(actor(), reference)
    require(actor(), Permission.DEADLINE_EXTEND, campaign)
    form = ExtendForm.from_request()
    form.kind.choices = [
        SelectChoice(
            stage.kind.value, f"{KIND_NAMES[stage.kind]} ({as_date(last_day(campaign, stage.kind))})"
        )
        for stage in campaign.stages
    ]
    if form.submitted() and (answer := form.done(lambda: _extended(campaign, form))):
        return answer
    return render_template(
        "review/extend_deadline.html",
        form=form,
        campaign=campaign,
        given=list_extensions(campaign),
        begun=list_units_begun(campaign),
        back=url_for("review.list_nominations", reference=reference),
    ), form.status


def _extended(campaign: Campaign, form: ExtendForm) -> str:
    extending.extend_deadline(
        actor(), campaign, kind=StageKind(form.kind.data),
        unit=form.meant,
        until=cast(date, form.until.data), reason=form.reason.data or "",
    )  # fmt: skip
    tell(_("The last day is set. Those concerned have been told."), "success")
    return url_for("review.extend_deadline", reference=campaign.reference)
