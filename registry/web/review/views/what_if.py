"""What other weights or another mark would change in a ranking. A page that only reads."""

from decimal import Decimal
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import queries as campaigns
from registry.campaigns import scoring
from registry.campaigns.models import Campaign
from registry.campaigns.service.rubric_faults import HIGHEST_MAXIMUM
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.review.queries.what_if import Moved, weighed, what_if
from registry.web.filters import as_number
from registry.web.guard import actor, permission
from registry.web.review.ballot import label_of
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of
from registry.web.words import words_of_state

MARK = "muc"


@bp.get("/dot-xet/<ref:reference>/xep-hang/neu-khac")
@permission(Permission.NOMINATION_RANK)
def show_what_if(reference: str) -> ResponseReturnValue:
    """The ranking as it would be: who would pass or fall, who would move. Nothing is stored."""
    campaign = campaigns.get_campaign(actor(), reference)
    require(actor(), Permission.NOMINATION_RANK, campaign)
    rubric = campaigns.rubric_of(campaign)
    if not rubric.has_points or rubric.ranks_only:
        raise NotFound(_("Weights can be tried out where points propose who is recognised."))
    fields = _fields(campaign)
    wrong = any(field["fault"] for field in fields)
    rows = [] if wrong else _ask(campaign, fields)
    page = render_template(
        "review/show_what_if.html",
        campaign=campaign,
        fields=fields,
        rows=[_row(one) for one in rows],
        flips=sum(one.flips for one in rows),
        wrong=wrong,
        back=url_for("review.show_ranking", reference=reference),
    )
    return page, 422 if wrong else 200


def _fields(campaign: Campaign) -> list[dict[str, Any]]:
    """A box for each weight and one for the mark, with what was typed."""
    known = [(f"diem-{one.position}", label_of(one), one.max_points, one.id) for one in weighed(campaign)]
    known.append((MARK, _("Recognised from"), campaign.pass_mark, 0))
    return [_field(*one) for one in known]


def _field(name: str, label: str, stored: Decimal, key: int) -> dict[str, Any]:
    typed = request.args.get(name, as_number(stored))[:20]
    value, fault = stored, ""
    try:
        value = scoring.parse_points(typed) or Decimal(0)
        fault = scoring.fault_of_points(value, HIGHEST_MAXIMUM) or ""
    except ValueError:
        fault = _("Enter points as a number, for example %(n)s", n=as_number(Decimal("8.5")))
    return {"name": name, "label": label, "typed": typed, "value": value, "fault": fault, "key": key}


def _ask(campaign: Campaign, fields: list[dict[str, Any]]) -> list[Moved]:
    maxima = {one["key"]: one["value"] for one in fields if one["key"]}
    return what_if(actor(), campaign, maxima=maxima, pass_mark=fields[-1]["value"])


def _row(one: Moved) -> dict[str, Any]:
    nomination = one.nomination
    return {
        "title": version_of(nomination).title,
        "href": url_for("review.show_nomination", reference=nomination.reference),
        "now": one,
        "step": one.rank - one.other_rank,
        "state": words_of_state(nomination.state) if nomination.decision else None,
    }
