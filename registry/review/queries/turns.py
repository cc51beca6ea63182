"""A reviewer's queue as plain rows, and what comes next: what fewest have scored, last what was put off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from registry.campaigns.models import Campaign
from registry.campaigns.states import CampaignState, StageKind
from registry.core.db import db
from registry.identity.models import Role, User
from registry.review.deadlines import due_after
from registry.review.models import Assignment, Nomination
from registry.review.states import LIVE_ASSIGNMENTS, STILL_TO_SCORE, AssignmentState, NominationState
from registry.units.rules import has_role_at

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """A nomination that a reviewer was given: enough to say when it comes up and where its page is."""

    id: int
    reference: str
    nomination_id: int
    state: AssignmentState
    skipped_at: datetime | None
    assigned_at: datetime
    nomination_state: NominationState
    campaign: Campaign
    due: date | None

    @property
    def is_to_do(self) -> bool:
        """Whether a ballot can still be handed in."""
        return (
            self.state in STILL_TO_SCORE
            and self.nomination_state is NominationState.VERIFIED
            and self.campaign.state is CampaignState.OPEN
        )


def list_turns(reviewer: User, campaign: Campaign | None = None) -> list[Turn]:
    """What a reviewer was given and has not been taken back, oldest first; nothing to whoever is none now."""
    a, n = Assignment, Nomination
    query = (
        select(
            a.id,
            a.reference,
            a.nomination_id,
            a.state,
            a.skipped_at,
            a.assigned_at,
            n.state,
            n.campaign_id,
            n.unit_id,
        )
        .join(a.nomination)
        .where(a.reviewer_id == reviewer.id, a.state.in_(LIVE_ASSIGNMENTS))
        .order_by(a.assigned_at, a.id)
    )
    if campaign is not None:
        query = query.where(n.campaign_id == campaign.id)
    rows = db.session.execute(query).all()
    asked = select(Campaign).where(Campaign.id.in_({row.campaign_id for row in rows}))
    # To score takes the role at the council's unit, whichever nomination of the campaign it is.
    known = {
        one.id: one for one in db.session.scalars(asked) if has_role_at(reviewer, one.unit, Role.REVIEWER)
    }
    return [
        Turn(*row[:-2], known[row.campaign_id], _due(known[row.campaign_id], row.unit_id, row.assigned_at))
        for row in rows
        if row.campaign_id in known
    ]


def in_turn(turns: Iterable[Turn]) -> list[Turn]:
    """What is still to be scored of these, the next one first.

    What is due first comes first, then what fewest ballots were handed in for. Only this order tells of
    them: no page says how many there are.
    """
    waiting = [one for one in turns if one.is_to_do]
    ballots = _handed_in(one.nomination_id for one in waiting)
    return sorted(
        waiting,
        key=lambda one: (
            one.skipped_at or NEVER,
            one.due or date.max,
            ballots.get(one.nomination_id, 0),
            one.assigned_at,
            one.id,
        ),
    )


def _due(campaign: Campaign, unit_id: int, since: datetime) -> date | None:
    return due_after(campaign, StageKind.SCORING, unit_id, since)


def _handed_in(nomination_ids: Iterable[int]) -> dict[int, int]:
    query = (
        select(Assignment.nomination_id, func.count())
        .where(
            Assignment.nomination_id.in_(list(nomination_ids)),
            Assignment.state == AssignmentState.SUBMITTED,
        )
        .group_by(Assignment.nomination_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
