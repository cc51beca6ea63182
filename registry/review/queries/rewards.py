"""What was given already: recognitions in force and praise that holds, of models and of whole units."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from registry.campaigns.models import Campaign
from registry.catalogue.models import Exemplar
from registry.catalogue.states import Level
from registry.catalogue.visibility import condition
from registry.core.db import db, is_one_of
from registry.core.paging import Page, page_of
from registry.core.prepared import Prepared, is_among
from registry.identity.models import User
from registry.review.models import Decision, Nomination, Recognition
from registry.review.states import Outcome, RecognitionState
from registry.units.models import Unit


@dataclass(frozen=True)
class Reward:
    """A recognition in force, or praise instead of one: what of, by whom, when, at or for which level.

    `paper_id` is the number its decision was recorded under: who issued it is called as on that paper.
    """

    exemplar_id: int
    version_id: int | None
    unit_id: int | None
    campaign_id: int | None
    outcome: Outcome
    level: Level
    year: int
    issuer: Unit
    paper_id: int | None
    on: date


def list_rewards(exemplar_ids: Collection[int], unit_ids: Collection[int] = ()) -> list[Reward]:
    """What these models were given, and all models led by these units. Both kinds are public."""
    of_these = or_(is_one_of(Exemplar.id, exemplar_ids), is_one_of(Exemplar.lead_unit_id, unit_ids))
    return [*_recognitions(of_these), *_praises(of_these)]


_PRAISED = Prepared(
    select(Nomination.exemplar_id, func.max(Campaign.year))
    .join(Decision, Decision.nomination_id == Nomination.id)
    .join(Campaign, Campaign.id == Nomination.campaign_id)
    .where(is_among(Nomination.exemplar_id, "ids"))
    .where(Decision.outcome == Outcome.PRAISED, Decision.lifted_at.is_(None))
    .group_by(Nomination.exemplar_id)
)


def list_praised(exemplar_ids: Collection[int]) -> dict[int, int]:
    """The year of the latest praise that holds, by the id of the model; it is public and no recognition."""
    return {row[0]: row[1] for row in _PRAISED.rows(ids=sorted(exemplar_ids))}


def ids_of_rewarded() -> CompoundSelect[Any]:
    """The ids of all models that were given something, for another query."""
    recognised = select(Recognition.exemplar_id).where(Recognition.state == RecognitionState.IN_FORCE)
    praised = (
        select(Nomination.exemplar_id)
        .join(Decision, Decision.nomination_id == Nomination.id)
        .where(Decision.outcome == Outcome.PRAISED, Decision.lifted_at.is_(None))
    )
    return recognised.union(praised)


def page_of_given(outcome: Outcome, number: int, *, campaign: Campaign) -> Page[Decision]:
    """The decisions that gave recognition, or praise, in a campaign, latest first.

    Each outcome is a list of its own: praise counts as no recognition. What was annulled was not given.
    """
    return page_of(_given(outcome).where(Nomination.campaign_id == campaign.id), number)


def page_of_given_to(
    reader: User | None, outcome: Outcome, number: int, *, unit_ids: Collection[int]
) -> Page[Decision]:
    """The same for these units, without what was given to a model of which the reader may not know."""
    query = _given(outcome).join(Nomination.exemplar)
    return page_of(query.where(is_one_of(Nomination.unit_id, unit_ids), condition(reader)), number)


def _given(outcome: Outcome) -> Select[Any]:
    return (
        select(Decision)
        .join(Nomination, Nomination.id == Decision.nomination_id)
        .outerjoin(Recognition, Recognition.nomination_id == Nomination.id)
        .where(
            Decision.outcome == outcome,
            Decision.lifted_at.is_(None),
            or_(Recognition.id.is_(None), Recognition.state != RecognitionState.ANNULLED),
        )
        .options(
            contains_eager(Decision.nomination)
            .joinedload(Nomination.exemplar)
            .selectinload(Exemplar.versions),
            joinedload(Decision.issuer),
        )
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    )


def _recognitions(of_these: ColumnElement[bool]) -> Iterator[Reward]:
    query = (
        select(Recognition)
        .join(Recognition.exemplar)
        .where(of_these, Recognition.state == RecognitionState.IN_FORCE)
        .options(
            contains_eager(Recognition.exemplar),
            joinedload(Recognition.issuer),
            joinedload(Recognition.nomination).joinedload(Nomination.decision),
        )
        .order_by(Recognition.id)
    )
    for one in db.session.scalars(query):
        nominated = one.nomination
        version_id, campaign_id = (nominated.version_id, nominated.campaign_id) if nominated else (None, None)
        decision = nominated.decision if nominated else None
        yield Reward(
            one.exemplar_id, version_id, one.exemplar.lead_unit_id, campaign_id, Outcome.RECOGNISED,
            one.level, one.year, one.issuer, decision.paper_id if decision else None, one.recognised_on,
        )  # fmt: skip


def _praises(of_these: ColumnElement[bool]) -> Iterator[Reward]:
    query = (
        select(Decision)
        .join(Nomination, Nomination.id == Decision.nomination_id)
        .join(Nomination.campaign)
        .join(Nomination.exemplar)
        .where(of_these, Decision.outcome == Outcome.PRAISED, Decision.lifted_at.is_(None))
        .options(
            contains_eager(Decision.nomination).options(
                contains_eager(Nomination.campaign), contains_eager(Nomination.exemplar)
            ),
            joinedload(Decision.issuer),
        )
        .order_by(Decision.id)
    )
    for one in db.session.scalars(query):
        nomination, campaign = one.nomination, one.nomination.campaign
        yield Reward(
            nomination.exemplar_id, nomination.version_id, nomination.exemplar.lead_unit_id, campaign.id,
            Outcome.PRAISED, campaign.level, campaign.year, one.issuer, one.paper_id, one.decided_on,
        )  # fmt: skip
