"""Who stepped aside from what in a campaign, why and when."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.core.permissions import Permission, allowed, require
from registry.identity.models import User
from registry.review.models import Nomination, Recusal


def list_recusals(actor: User, campaign: Campaign) -> list[Recusal]:
    """The recusals of a campaign, the last first, for those who assign.

    Of a nomination the reader is tied to only the own one shows.
    """
    require(actor, Permission.NOMINATION_ASSIGN, campaign)
    query = (
        select(Recusal)
        .join(Recusal.nomination)
        .where(Nomination.campaign_id == campaign.id)
        .options(
            contains_eager(Recusal.nomination).joinedload(Nomination.exemplar_version),
            joinedload(Recusal.person),
        )
        .order_by(Recusal.at.desc(), Recusal.id.desc())
    )
    return [
        one
        for one in db.session.scalars(query)
        if one.person_id == actor.id or allowed(actor, Permission.NOMINATION_ASSIGN, one.nomination)
    ]


def recusal_of(person: User, nomination: Nomination) -> Recusal | None:
    """How a person stepped aside from a nomination, or None."""
    return next((one for one in nomination.recusals if one.person_id == person.id), None)
