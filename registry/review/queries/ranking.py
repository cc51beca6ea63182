"""What the scores say: figures of one nomination, the ranking of a campaign, the ballots a reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registry.campaigns.models import Campaign
from registry.campaigns.scoring import Figures
from registry.campaigns.sheet import Verdict
from registry.catalogue.models import ExemplarVersion
from registry.core.clock import HERE
from registry.core.db import db
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed, require
from registry.identity.models import User
from registry.review import blindness
from registry.review.conflicts import Tie, tie_of_reviewer
from registry.review.eligibility import is_refused
from registry.review.models import Assignment, Mark, Nomination
from registry.review.queries.results import (
    Result,
    gives_total,
    proposal_from,
    result_from,
    rubric_of,
    verdict_of,
)
from registry.review.queries.standings import Scored, Standing, left_out, ranked_without
from registry.review.states import (
    DECIDED_STATES,
    LIVE_ASSIGNMENTS,
    AssignmentState,
    Outcome,
)


@dataclass(frozen=True)
class Ballot:
    """A ballot as the council reads it: the reviewer's number means something in this nomination only.

    `name` is that number in words, or the person's name where the stage does not hide it.
    """

    number: int
    name: str
    total: Decimal
    marks: list[Mark]
    overall_comment: str
    submitted_on: date | None
    is_own: bool
    gives_total: bool = True
    verdict: Verdict | None = None


def totals_of(nomination: Nomination) -> list[Decimal]:
    """The totals of the ballots that count and give points, lowest first."""
    return sorted(one.total for one in counted_of(nomination) if gives_total(one))


def counted_of(nomination: Nomination) -> list[Assignment]:
    """The assignments whose ballots count: handed in, by somebody nothing ties to the nomination by now.

    What was decided stays as it was decided: a unit that is merged later does not change it.
    """
    handed_in = [one for one in nomination.assignments if one.state is AssignmentState.SUBMITTED]
    if nomination.state in DECIDED_STATES:
        return handed_in
    return [one for one in handed_in if not tie_of_reviewer(one.reviewer, nomination)]


def ties_of(nomination: Nomination) -> dict[int, Tie]:
    """What ties reviewers who were given a nomination since, by assignment: a merger, a new role."""
    if nomination.state in DECIDED_STATES:
        return {}
    live = [one for one in nomination.assignments if one.state in LIVE_ASSIGNMENTS]
    return {one.id: tie for one in live if (tie := tie_of_reviewer(one.reviewer, nomination))}


def live_of(nomination: Nomination) -> list[Assignment]:
    """The assignments that brought or can still bring a ballot that counts."""
    tied = ties_of(nomination)
    return [one for one in nomination.assignments if one.state in LIVE_ASSIGNMENTS and one.id not in tied]


def result_of(nomination: Nomination) -> Result:
    """What the ballots that count say together."""
    return result_from(counted_of(nomination), nomination.campaign)


def figures_of(nomination: Nomination) -> Figures:
    """Count, mean and spread of the ballots that count and give points."""
    return result_of(nomination).figures


def list_missing_ballots(nomination: Nomination) -> list[str]:
    """The sentences that say which ballots are missing before a decision; what is not eligible has none."""
    if is_refused(nomination):
        return []
    wanted = nomination.campaign.reviews_wanted
    count = len(counted_of(nomination))
    if count >= wanted:
        return []
    missing = [
        _("%(count)s of the %(wanted)s ballots wanted have been submitted.", count=count, wanted=wanted)
    ]
    if under_way := len(live_of(nomination)) - count:
        missing.append(
            _n(
                "%(num)s reviewer has not submitted yet.",
                "%(num)s reviewers have not submitted yet.",
                under_way,
            )
        )
    if (lacking := wanted - count - under_way) > 0:
        missing.append(
            _n("%(num)s more reviewer must be assigned.", "%(num)s more reviewers must be assigned.", lacking)
        )
    return missing


def proposal_of(nomination: Nomination) -> Outcome | None:
    """What the ballots suggest once enough are in. A suggestion: the signer decides."""
    return proposal_from(result_of(nomination), nomination.campaign)


def ranking(actor: User, campaign: Campaign) -> list[Standing]:
    """The nominations in scoring or decided, best mean first; equal means share a rank.

    Those that lack ballots come last and have no rank yet: one ballot more may move them anywhere.
    What the reader is tied to is left out altogether, as if it were not there.
    """
    require(actor, Permission.NOMINATION_RANK, campaign)
    return list(ranked_without(campaign, left_out(actor, campaign)))


def load(standings: Iterable[Standing | Scored]) -> list[Nomination]:
    """The nominations of these with what a ranking shows of them. Hold them while they are read."""
    query = (
        select(Nomination)
        .where(Nomination.id.in_([one.case.id for one in standings]))
        .options(
            selectinload(Nomination.assignments).selectinload(Assignment.marks).joinedload(Mark.criterion),
            selectinload(Nomination.assignments).joinedload(Assignment.reviewer).selectinload(User.grants),
            joinedload(Nomination.exemplar),
            joinedload(Nomination.exemplar_version).selectinload(ExemplarVersion.partners),
            joinedload(Nomination.exemplar_version).selectinload(ExemplarVersion.results),
            selectinload(Nomination.recusals),
            selectinload(Nomination.visits),
            joinedload(Nomination.decision),
        )
    )
    return list(db.session.scalars(query))


def list_ballots(actor: User, nomination: Nomination, standing: Standing | None = None) -> list[Ballot]:
    """The ballots that count, for the council, and for a reviewer once the own one is submitted.

    A standing out of the actor's own ranking says that they may rank the nomination, and which ballots count.
    """
    own = next((one for one in nomination.assignments if one.reviewer_id == actor.id), None)
    if own is not None:
        seen = blindness.may_read_others(own)
    else:
        seen = standing is not None or allowed(actor, Permission.NOMINATION_RANK, nomination)
    if not seen:
        return []
    if standing is None:
        counted = counted_of(nomination)
    else:
        counted = [one for one in nomination.assignments if one.reviewer_id in standing.counted]
    ballots = [
        Ballot(
            number=one.number,
            name=blindness.name_of_reviewer(one),
            total=one.total,
            marks=sorted(one.marks, key=lambda mark: mark.criterion.position),
            overall_comment=one.overall_comment,
            submitted_on=one.submitted_at.astimezone(HERE).date() if one.submitted_at else None,
            is_own=one is own,
            gives_total=gives_total(one),
            verdict=None if rubric_of(one).has_points else verdict_of(one),
        )
        for one in counted
    ]
    return sorted(ballots, key=lambda ballot: ballot.number)
