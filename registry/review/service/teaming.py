"""Making, changing and dissolving the appraisal teams of a campaign; a copy of a campaign keeps them."""

from collections.abc import Sequence
from typing import Any

from registry.audit import service as audit
from registry.campaigns.models import Campaign
from registry.campaigns.service import planning
from registry.campaigns.states import CampaignState
from registry.catalogue.queries import list_fields
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import Faults, InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import Role, User
from registry.review.teams import AppraisalTeam, list_teams
from registry.units.rules import has_role_at

LONGEST_NAME = 200


def create_team(
    actor: User, campaign: Campaign, *, name: str, fields: Sequence[str], reviewers: Sequence[User]
) -> AppraisalTeam:
    """Put reviewers of a council together for some fields, by their codes."""
    with transaction():
        _require(actor, campaign)
        team = AppraisalTeam(reference=next_reference("TD", today(), 4), campaign=campaign)
        _write(team, name, fields, reviewers)
        db.session.add(team)
        db.session.flush()
        audit.record(actor, "team.created", team, campaign=campaign.reference, **_told(team))
    return team


def change_team(
    actor: User,
    team: AppraisalTeam,
    *,
    name: str,
    fields: Sequence[str],
    reviewers: Sequence[User],
    version: int | None = None,
) -> AppraisalTeam:
    """Give a team another name, other fields or people; what was assigned stays."""
    with transaction():
        _require(actor, team.campaign)
        require_version(team, version, {"name": team.name})
        _write(team, name, fields, reviewers)
        db.session.flush()
        audit.record(actor, "team.changed", team, campaign=team.campaign.reference, **_told(team))
    return team


def remove_team(actor: User, team: AppraisalTeam, *, version: int | None = None) -> None:
    """Dissolve a team; what was assigned stays."""
    with transaction():
        _require(actor, team.campaign)
        require_version(team, version)
        audit.record(actor, "team.removed", team, campaign=team.campaign.reference, **_told(team))
        db.session.delete(team)


def clone_campaign(actor: User, campaign: Campaign, *, year: int, title: str = "") -> Campaign:
    """A new draft like a campaign, with its teams; who is no reviewer any more is left out."""
    with transaction():
        copy = planning.clone_campaign(actor, campaign, year=year, title=title)
        for team in list_teams(campaign):
            db.session.add(
                AppraisalTeam(
                    reference=next_reference("TD", today(), 4), campaign=copy, name=team.name,
                    fields=list(team.fields),
                    reviewers=[one for one in team.reviewers if _reviews(one, copy)],
                )
            )  # fmt: skip
        db.session.flush()
    return copy


def _reviews(person_id: int, campaign: Campaign) -> bool:
    person = db.session.get(User, person_id)
    return person is not None and has_role_at(person, campaign.unit, Role.REVIEWER)


def _require(actor: User, campaign: Campaign) -> None:
    require(actor, Permission.TEAM_ARRANGE, campaign)
    if campaign.state is CampaignState.CLOSED:
        raise InvalidTransition(_("The campaign is closed."))


def _told(team: AppraisalTeam) -> dict[str, Any]:
    return {"name": team.name, "fields": len(team.fields), "reviewers": len(team.reviewers)}


def _write(team: AppraisalTeam, name: str, fields: Sequence[str], reviewers: Sequence[User]) -> None:
    """Refuse all that cannot be at once, then set what was said."""
    faults, text, known = Faults(), clean_text(name), {one.code: one.id for one in list_fields()}
    with faults.gathered():
        _check_name(text)
    with faults.gathered():
        _check_fields(team, fields, known)
    with faults.gathered():
        _check_people(team, reviewers)
    faults.refuse()
    team.name = text
    team.fields = sorted(known[code] for code in set(fields))
    team.reviewers = sorted({one.id for one in reviewers})


def _check_name(text: str) -> None:
    if not text:
        raise InvalidInput("name", _("Enter the name"))
    if len(text) > LONGEST_NAME:
        raise InvalidInput("name", _("Use at most %(most)s characters.", most=LONGEST_NAME))


def _check_fields(team: AppraisalTeam, fields: Sequence[str], known: dict[str, int]) -> None:
    if not fields:
        raise InvalidInput("fields_of_team", _("Choose at least one field."))
    if not set(fields) <= set(known):
        raise InvalidInput("fields_of_team", _("There is no such field."))
    chosen = {known[code] for code in fields}
    for other in list_teams(team.campaign):
        if other.id != team.id and chosen & set(other.fields):
            raise InvalidInput(
                "fields_of_team", _("“%(name)s” has one of these fields already.", name=other.name)
            )


def _check_people(team: AppraisalTeam, reviewers: Sequence[User]) -> None:
    if not reviewers:
        raise InvalidInput("reviewers", _("Choose at least one reviewer."))
    for one in reviewers:
        if not has_role_at(one, team.campaign.unit, Role.REVIEWER):
            raise InvalidInput("reviewers", _("%(name)s is not a reviewer of this council.", name=one.name))
