"""One stage of a draft in detail, and a sample nomination on its way through all of them."""

from dataclasses import replace

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import walking
from registry.campaigns.models import Campaign, Stage
from registry.campaigns.service import planning
from registry.campaigns.service.stages import plan_of
from registry.campaigns.states import WITH_BODY
from registry.core.clock import today
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.units import queries as units
from registry.units.models import Unit
from registry.web.campaigns import present, previews
from registry.web.campaigns.blueprint import bp
from registry.web.campaigns.stage_forms import StageRulesForm, values_of
from registry.web.campaigns.views.planning import get_own
from registry.web.guard import actor, permission
from registry.web.telling import tell

MOST_OFFERED = 12


@bp.route("/quan-tri/dot-xet/<ref:reference>/cac-buoc/<int(max=99):number>", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def edit_stage(reference: str, number: int) -> ResponseReturnValue:
    """Whose people act in a stage, for how long, and how often it returns a nomination."""
    campaign = get_own(reference)
    stage = _at(campaign, number)
    form = StageRulesForm.from_request(data=values_of(stage), version=str(campaign.version))
    if form.submitted() and (answer := form.done(lambda: _put(form, campaign, stage))):
        return answer
    page = render_template(
        "campaigns/edit_stage.html", form=form, campaign=campaign, stage=stage,
        with_body=stage.kind in WITH_BODY,
        clashes=present.differences_of(form, values_of(_at(campaign, number)) if form.stale else {}),
    )  # fmt: skip
    return page, form.status


def _at(campaign: Campaign, number: int) -> Stage:
    if not 1 <= number <= len(campaign.stages):
        raise NotFound(_("There is no such stage."))
    return campaign.stages[number - 1]


def _put(form: StageRulesForm, campaign: Campaign, stage: Stage) -> str:
    plan = replace(plan_of(stage), **form.values(stage))
    planning.change_stage(actor(), campaign, stage.position, plan, version=form.seen_version)
    tell(_("Saved."), "success")
    return url_for("campaigns.edit_stages", reference=campaign.reference)


@bp.get("/quan-tri/dot-xet/<ref:reference>/thu")
@permission(Permission.CAMPAIGN_ADMINISTER)
def walk_campaign(reference: str) -> ResponseReturnValue:
    """Who would act when on a nomination of a chosen unit; nothing is stored."""
    campaign = get_own(reference)
    asked = request.args.get("don-vi", "")[:300].strip()
    below = units.tree().subtree(campaign.unit_id, today()) - {campaign.unit_id}
    unit, offered = _chosen(campaign, asked, below)
    return render_template(
        "campaigns/walk_campaign.html",
        campaign=campaign,
        asked=asked,
        unit=unit,
        offered=offered,
        steps=[previews.step_row(one) for one in walking.walk(campaign, unit)] if unit else [],
        cautions=walking.list_cautions(campaign),
        roles=previews.roles_of(campaign),
    )


def _chosen(campaign: Campaign, asked: str, below: set[int]) -> tuple[Unit | None, list[Unit]]:
    """The unit meant, or those that bear the words; without words one that nobody acts for, or else any."""
    if asked:
        exact = units.find_unit(asked)
        if exact is not None and exact.id in below:
            return exact, []
        named = [one for one in units.find_by_name(asked) if one.id in below and one.exists_on(today())]
        if len(named) == 1:
            return named[0], []
        found = units.list_likely(asked, within=below, limit=MOST_OFFERED)
        return (found[0], []) if len(found) == 1 else (None, found)
    failing = [unit for one in walking.list_uncovered(campaign) for unit in (one.nobody + one.several)]
    if failing:
        return failing[0], []
    standing = units.list_by_ids(sorted(below)[:MOST_OFFERED])
    return next((one for one in standing if one.exists_on(today())), None), []
