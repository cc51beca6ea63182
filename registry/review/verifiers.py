"""Whose people verify what: the body the campaign names for the nominated unit, else its own unit."""

from sqlalchemy import ColumnElement, or_, select

from registry.campaigns import bodies
from registry.campaigns.models import Campaign, Stage
from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.identity.models import Role, User
from registry.review.models import Nomination
from registry.review.states import NominationState
from registry.units.rules import has_role_at, units_with_role


def bodies_that_verify(nomination: Nomination) -> set[int]:
    """The ids of the units whose registry staff check a nomination."""
    return bodies_for(nomination.campaign, nomination.unit_id)


def bodies_for(campaign: Campaign, unit_id: int) -> set[int]:
    """The ids of the units whose registry staff check what a unit nominates in a campaign."""
    stage = find_stage(campaign, StageKind.VERIFICATION)
    found = bodies.bodies_of(stage, unit_id) if stage is not None else set()
    # What the unit tree knows no body for any more is the campaign's own to check.
    return found or {campaign.unit_id}


def units_to_verify(actor: User, campaign: Campaign) -> set[int]:
    """Which of the units that nominated in a campaign are checked by somebody; by role, not by conflict."""
    if not units_with_role(actor, Role.REGISTRY_STAFF):
        return set()
    query = select(Nomination.unit_id).where(Nomination.campaign_id == campaign.id).distinct()
    return {
        unit
        for unit in db.session.scalars(query)
        if any(has_role_at(actor, body, Role.REGISTRY_STAFF) for body in bodies_for(campaign, unit))
    }


def verifies_elsewhere(campaign: Campaign) -> bool:
    """Whether others than the staff of the campaign's own unit may check what comes in."""
    stage = find_stage(campaign, StageKind.VERIFICATION)
    return stage is not None and bodies.is_elsewhere(stage)


def models_to_verify(actor: User) -> ColumnElement[bool] | None:
    """The models whose nominations a body other than the council's checks, to the staff of that body."""
    if not units_with_role(actor, Role.REGISTRY_STAFF):
        return None
    staged = select(Stage).where(
        Stage.kind == StageKind.VERIFICATION, Stage.level.is_not(None) | Stage.exceptions.any()
    )
    ways = [
        Exemplar.id.in_(
            select(Nomination.exemplar_id).where(
                Nomination.campaign_id == stage.campaign_id,
                Nomination.unit_id.in_(units_to_verify(actor, stage.campaign)),
                Nomination.submitted_at.is_not(None),
                Nomination.state != NominationState.WITHDRAWN,
            )
        )
        for stage in db.session.scalars(staged).unique()
    ]
    return or_(*ways) if ways else None
