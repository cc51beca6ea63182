"""The secretary's proposal: enough reviewers for every nomination of a campaign, read before it is saved."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, require
from registry.review import queries
from registry.review.queries.proposals import Pick, Shortage
from registry.review.service import assigning
from registry.web.guard import actor, permission
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of
from registry.web.review.forms import PlanForm
from registry.web.review.words import of_team
from registry.web.telling import tell

LIMITS = (None, 5, 10, 20)


@bp.route("/dot-xet/<ref:reference>/phan-cong", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def plan_reviewers(reference: str) -> ResponseReturnValue:
    """Who would score what, and why; the secretary takes out what should not be, and saves the rest."""
    campaign = campaigns.get_campaign(actor(), reference)
    require(actor(), Permission.NOMINATION_ASSIGN, campaign)
    asked = request.args.get("toi-da")
    most = next((limit for limit in LIMITS if str(limit) == asked), None)
    plan = queries.plan_reviewers(actor(), campaign, most=most)
    picks = {f"{pick.nomination.reference} {pick.reviewer.username}": pick for pick in plan.picks}
    form = PlanForm.from_request(pairs=list(picks))
    form.pairs.choices = [SelectChoice(key, _label_of(pick)) for key, pick in picks.items()]
    if form.submitted() and (answer := form.done(lambda: _assigned(campaign, form, picks))):
        return answer
    return render_template(
        "review/plan_reviewers.html",
        campaign=campaign,
        form=form,
        told={key: _why(pick) for key, pick in picks.items()},
        shortages=[_short(one) for one in plan.shortages],
        limits=[_limit(reference, limit, most) for limit in LIMITS],
        trail=[
            (_("Nominations"), url_for("review.list_nominations", reference=reference)),
            (_("Propose reviewers"), None),
        ],
    ), form.status


def _assigned(campaign: Campaign, form: PlanForm, picks: dict[str, Pick]) -> str:
    chosen = [(picks[key].nomination, picks[key].reviewer) for key in form.pairs.data or []]
    assigning.assign_many(actor(), chosen)
    tell(
        _n(
            "%(num)s assignment is made; its reviewer has been told.",
            "%(num)s assignments are made; the reviewers have been told.",
            len(chosen),
        ),
        "success",
    )
    return url_for("review.list_nominations", reference=campaign.reference)


def _label_of(pick: Pick) -> str:
    return _(
        "%(name)s: %(title)s (%(code)s)",
        name=pick.reviewer.name,
        title=version_of(pick.nomination).title,
        code=pick.nomination.reference,
    )


def _why(pick: Pick) -> str:
    load = _n("%(num)s open ballot with this one", "%(num)s open ballots with this one", pick.load)
    told = [_("Nothing ties them to it"), load]
    if pick.team:
        told.append(of_team(pick.team, pick.is_in_team))
    if pick.is_field:
        told.append(_("Knows this field"))
    if pick.experience:
        told.append(_n("Scored %(num)s of this field", "Scored %(num)s of this field", pick.experience))
    return ". ".join(told) + "."


def _short(one: Shortage) -> str:
    return _(
        "%(title)s (%(code)s) lacks %(lacking)s: %(tied)s cannot be chosen, %(full)s have as many ballots as "
        "they may.",
        title=version_of(one.nomination).title,
        code=one.nomination.reference,
        lacking=one.lacking,
        tied=one.tied,
        full=one.full,
    )


def _limit(reference: str, limit: int | None, chosen: int | None) -> dict[str, Any]:
    values: dict[str, Any] = {"toi-da": limit} if limit else {}
    label = _("No limit") if limit is None else _n("At most %(num)s ballot", "At most %(num)s ballots", limit)
    href = url_for("review.plan_reviewers", reference=reference, **values)
    return {"label": label, "href": href, "current": limit == chosen}
