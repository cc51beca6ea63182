"""The groups of a scoring sheet, each with the most points its criteria may give."""

from dataclasses import replace

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.campaigns.models import Campaign, CriterionGroup
from registry.campaigns.service import rubrics
from registry.campaigns.service.plans import CriterionPlan, GroupPlan, plans_of, rules_of
from registry.campaigns.service.rubric_faults import MOST_GROUPS
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.web.campaigns import present
from registry.web.campaigns.blueprint import bp
from registry.web.campaigns.forms import PlainForm
from registry.web.campaigns.rubric_forms import GroupForm, group_values
from registry.web.campaigns.views.planning import get_own
from registry.web.campaigns.views.rubric import rubric_url
from registry.web.guard import actor, permission


@bp.route("/quan-tri/dot-xet/<ref:reference>/phieu-cham/nhom/<int(max=99):number>", methods=["GET", "POST"])
@permission(Permission.CAMPAIGN_ADMINISTER)
def edit_group(reference: str, number: int) -> ResponseReturnValue:
    """Change the group at a place, or add one after the last."""
    campaign = get_own(reference)
    known = _at(campaign, number)
    form = GroupForm.from_request(data=group_values(known), version=str(campaign.version))
    if form.submitted() and (answer := form.done(lambda: _put(form, campaign, number))):
        return answer
    stored = group_values(_at(campaign, number)) if form.stale else {}
    page = render_template(
        "campaigns/edit_group.html", form=form, campaign=campaign, known=known,
        clashes=present.differences_of(form, stored),
    )  # fmt: skip
    return page, form.status


@bp.route(
    "/quan-tri/dot-xet/<ref:reference>/phieu-cham/nhom/<int(max=99):number>/bo", methods=["GET", "POST"]
)
@permission(Permission.CAMPAIGN_ADMINISTER)
def remove_group(reference: str, number: int) -> ResponseReturnValue:
    """Take a group off the sheet; its criteria stay without one."""
    campaign = get_own(reference)
    known = _at(campaign, number)
    if known is None:
        raise NotFound(_("There is no such group."))
    form = PlainForm.from_request(version=str(campaign.version))
    if form.submitted() and (answer := form.done(lambda: _remove(form, campaign, number))):
        return answer
    return render_template(
        "campaigns/remove_group.html", form=form, campaign=campaign, known=known
    ), form.status


def _at(campaign: Campaign, number: int) -> CriterionGroup | None:
    """The group at a place; None for the place after the last. Raises NotFound beyond, and without points."""
    rubric = campaign.rubric
    if rubric is None or not rubric.has_points or not 1 <= number <= min(len(rubric.groups) + 1, MOST_GROUPS):
        raise NotFound(_("There is no such group."))
    return rubric.groups[number - 1] if number <= len(rubric.groups) else None


def _put(form: GroupForm, campaign: Campaign, number: int) -> str:
    groups = list(rules_of(campaign.rubric).groups)
    groups[number - 1 : number] = [form.plan()]
    return _set(campaign, groups, plans_of(campaign.rubric), form.seen_version)


def _remove(form: PlainForm, campaign: Campaign, number: int) -> str:
    groups = list(rules_of(campaign.rubric).groups)
    del groups[number - 1]
    criteria = [replace(one, group=_without(one.group, number)) for one in plans_of(campaign.rubric)]
    return _set(campaign, groups, criteria, form.seen_version)


def _without(group: int, removed: int) -> int:
    """The place of a group once another is gone; 0 for the one that is."""
    return 0 if group == removed else group - (group > removed)


def _set(
    campaign: Campaign, groups: list[GroupPlan], criteria: list[CriterionPlan], version: int | None
) -> str:
    old = campaign.rubric
    rubrics.change_rules(
        actor(),
        campaign,
        title=old.title if old else "",
        provenance=old.provenance if old else "",
        rules=replace(rules_of(old), groups=groups),
        criteria=criteria,
        version=version,
    )
    return rubric_url(campaign.reference)
