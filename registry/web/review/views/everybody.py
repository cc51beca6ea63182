"""What everybody may read of a review under way: the models proposed while the public notice runs."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns.models import Campaign
from registry.campaigns.queries import get_campaign
from registry.catalogue.masking import version_as_read_by
from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed
from registry.review.models import Nomination
from registry.review.queries.notice import Shown, get_notice, list_ready_for_notice, list_under_notice
from registry.review.service import announcing
from registry.web.catalogue.words import field_name
from registry.web.filters import as_date
from registry.web.forms import Form
from registry.web.guard import actor, actor_or_none, permission, public
from registry.web.review import present
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of
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
    return render_template(
        "review/show_notice.html",
        form=form,
        campaign=campaign,
        stage=stage,
        days=present.stage_line(stage),
        is_ahead=today() < stage.starts_on,
        is_over=today() > stage.ends_on,
        rows=[_shown(one) for one in list_under_notice(campaign)],
        ready=[_row(one) for one in list_ready_for_notice(reader, campaign)] if announces and reader else [],
        back=url_for("campaigns.show_campaign", reference=campaign.reference),
    ), form.status


def _shown(one: Shown) -> dict[str, Any]:
    return {**_row(one.nomination), "facts": [(_("Comments until"), as_date(one.until))]}


def _row(nomination: Nomination) -> dict[str, Any]:
    version = version_as_read_by(actor_or_none(), version_of(nomination))
    field = version.field
    return {
        "title": version.title,
        "field": (field.slot, field_name(field)) if field else None,
        "where": nomination.unit_name,
        "summary": version.summary,
        "code": nomination.reference,
    }
