"""What the scores say: figures of one nomination, the ranking of a campaign, the ballots a reader may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

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
from registry.review.eligibility import is_refused, stop_of
from registry.review.models import Assignment, Mark, Nomination
from registry.review.queries.picture import Case, Given, picture_of
from registry.review.queries.results import (
    Result,
    gives_total,
    proposal_from,
    result_from,
    rubric_of,
    sentence_of,
    verdict_of,
)
from registry.review.states import (
    DECIDED_STATES,
    JUDGED_STATES,
    LIVE_ASSIGNMENTS,
    STILL_TO_SCORE,
    AssignmentState,
    NominationState,
    Outcome,
)
from registry.review.tied import Tied


@dataclass(frozen=True)
class Standing:
    """Where a nomination stands among those of its campaign. Totals are sorted: their order tells nothing."""

    case: Case
    # Who gave which total, of the ballots that count and give one.
    ballots: list[tuple[int, Decimal]]
    # How many reviewers have it, and how many of those something ties to it by now.
    live: int
    tied: int
    # Whether enough ballots find every condition met.
    is_eligible: bool
    rank: int | None
    mean: Decimal | None
    count: int
    wanted: int
    spread: Decimal | None
    deviation: Decimal | None
    low: Decimal | None
    high: Decimal | None
    totals: list[Decimal]
    disagreement: bool
    proposal: Outcome | None
    is_provisional: bool = False
    # Ballots that find the criteria met, where they give no points; what there is to say beside figures.
    met: int | None = None
    said: str = ""

    @property
    def nomination(self) -> Nomination:
        """The nomination itself; `load` brings many into the session at once."""
        return db.session.get_one(Nomination, self.case.id)


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


@dataclass(frozen=True)
class Scored:
    """A nomination with what its ballots come to, before it is compared with others."""

    case: Case
    ballots: list[Given]
    live: int
    tied: int

    @cached_property
    def result(self) -> Result:
        """What the ballots say together."""
        return result_from(self.ballots, self.case.campaign)

    @property
    def is_provisional(self) -> bool:
        """Whether ballots are still missing before it may be compared with others."""
        if self.case.state in DECIDED_STATES:
            return not self.ballots
        return not self.ballots or len(self.ballots) < self.case.campaign.reviews_wanted


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
    stop = stop_of(campaign)
    everything = picture_of(campaign, {NominationState.VERIFIED, *JUDGED_STATES})
    cases = [case for case in everything if stop is None or case.stage_id != stop]
    people = {one.reviewer_id for case in cases for one in case.given}
    tied = Tied(campaign, {actor.id, *people})
    unranked = [scored(case, tied) for case in cases if _may_be_ranked(actor, case, tied)]
    unranked.sort(key=lambda one: (one.is_provisional, -(one.result.rank_by or 0)))
    ranks: dict[Fraction | None, int] = {}
    for place, one in enumerate(unranked, 1):
        if not one.is_provisional:
            ranks.setdefault(one.result.rank_by, place)
    return [_standing(one, ranks) for one in unranked]


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
            joinedload(Nomination.decision),
        )
    )
    return list(db.session.scalars(query))


def _may_be_ranked(actor: User, case: Case, tied: Tied) -> bool:
    """What the permission to rank says of one nomination, given that the actor ranks the campaign."""
    owes = any(one.reviewer_id == actor.id and one.state in STILL_TO_SCORE for one in case.given)
    return not owes and not tied.council(actor.id, case)


def scored(case: Case, tied: Tied) -> Scored:
    """What the ballots of one nomination come to, without those of people who are tied to it."""
    given = [one for one in case.given if one.state in LIVE_ASSIGNMENTS]
    is_decided = case.state in DECIDED_STATES
    live = [one for one in given if is_decided or not tied.reviewer(one.reviewer_id, case)]
    ballots = [one for one in live if one.state is AssignmentState.SUBMITTED]
    return Scored(case, ballots, len(live), len(given) - len(live))


def _standing(one: Scored, ranks: Mapping[Fraction | None, int]) -> Standing:
    result, figures, campaign = one.result, one.result.figures, one.case.campaign
    place = result.rank_by
    counted = [ballot for ballot in one.ballots if result.has_points and not ballot.is_excluded]
    return Standing(
        case=one.case,
        ballots=[(ballot.reviewer_id, ballot.total) for ballot in counted],
        live=one.live,
        tied=one.tied,
        is_eligible=result.is_eligible,
        rank=None if one.is_provisional or place is None else ranks[place],
        mean=figures.mean,
        count=result.count,
        wanted=campaign.reviews_wanted,
        spread=figures.spread,
        deviation=figures.deviation,
        low=figures.low,
        high=figures.high,
        totals=sorted(ballot.total for ballot in counted),
        disagreement=figures.spread is not None and figures.spread > campaign.spread_alarm,
        proposal=proposal_from(result, campaign),
        is_provisional=one.is_provisional,
        met=None if result.has_points else result.met,
        said=sentence_of(result),
    )


def list_ballots(actor: User, nomination: Nomination) -> list[Ballot]:
    """The ballots that count, for the council, and for a reviewer once the own one is submitted."""
    own = next((one for one in nomination.assignments if one.reviewer_id == actor.id), None)
    if own is not None:
        seen = blindness.may_read_others(own)
    else:
        seen = allowed(actor, Permission.NOMINATION_RANK, nomination)
    if not seen:
        return []
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
        for one in counted_of(nomination)
    ]
    return sorted(ballots, key=lambda ballot: ballot.number)
