"""What everybody may read of a review under way: the models proposed while the public notice runs."""

from typing import Any

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_stage, get_campaign, last_day_of
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import today
from registry.core.errors import NotFound
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review.queries import count_by_state
from registry.review.queries.notice import (
    Shown,
    get_notice,
    get_under_notice,
    list_past_notices,
    list_ready_for_notice,
    list_under_notice,
)
from registry.review.service import announcing
from registry.review.states import DECIDED_STATES
from registry.web.forms import Form
from registry.web.guard import actor, actor_or_none, permission, public
from registry.web.review import present
from registry.web.review.blueprint import bp
from registry.web.review.sheets import past_rows, row_of, shown_row
from registry.web.telling import tell


@bp.get("/dot-xet/<ref:reference>/cong-khai")
@public
def show_notice(reference: str) -> ResponseReturnValue:
    """The proposed models with their units, and where to send a comment until when."""
    return _page(get_campaign(actor_or_none(), reference), Form.from_request())


@bp.post("/dot-xet/<ref:reference>/cong-khai")
@permission(Permission.NOMINATION_ANNOUNCE)
def put_on_notice(reference: str) -> ResponseReturnValue:
    """Show everybody what is ready."""
    campaign = get_campaign(actor(), reference)
    form = Form.from_request()
    if form.submitted() and (answer := form.done(lambda: _put(campaign))):
        return answer
    return _page(campaign, form)


def _put(campaign: Campaign) -> str:
    count = len(announcing.put_on_notice(actor(), campaign))
    tell(_n("%(num)s model is on public notice.", "%(num)s models are on public notice.", count), "success")
    return url_for("review.show_notice", reference=campaign.reference)


def _page(campaign: Campaign, form: Form) -> ResponseReturnValue:
    stage, reader = get_notice(campaign), actor_or_none()
    announces = reader is not None and allowed(reader, Permission.NOMINATION_ANNOUNCE, campaign)
    decision = find_stage(campaign, StageKind.DECISION)
    return render_template(
        "review/show_notice.html",
        form=form,
        campaign=campaign,
        stage=stage,
        days=present.stage_line(stage),
        is_ahead=today() < stage.starts_on,
        any_decided=any(count_by_state(campaign)[one] for one in DECIDED_STATES),
        is_over=today() > last_day_of(stage),
        past=past_rows(reader, list_past_notices(campaign)),
        decides_until=last_day_of(decision) if decision else None,
        is_decided=campaign.state is CampaignState.CLOSED
        or (decision is not None and today() > last_day_of(decision)),
        rows=[_shown(reader, one) for one in list_under_notice(campaign)],
        ready=[row_of(reader, one) for one in list_ready_for_notice(reader, campaign)]
        if announces and reader
        else [],
        handles=reader is not None and allowed(reader, Permission.OBJECTION_HANDLE, campaign),
        back=url_for("campaigns.show_campaign", reference=campaign.reference),
    ), form.status


def _shown(reader: User | None, shown: Shown) -> dict[str, Any]:
    row = shown_row(reader, shown)
    href = url_for(
        "review.file_objection",
        reference=shown.nomination.campaign.reference,
        code=shown.nomination.reference,
    )
    return {**row, "links": [(_("Object to this proposal"), href)]}


@bp.get("/dot-xet/<ref:reference>/cong-khai/<ref:code>/ban-goc")
@public
def show_sheet(reference: str, code: str) -> ResponseReturnValue:
    """The text that was put up, to the letter: whoever has its fingerprint can compare."""
    shown = get_under_notice(get_campaign(actor_or_none(), reference), code)
    if shown.sheet is None or shown_row(None, shown)["withheld"]:
        raise NotFound(_("The text as it was put up is no longer shown."))
    return Response(shown.sheet.content, mimetype="text/plain; charset=utf-8")
