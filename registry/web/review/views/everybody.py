"""What everybody may read of a review under way: the models proposed while the public notice runs."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns.queries import get_campaign
from registry.catalogue.masking import face_of
from registry.core.clock import today
from registry.review.models import Nomination
from registry.review.queries.notice import get_notice, is_on_show, list_under_notice
from registry.web.catalogue.words import field_name
from registry.web.guard import actor_or_none, public
from registry.web.review import present
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of


@bp.get("/dot-xet/<ref:reference>/cong-khai")
@public
def show_notice(reference: str) -> ResponseReturnValue:
    """The proposed models with their units, and where to send a comment until when."""
    campaign = get_campaign(actor_or_none(), reference)
    stage = get_notice(campaign)
    return render_template(
        "review/show_notice.html",
        campaign=campaign,
        stage=stage,
        days=present.stage_line(stage),
        is_on_show=is_on_show(campaign, stage),
        is_ahead=today() < stage.starts_on,
        rows=[_row(one) for one in list_under_notice(campaign)],
        back=url_for("campaigns.show_campaign", reference=reference),
    )


def _row(nomination: Nomination) -> dict[str, Any]:
    version = face_of(version_of(nomination))
    field = version.field
    return {
        "title": version.title,
        "field": (field.slot, field_name(field)) if field else None,
        "where": nomination.unit_name,
        "summary": version.summary,
        "code": nomination.reference,
    }
