"""All nominations and ballots of a campaign as plain rows: for what looks at thousands at once."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select

from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.review.models import Assignment, Nomination
from registry.review.states import AssignmentState, NominationState


@dataclass(slots=True)
class Given:
    """A nomination given to a reviewer, or once given: how far the ballot is, and its points so far."""

    reviewer_id: int
    state: AssignmentState
    total: Decimal
    is_excluded: bool
    is_met: bool
    assigned_by_id: int


@dataclass(slots=True)
class Case:
    """What the figures of a campaign need to know of one nomination."""

    id: int
    reference: str
    state: NominationState
    unit_id: int
    unit_name: str
    exemplar_id: int
    stage_id: int | None
    version_id: int | None
    prepared_by_id: int
    signed_by_id: int | None
    verified_by_id: int | None
    authors: list[int]
    campaign: Campaign
    given: list[Given] = field(default_factory=list)


def picture_of(campaign: Campaign, states: Collection[NominationState]) -> list[Case]:
    """The nominations of a campaign in some states, by reference, each with all its ballots."""
    n, a = Nomination, Assignment
    rows = db.session.execute(
        select(
            n.id, n.reference, n.state, n.unit_id, n.unit_name, n.exemplar_id, n.stage_id, n.version_id,
            n.prepared_by_id, n.signed_by_id, n.verified_by_id, n.authors,
        )
        .where(n.campaign_id == campaign.id, n.state.in_(states))
        .order_by(n.reference)
    )  # fmt: skip
    # Rows of more than ten columns have no types.
    cases = [Case(*row, campaign) for row in rows]  # type: ignore[call-arg]
    by_id = {case.id: case for case in cases}
    ballots = db.session.execute(
        select(a.nomination_id, a.reviewer_id, a.state, a.total, a.is_excluded, a.is_met, a.assigned_by_id)
        .join(a.nomination)
        .where(n.campaign_id == campaign.id, n.state.in_(states))
        .order_by(a.id)
    )
    for nomination_id, reviewer_id, state, total, is_excluded, is_met, assigned_by_id in ballots:
        ballot = Given(reviewer_id, state, total, is_excluded, is_met, assigned_by_id)
        by_id[nomination_id].given.append(ballot)
    return cases
