"""What a model was given already in a year: one achievement is not rewarded twice (Law 06/2022, art. 5)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from registry.campaigns.models import Campaign
from registry.catalogue.states import Level
from registry.core.db import db
from registry.review.models import Decision, Nomination, Recognition
from registry.review.states import Outcome, RecognitionState


@dataclass(frozen=True)
class Reward:
    """A recognition in force, or praise instead of one: by whom, when, at or for which level."""

    outcome: Outcome
    level: Level
    issuer: str
    on: date


def rewards_beside(campaign: Campaign, exemplar_ids: Collection[int]) -> dict[int, list[Reward]]:
    """What models were given in the year of a campaign by other campaigns, by model.

    It only warns: a model may be recognised at several levels, and whether that is for one achievement only
    people can tell. Recognitions and praise are public.
    """
    found = defaultdict(list)
    recognitions = select(Recognition).where(
        Recognition.exemplar_id.in_(exemplar_ids),
        Recognition.year == campaign.year,
        Recognition.state == RecognitionState.IN_FORCE,
    )
    query = recognitions.options(joinedload(Recognition.issuer), joinedload(Recognition.nomination))
    for one in db.session.scalars(query.order_by(Recognition.id)):
        if one.nomination is None or one.nomination.campaign_id != campaign.id:
            issuer = one.issuer.name_on(one.recognised_on)
            found[one.exemplar_id].append(Reward(Outcome.RECOGNISED, one.level, issuer, one.recognised_on))
    for praise in _praises(campaign, exemplar_ids):
        nomination = praise.nomination
        issuer = praise.issuer.name_on(praise.decided_on)
        reward = Reward(Outcome.PRAISED, nomination.campaign.level, issuer, praise.decided_on)
        found[nomination.exemplar_id].append(reward)
    return found


def _praises(campaign: Campaign, exemplar_ids: Collection[int]) -> list[Decision]:
    query = (
        select(Decision)
        .join(Nomination, Nomination.id == Decision.nomination_id)
        .join(Nomination.campaign)
        .where(
            Decision.outcome == Outcome.PRAISED,
            Decision.lifted_at.is_(None),
            Nomination.exemplar_id.in_(exemplar_ids),
            Nomination.campaign_id != campaign.id,
            Campaign.year == campaign.year,
        )
        .options(
            contains_eager(Decision.nomination).contains_eager(Nomination.campaign),
            joinedload(Decision.issuer),
        )
        .order_by(Decision.id)
    )
    return list(db.session.scalars(query))
