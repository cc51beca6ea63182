"""Which of a reviewer's nominations comes next: what fewest have scored so far, and last what was put off."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from registry.campaigns.queries import find_stage
from registry.campaigns.states import CampaignState, StageKind
from registry.core.db import db
from registry.review.models import Assignment
from registry.review.states import AssignmentState, NominationState

TO_DO = frozenset({AssignmentState.ASSIGNED, AssignmentState.SCORING})
NEVER = datetime.min.replace(tzinfo=UTC)


def in_turn(assignments: Iterable[Assignment]) -> list[Assignment]:
    """What is still to be scored of these, the next one first.

    What is due first comes first, then what fewest ballots were handed in for. Only this order tells of
    them: no page says how many there are.
    """
    waiting = [one for one in assignments if is_to_do(one)]
    ballots = _handed_in(one.nomination_id for one in waiting)
    return sorted(
        waiting,
        key=lambda one: (
            one.skipped_at or NEVER,
            _due(one),
            ballots.get(one.nomination_id, 0),
            one.assigned_at,
            one.id,
        ),
    )


def is_to_do(assignment: Assignment) -> bool:
    """Whether a ballot can still be handed in."""
    nomination = assignment.nomination
    return (
        assignment.state in TO_DO
        and nomination.state is NominationState.VERIFIED
        and nomination.campaign.state is CampaignState.OPEN
    )


def _due(assignment: Assignment) -> date:
    stage = find_stage(assignment.nomination.campaign, StageKind.SCORING)
    return stage.ends_on if stage else date.max


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
