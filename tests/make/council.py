"""A council that has read enough of each other's nominations for its scores to be adjusted."""

from decimal import Decimal

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.review.models import Assignment, Mark
from registry.review.states import AssignmentState
from registry.review.states import NominationState as N

# What the nominations are worth, and what each reviewer makes of it: the first is far stricter.
QUALITIES = (85, 86, Decimal("80.25"), 72, 64)
LEANINGS = (-14, 2, 1, 2, 2, 1, 2, 2, 1, 1)
NOISE = (1, -1, 2, -2, 0)


def scored_council(make, *, nominations=5):
    """Cases of one campaign, each read by eight of ten reviewers; at five of them the scores are adjusted.

    The strict first reviewer has not read the first. The ballots are laid into the tables.
    """
    campaign = make.campaign()
    people = [make.reviewer(campaign.unit) for _one in LEANINGS]
    cases = []
    for at, quality in enumerate(QUALITIES[:nominations]):
        case = make.case(state=N.VERIFIED, campaign=campaign, reviewers=0)
        with transaction():
            for who in range(len(people)):
                if who not in {at, (at + 3) % len(people)}:
                    lay_ballot(case, people[who], quality + LEANINGS[who] + NOISE[(at + 2 * who) % 5])
        cases.append(case)
    return cases


def lay_ballot(case, reviewer, total):
    """A submitted ballot, without the work of a reviewer."""
    nomination, marks = case.nomination, case.marks(total).items()
    number, giver = len(nomination.assignments) + 1, case.secretary.id
    ballot = Assignment(
        reference=f"PC-{nomination.id}-{number}",
        nomination=nomination,
        reviewer=reviewer,
        number=number,
        state=AssignmentState.SUBMITTED,
        assigned_by_id=giver,
        submitted_at=now(),
        total=total,
        marks=[Mark(criterion_id=one, points=points, comment=comment) for one, (points, comment) in marks],
    )
    db.session.add(ballot)
    case.assignments.append(ballot)
