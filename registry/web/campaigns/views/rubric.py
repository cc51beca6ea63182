"""The scoring sheet of a draft: how it begins, the sample, its rules, single criteria and their order."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns.models import Campaign, Criterion
from registry.campaigns.service import rubrics
from registry.campaigns.service.plans import CriterionPlan, plans_of, rules_of
from registry.campaigns.service.rubric_faults import MOST_CRITERIA, MOST_GROUPS, list_rubric_faults
from registry.campaigns.sheet import RubricKind, RubricOrigin
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.web.campaigns import present, sheet
from registry.web.campaigns.blueprint import bp
from registry.web.campaigns.forms import PlainForm
from registry.web.campaigns.rubric_forms import (
    BeginForm,
    CheckForm,
    CriterionForm,
    RubricForm,
    criterion_values,
    rubric_form_for,
    rubric_values,
)
from registry.web.campaigns.views.planning import get_own, prepare_url
from registry.web.campaigns.words import KIND_HELP
from registry.web.guard import actor, permission
from registry.web.telling import tell


def rubric_url(reference: str) -> str:
    """Where the sheet is put together and where each part of it leads back to."""
    return url_for("campaigns.edit_rubric", reference=reference)


@bp.route("/quan-tri/dot-xet/<ref:reference>/phieu-cham", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def edit_rubric(reference: str) -> ResponseReturnValue:
    """The criteria of the sheet, its groups, its name, origin and rules."""
    campaign = get_own(reference)
    rubric = campaign.rubric
    form = rubric_form_for(rubric).from_request(data=rubric_values(rubric), version=str(campaign.version))
    if form.submitted() and (answer := form.done(lambda: _change(form, campaign))):
        return answer
    page = render_template(
        "campaigns/edit_rubric.html",
        form=form,
        campaign=campaign,
        rubric=rubric,
        sheet=sheet.sheet_of(campaign),
        size=sheet.size_of(rubric) if rubric else "",
        warning=sheet.warning_of(rubric),
        groups=sheet.groups_of(campaign),
        faults=list_rubric_faults(campaign) if rubric else [],
        most=MOST_CRITERIA,
        most_groups=MOST_GROUPS,
        clashes=present.differences_of(form, rubric_values(campaign.rubric)),
    )
    return page, form.status


def _change(form: RubricForm, campaign: Campaign) -> str:
    rubrics.change_rules(
        actor(),
        campaign,
        title=form.title.data or "",
        provenance=form.provenance.data or "",
        rules=form.rules(campaign.rubric),
        version=form.seen_version,
    )
    return prepare_url(campaign.reference)


@bp.route("/quan-tri/dot-xet/<ref:reference>/phieu-cham/moi", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def begin_rubric(reference: str) -> ResponseReturnValue:
    """Begin a sheet of a kind in place of what there is."""
    campaign = get_own(reference)
    form = BeginForm.from_request(
        title=_("Scoring sheet"),
        kind=RubricKind.POINTS.value,
        origin=RubricOrigin.UNSTATED.value,
        version=str(campaign.version),
    )
    if form.submitted() and (answer := form.done(lambda: _begin(form, campaign))):
        return answer
    return render_template(
        "campaigns/begin_rubric.html", form=form, campaign=campaign, help=KIND_HELP
    ), form.status


def _begin(form: BeginForm, campaign: Campaign) -> str:
    rubrics.begin_rubric(
        actor(),
        campaign,
        title=form.title.data or "",
        provenance=form.provenance.data or "",
        rules=form.rules(),
        version=form.seen_version,
    )
    tell(_("The sheet is begun. Add its criteria."), "success")
    return rubric_url(campaign.reference)


@bp.route("/quan-tri/dot-xet/<ref:reference>/phieu-cham/mau", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def use_sample_rubric(reference: str) -> ResponseReturnValue:
    """Take the sample sheet in place of what there is."""
    campaign = get_own(reference)
    form = PlainForm.from_request(version=str(campaign.version))
    if form.submitted() and (answer := form.done(lambda: _use_sample(form, campaign))):
        return answer
    return render_template("campaigns/use_sample_rubric.html", form=form, campaign=campaign), form.status


def _use_sample(form: PlainForm, campaign: Campaign) -> str:
    rubrics.use_sample_rubric(actor(), campaign, version=form.seen_version)
    tell(_("The sample sheet is in place. Change what your guidance says otherwise."), "success")
    return rubric_url(campaign.reference)


@bp.route("/quan-tri/dot-xet/<ref:reference>/phieu-cham/<int(max=99):number>", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def edit_criterion(reference: str, number: int) -> ResponseReturnValue:
    """Change the criterion at a place, or add one after the last."""
    campaign = get_own(reference)
    known = _at(campaign, number)
    form = _criterion_form(campaign, known, number)
    if form.submitted() and (answer := form.done(lambda: _put(form, campaign, number))):
        return answer
    stored = criterion_values(_at(campaign, number)) if form.stale else {}
    page = render_template(
        "campaigns/edit_criterion.html", form=form, campaign=campaign, number=number, known=known,
        clashes=present.differences_of(form, stored),
    )  # fmt: skip
    return page, form.status


def _criterion_form(campaign: Campaign, known: Criterion | None, number: int) -> CheckForm:
    rubric = campaign.rubric
    kind = CriterionForm if rubric is None or rubric.has_points else CheckForm
    form = kind.from_request(
        data={**criterion_values(known), "place": str(number)}, version=str(campaign.version)
    )
    places = max(len(rubric.criteria) if rubric else 0, number)
    form.place.choices = [(str(place), str(place)) for place in range(1, places + 1)]
    if isinstance(form, CriterionForm):
        named = [(str(one.position), sheet.in_language(one)) for one in (rubric.groups if rubric else ())]
        form.group.choices = [("0", _("None")), *named]
    return form


def _at(campaign: Campaign, number: int) -> Criterion | None:
    """The criterion at a place; None for the place after the last. Raises NotFound beyond."""
    criteria = campaign.rubric.criteria if campaign.rubric else []
    if not 1 <= number <= min(len(criteria) + 1, MOST_CRITERIA):
        raise NotFound(_("There is no such criterion."))
    return criteria[number - 1] if number <= len(criteria) else None


def _put(form: CheckForm, campaign: Campaign, number: int) -> str:
    plans = plans_of(campaign.rubric)
    del plans[number - 1 : number]
    plans.insert(int(form.place.data) - 1, form.plan())
    return put_criteria(campaign, plans, form.seen_version)


@bp.route("/quan-tri/dot-xet/<ref:reference>/phieu-cham/<int(max=99):number>/bo", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def remove_criterion(reference: str, number: int) -> ResponseReturnValue:
    """Take a criterion off the sheet."""
    campaign = get_own(reference)
    known = _at(campaign, number)
    if known is None:
        raise NotFound(_("There is no such criterion."))
    form = PlainForm.from_request(version=str(campaign.version))
    if form.submitted() and (answer := form.done(lambda: _remove(form, campaign, number))):
        return answer
    page = render_template(
        "campaigns/remove_criterion.html", form=form, campaign=campaign, number=number, known=known
    )
    return page, form.status


def _remove(form: PlainForm, campaign: Campaign, number: int) -> str:
    plans = plans_of(campaign.rubric)
    del plans[number - 1]
    return put_criteria(campaign, plans, form.seen_version)


def put_criteria(campaign: Campaign, criteria: list[CriterionPlan], version: int | None) -> str:
    """Set the sheet anew with these criteria; everything else of it stays."""
    old = campaign.rubric
    rubrics.change_rules(
        actor(),
        campaign,
        title=old.title if old else _("Scoring sheet"),
        provenance=old.provenance if old else "",
        rules=rules_of(old),
        criteria=criteria,
        version=version,
    )
    return rubric_url(campaign.reference)
