"""How many models a unit, and the commune it belongs to, may put forward in one campaign."""

from sqlalchemy import func, select

from registry.campaigns.bodies import places_of
from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _
from registry.review.models import Nomination
from registry.review.states import NominationState
from registry.units import queries as units
from registry.units.models import Unit


def fault_of_quota(campaign: Campaign, unit: Unit) -> str:
    """The sentence that says why a unit may put no further model forward, or nothing.

    What was withdrawn does not count; what a unit nominated before it was merged counts for what stands in
    its place.
    """
    stage = find_stage(campaign, StageKind.REGISTRATION)
    if stage is None:
        return ""
    tree, day = units.tree(), today()
    standing = tree.successors(unit.id, day)
    if stage.unit_quota is not None:
        own = set().union(*(tree.predecessors(one, day) for one in standing))
        if _count(campaign, own) >= stage.unit_quota:
            return _(
                "This campaign takes at most %(most)s nominations of one unit, and %(unit)s has as many.",
                most=stage.unit_quota, unit=unit.name,
            )  # fmt: skip
    if stage.commune_quota is not None:
        for place in {place for one in standing for place in places_of(one, Level.COMMUNE)}:
            if _count(campaign, tree.governed_by(place, day)) >= stage.commune_quota:
                return _(
                    "This campaign takes at most %(most)s nominations of one commune and what belongs to it,"
                    " and %(unit)s has as many.",
                    most=stage.commune_quota, unit=units.list_by_ids([place])[0].name,
                )  # fmt: skip
    return ""


def _count(campaign: Campaign, unit_ids: set[int]) -> int:
    query = (
        select(func.count())
        .select_from(Nomination)
        .where(
            Nomination.campaign_id == campaign.id,
            Nomination.unit_id.in_(unit_ids),
            Nomination.state != NominationState.WITHDRAWN,
        )
    )
    return db.session.scalar(query) or 0
