"""The scoring sheet of a draft: the sample, single criteria, their order."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns.models import Campaign, Criterion
from registry.campaigns.service import rubrics
from registry.campaigns.service.plans import CriterionPlan, plans_of, rules_of
from registry.campaigns.service.rubric_faults import MOST_CRITERIA
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.web.campaigns import present
from registry.web.campaigns.blueprint import bp
from registry.web.campaigns.forms import CriterionForm, PlainForm, RubricForm, criterion_values
from registry.web.campaigns.views.planning import get_own, prepare_url
from registry.web.guard import actor, permission
from registry.web.telling import tell


def _rubric_url(reference: str) -> str:
    return url_for("campaigns.edit_rubric", reference=reference)


@bp.route("/quan-tri/dot-xet/<ref:reference>/phieu-cham", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def edit_rubric(reference: str) -> ResponseReturnValue:
    """The criteria of the sheet; its name and where it comes from."""
    campaign = get_own(reference)
    form = RubricForm.from_request(obj=campaign.rubric, version=str(campaign.version))
    if form.submitted() and (answer := form.done(lambda: _rename(form, campaign))):
        return answer
    page = render_template(
        "campaigns/edit_rubric.html",
        form=form,
        campaign=campaign,
        sheet=present.sheet_of(campaign),
        most=MOST_CRITERIA,
        clashes=present.differences_of(form, _name_of(campaign)),
    )
    return page, form.status


def _name_of(campaign: Campaign) -> dict[str, Any]:
    sheet = campaign.rubric
    return {"title": sheet.title, "provenance": sheet.provenance} if sheet else {}


def _rename(form: RubricForm, campaign: Campaign) -> str:
    _set(campaign, plans_of(campaign.rubric), form.seen_version, form.title.data, form.provenance.data)
    return prepare_url(campaign.reference)


def _set(
    campaign: Campaign,
    criteria: list[CriterionPlan],
    version: int | None,
    title: str | None = None,
    provenance: str | None = None,
) -> None:
    """Set the rubric anew with these criteria; name and provenance stay unless given."""
    old = campaign.rubric
    rubrics.set_rubric(
        actor(),
        campaign,
        title=title if title is not None else old.title if old else _("Scoring sheet"),
        provenance=provenance if provenance is not None else old.provenance if old else "",
        rules=rules_of(old),
        criteria=criteria,
        version=version,
    )


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
    return _rubric_url(campaign.reference)


@bp.route("/quan-tri/dot-xet/<ref:reference>/phieu-cham/<int(max=99):number>", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def edit_criterion(reference: str, number: int) -> ResponseReturnValue:
    """Change the criterion at a place, or add one after the last."""
    campaign = get_own(reference)
    criteria = campaign.rubric.criteria if campaign.rubric else []
    known = _at(campaign, number)
    form = CriterionForm.from_request(
        data={**criterion_values(known), "place": str(number)}, version=str(campaign.version)
    )
    places = max(len(criteria), number)
    form.place.choices = [(str(place), str(place)) for place in range(1, places + 1)]
    if form.submitted() and (answer := form.done(lambda: _put(form, campaign, number))):
        return answer
    stored = criterion_values(_at(campaign, number)) if form.stale else {}
    page = render_template(
        "campaigns/edit_criterion.html", form=form, campaign=campaign, number=number, known=known,
        clashes=present.differences_of(form, stored),
    )  # fmt: skip
    return page, form.status


def _at(campaign: Campaign, number: int) -> Criterion | None:
    """The criterion at a place; None for the place after the last. Raises NotFound beyond."""
    criteria = campaign.rubric.criteria if campaign.rubric else []
    if not 1 <= number <= min(len(criteria) + 1, MOST_CRITERIA):
        raise NotFound(_("There is no such criterion."))
    return criteria[number - 1] if number <= len(criteria) else None


def _put(form: CriterionForm, campaign: Campaign, number: int) -> str:
    plans = plans_of(campaign.rubric)
    del plans[number - 1 : number]
    plans.insert(int(form.place.data) - 1, form.plan())
    _set(campaign, plans, form.seen_version)
    return _rubric_url(campaign.reference)


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
    _set(campaign, plans, form.seen_version)
    return _rubric_url(campaign.reference)
