"""Decisions that an upheld appeal has lifted: they stay to be read, and whoever made one makes no other."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.review.models import Decision, Nomination

_KNOWN = "review_lifted"


def lifted_of(nomination: Nomination) -> list[Decision]:
    """The lifted decisions on a nomination, oldest first."""
    return lifted_in(nomination.campaign).get(nomination.id, [])


def has_decided(person_id: int, campaign: Campaign, nomination_id: int) -> bool:
    """Whether somebody made a decision on a nomination that was lifted since."""
    return any(one.signer_id == person_id for one in lifted_in(campaign).get(nomination_id, ()))


def lifted_in(campaign: Campaign) -> dict[int, list[Decision]]:
    """The lifted decisions of a campaign by nomination, read once in a database transaction."""
    session = db.session()
    known = session.info.get(_KNOWN)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        known = (session.get_transaction(), {})
    found: dict[int, dict[int, list[Decision]]] = known[1]
    if campaign.id not in found:
        query = (
            select(Decision)
            .join(Nomination, Nomination.id == Decision.nomination_id)
            .where(Nomination.campaign_id == campaign.id, Decision.lifted_at.is_not(None))
            .options(contains_eager(Decision.nomination), joinedload(Decision.signer))
            .order_by(Decision.id)
        )
        by_nomination = defaultdict(list)
        for decision in db.session.scalars(query):
            by_nomination[decision.nomination_id].append(decision)
        found[campaign.id] = by_nomination
        session.info[_KNOWN] = (session.get_transaction(), found)
    return found[campaign.id]


def forget_known() -> None:
    """A decision was lifted: read them again when they are asked for."""
    db.session().info.pop(_KNOWN, None)
