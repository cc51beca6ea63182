"""Planning a campaign: the list, its details and its stages."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import halts, queries, walking
from registry.campaigns.models import Campaign
from registry.campaigns.routes import find_route
from registry.campaigns.service import opening, planning
from registry.campaigns.service.details import check_details
from registry.campaigns.service.stages import usual_stages
from registry.campaigns.states import CampaignState
from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.review.service import teaming
from registry.units.queries import get_unit
from registry.web.campaigns import present, previews
from registry.web.campaigns.blueprint import bp
from registry.web.campaigns.forms import (
    CopyForm,
    CreateForm,
    DetailsForm,
    PlainForm,
    StagesForm,
    details_of,
    stage_values,
)
from registry.web.guard import actor, permission
from registry.web.telling import tell


def get_own(reference: str) -> Campaign:
    """The campaign, if the person may prepare it: NotFound for one they may not know of, else 403."""
    campaign = queries.get_campaign(actor(), reference)
    require(actor(), Permission.CAMPAIGN_ADMINISTER, campaign)
    return campaign


def prepare_url(reference: str) -> str:
    """Where preparing a campaign begins and where each part of it leads back to."""
    return url_for("campaigns.prepare_campaign", reference=reference)


@bp.get("/quan-tri/dot-xet")
@permission(Permission.CAMPAIGN_ADMINISTER)
def list_campaigns() -> ResponseReturnValue:
    """The campaigns the person prepares and runs."""
    rows = present.rows_of(queries.list_administered(actor()))
    return render_template("campaigns/list_campaigns.html", rows=rows)


@bp.route("/quan-tri/dot-xet/moi", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def create_campaign() -> ResponseReturnValue:
    """Begin a campaign; its stages are proposed from its days."""
    offered = present.units_to_run(actor())
    unit, level = present.likely_runner(offered)
    form = CreateForm.from_request(
        unit=unit, level=level, year=today().year, pass_mark=80, praise_mark=65, reviews_wanted=3,
        spread_alarm=15, tie_years=3, objection_days=10,
    )  # fmt: skip
    form.unit.choices = [(unit.code, unit.name) for unit in offered]
    chosen = next((unit for unit in offered if unit.code == form.unit.data), None)
    if form.submitted(lambda: check_details(chosen, form.values())) and (
        answer := form.done(lambda: _create(form))
    ):
        return answer
    told = present.routes_told()
    return render_template("campaigns/create_campaign.html", form=form, told=told), form.status


def _create(form: CreateForm) -> str:
    values = form.values()
    campaign = planning.create_campaign(actor(), get_unit(form.unit.data), **values)
    route = find_route(form.route.data or "")
    days = (campaign.opens_on, campaign.closes_on)
    planning.replace_stages(actor(), campaign, route.plans(*days) if route else usual_stages(*days))
    tell(_("The campaign is created. Its stages are proposed: check them."), "success")
    return prepare_url(campaign.reference)


@bp.get("/quan-tri/dot-xet/<ref:reference>")
@permission(Permission.CAMPAIGN_ADMINISTER)
def prepare_campaign(reference: str) -> ResponseReturnValue:
    """What is done and what is still to do; for an open campaign, how to close it."""
    campaign = get_own(reference)
    is_draft = campaign.state is CampaignState.DRAFT
    return render_template(
        "campaigns/prepare_campaign.html",
        campaign=campaign,
        tasks=present.tasks_of(campaign) if is_draft else [],
        faults=opening.validate(campaign) if is_draft else [],
        uncovered=previews.uncovered_of(campaign) if is_draft else [],
        cautions=walking.list_cautions(campaign) if is_draft else [],
        facts=[*present.facts_of(campaign), *present.marks_of(campaign)],
        stages=present.stage_rows(campaign.stages),
        halt=halts.find_halt(campaign),
        undone=opening.list_undone(campaign) if campaign.state is CampaignState.OPEN else [],
        form=PlainForm.from_request(),
        teams=allowed(actor(), Permission.TEAM_ARRANGE, campaign),
    )


@bp.route("/quan-tri/dot-xet/<ref:reference>/thong-tin", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def edit_campaign(reference: str) -> ResponseReturnValue:
    """Change the details of a draft."""
    campaign = get_own(reference)
    form = DetailsForm.from_request(**details_of(campaign))
    if form.submitted(lambda: check_details(campaign.unit, form.values())) and (
        answer := form.done(lambda: _change(form, campaign))
    ):
        return answer
    clashes = present.clashes_of(form) if form.stale else []
    page = render_template("campaigns/edit_campaign.html", form=form, campaign=campaign, clashes=clashes)
    return page, form.status


def _change(form: DetailsForm, campaign: Campaign) -> str:
    planning.change_campaign(actor(), campaign, version=form.seen_version, **form.values())
    return prepare_url(campaign.reference)


@bp.route("/quan-tri/dot-xet/<ref:reference>/cac-buoc", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def edit_stages(reference: str) -> ResponseReturnValue:
    """Name and date the stages of a draft; add one, take one out, move one up or down."""
    campaign = get_own(reference)
    form = StagesForm.of(campaign)
    sent = form.submitted()
    taken_out = form.taken_out(campaign) if sent else None
    if sent and taken_out is None and (answer := form.done(lambda: _put_stages(form, campaign))):
        return answer
    page = render_template(
        "campaigns/edit_stages.html", form=form, campaign=campaign,
        rows=previews.stage_rows(campaign, form),
        taken_out=taken_out, uncovered=previews.uncovered_of(campaign),
        faults=opening.list_route_faults(campaign), cautions=walking.list_gaps(campaign),
        days=present.days_of(campaign.opens_on, campaign.closes_on),
        clashes=present.differences_of(form, stage_values(campaign.stages)),
    )  # fmt: skip
    return page, form.status


def _put_stages(form: StagesForm, campaign: Campaign) -> str:
    planning.replace_stages(actor(), campaign, form.arranged(campaign), version=form.seen_version)
    if not form.then.data:
        return prepare_url(campaign.reference)
    tell(_("Saved."), "success")
    return url_for("campaigns.edit_stages", reference=campaign.reference)


@bp.route("/quan-tri/dot-xet/<ref:reference>/nhan-ban", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def copy_campaign(reference: str) -> ResponseReturnValue:
    """A new draft with the same stages and scoring sheet, its days moved to another year."""
    campaign = get_own(reference)
    year = max(campaign.year + 1, today().year)
    form = CopyForm.from_request(title=campaign.title.replace(str(campaign.year), str(year)), year=year)
    if form.submitted() and (answer := form.done(lambda: _copy(form, campaign))):
        return answer
    return render_template("campaigns/copy_campaign.html", form=form, campaign=campaign), form.status


def _copy(form: CopyForm, campaign: Campaign) -> str:
    copy = teaming.clone_campaign(actor(), campaign, year=form.year.data or 0, title=form.title.data or "")
    tell(_("The copy is a draft. Check its days before you open it."), "success")
    return prepare_url(copy.reference)
