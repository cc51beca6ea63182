"""Pages of the appraisal teams of a campaign: which reviewers are proposed first for which fields."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.campaigns.states import CampaignState
from registry.catalogue.queries import list_fields
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.identity.models import User
from registry.identity.queries import names_of
from registry.review import queries
from registry.review.service import teaming
from registry.review.teams import AppraisalTeam, list_teams
from registry.web.catalogue.words import field_name
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.review.blueprint import bp
from registry.web.review.team_forms import TeamForm
from registry.web.telling import tell


@bp.get("/dot-xet/<ref:reference>/to-tham-dinh")
@permission(Permission.TEAM_ARRANGE)
def list_appraisal_teams(reference: str) -> ResponseReturnValue:
    """The teams of a campaign, and the fields nobody has."""
    campaign = _campaign_for(reference)
    teams, fields = list_teams(campaign), list_fields()
    names = names_of({person for team in teams for person in team.reviewers})
    taken = {one for team in teams for one in team.fields}
    return render_template(
        "review/list_teams.html",
        campaign=campaign,
        rows=[_row_of(team, {one.id: field_name(one) for one in fields}, names) for team in teams],
        without=[field_name(one) for one in fields if one.id not in taken] if teams else [],
        open=campaign.state is not CampaignState.CLOSED,
        assigns=allowed(actor(), Permission.NOMINATION_ASSIGN, campaign),
        trail=_trail(campaign, _("Appraisal teams")),
    )


@bp.route("/dot-xet/<ref:reference>/to-tham-dinh/moi", methods=["GET", "POST"])
@permission(Permission.TEAM_ARRANGE)
def create_team(reference: str) -> ResponseReturnValue:
    """A new team."""
    campaign = _campaign_for(reference)
    form = TeamForm.from_request()
    people = _choices(form, campaign)

    def act() -> str:
        teaming.create_team(actor(), campaign, **_values(form, people))
        tell(_("Saved. The next proposal of reviewers goes by it."), "success")
        return _home(campaign)

    if form.submitted() and (answer := form.done(act)):
        return answer
    return _page(form, campaign, _("New team"))


@bp.route("/dot-xet/<ref:reference>/to-tham-dinh/<ref:team>", methods=["GET", "POST"])
@permission(Permission.TEAM_ARRANGE)
def change_team(reference: str, team: str) -> ResponseReturnValue:
    """Another name, other fields or people."""
    campaign = _campaign_for(reference)
    found = _team_of(campaign, team)
    codes = {one.id: one.code for one in list_fields()}
    members = [one for one in queries.reviewers_for(campaign.unit_id) if one.id in found.reviewers]
    form = TeamForm.from_request(
        name=found.name,
        fields_of_team=[codes[one] for one in found.fields if one in codes],
        reviewers=[one.username for one in members],
        version=str(found.version),
    )
    people = _choices(form, campaign)

    def act() -> str:
        teaming.change_team(actor(), found, version=form.seen_version, **_values(form, people))
        tell(_("Saved. The next proposal of reviewers goes by it."), "success")
        return _home(campaign)

    if form.submitted() and (answer := form.done(act)):
        return answer
    return _page(form, campaign, found.name, found)


@bp.post("/dot-xet/<ref:reference>/to-tham-dinh/<ref:team>/xoa")
@permission(Permission.TEAM_ARRANGE)
def remove_team(reference: str, team: str) -> ResponseReturnValue:
    """Dissolve a team."""
    campaign = _campaign_for(reference)
    found = _team_of(campaign, team)
    form = Form.from_request()

    def act() -> str:
        teaming.remove_team(actor(), found, version=form.seen_version)
        tell(_("The team is dissolved. What was assigned stays."), "success")
        return _home(campaign)

    if form.submitted() and (answer := form.done(act)):
        return answer
    kept = TeamForm(formdata=None, name=found.name, version=str(found.version))
    kept.form_errors = form.form_errors
    _choices(kept, campaign)
    page, _status = _page(kept, campaign, found.name, found)
    return page, form.status


def _page(form: TeamForm, campaign: Campaign, heading: str, team: AppraisalTeam | None = None) -> Any:
    remove = url_for("review.remove_team", reference=campaign.reference, team=team.reference) if team else ""
    page = render_template(
        "review/edit_team.html", form=form, campaign=campaign, heading=heading, back=_home(campaign),
        remove=remove,
        dissolving=Form(formdata=None, version=str(team.version)) if team else None,
    )  # fmt: skip
    return page, form.status


def _choices(form: TeamForm, campaign: Campaign) -> list[User]:
    """Offer the fields and the reviewers there are; the latter as they are looked up afterwards."""
    people = queries.reviewers_for(campaign.unit_id)
    form.fields_of_team.choices = [SelectChoice(one.code, field_name(one)) for one in list_fields()]
    form.reviewers.choices = [SelectChoice(one.username, one.name) for one in people]
    return people


def _values(form: TeamForm, people: list[User]) -> dict[str, Any]:
    return {
        "name": form.name.data or "",
        "fields": form.fields_of_team.data or [],
        "reviewers": [one for one in people if one.username in (form.reviewers.data or [])],
    }


def _row_of(team: AppraisalTeam, fields: dict[int, str], names: dict[int, str]) -> dict[str, Any]:
    return {
        "name": team.name,
        "fields": ", ".join(fields[one] for one in team.fields if one in fields),
        "people": ", ".join(sorted(names[one] for one in team.reviewers if one in names)),
        "href": url_for("review.change_team", reference=team.campaign.reference, team=team.reference),
    }


def _campaign_for(reference: str) -> Campaign:
    campaign = campaigns.get_campaign(actor(), reference)
    require(actor(), Permission.TEAM_ARRANGE, campaign)
    return campaign


def _team_of(campaign: Campaign, reference: str) -> AppraisalTeam:
    team = next((one for one in list_teams(campaign) if one.reference == reference), None)
    if team is None:
        raise NotFound(_("There is no such team."))
    return team


def _home(campaign: Campaign) -> str:
    return url_for("review.list_appraisal_teams", reference=campaign.reference)


def _trail(campaign: Campaign, last: str) -> list[tuple[str, str | None]]:
    return [
        (_("Nominations"), url_for("review.list_nominations", reference=campaign.reference)),
        (last, None),
    ]
