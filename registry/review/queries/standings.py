"""Where the nominations of a campaign stand, whoever reads it: kept until something is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from registry.audit.unchanged import while_unchanged
from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.identity.models import User
from registry.review.eligibility import stop_of
from registry.review.models import Nomination
from registry.review.queries.picture import Case, Given, picture_of
from registry.review.queries.results import Result, proposal_from, result_from, sentence_of
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
    """Where a nomination stands among those of its campaign. Totals are sorted: their order tells nothing.

    Plain, as it is kept and read by many: whoever changes one changes it for all.
    """

    case: Case
    # The reviewers whose ballots count, and who gave which total of those that give one.
    counted: tuple[int, ...]
    ballots: tuple[tuple[int, Decimal], ...]
    # How many reviewers have it, and how many of those something ties to it by now.
    live: int
    tied: int
    rank: int | None
    wanted: int
    disagreement: bool
    proposal: Outcome | None
    is_provisional: bool
    result: Result

    @property
    def is_eligible(self) -> bool:
        """Whether enough ballots find every condition met."""
        return self.result.is_eligible

    @property
    def mean(self) -> Decimal | None:
        return self.result.figures.mean

    @property
    def count(self) -> int:
        return self.result.count

    @property
    def spread(self) -> Decimal | None:
        return self.result.figures.spread

    @property
    def deviation(self) -> Decimal | None:
        return self.result.figures.deviation

    @property
    def low(self) -> Decimal | None:
        return self.result.figures.low

    @property
    def high(self) -> Decimal | None:
        return self.result.figures.high

    @property
    def totals(self) -> list[Decimal]:
        """The totals of the ballots that give one, lowest first."""
        return sorted(total for _reviewer, total in self.ballots)

    @property
    def met(self) -> int | None:
        """How many ballots find the criteria met, where they give no points."""
        return None if self.result.has_points else self.result.met

    @property
    def said(self) -> str:
        """What there is to say beside figures."""
        return sentence_of(self.result)

    @property
    def nomination(self) -> Nomination:
        """The nomination itself; `load` brings many into the session at once."""
        return db.session.get_one(Nomination, self.case.id)


@dataclass(frozen=True)
class Scored:
    """A nomination with what its ballots come to, before it is compared with others."""

    case: Case
    campaign: Campaign
    ballots: list[Given]
    live: int
    tied: int

    @cached_property
    def result(self) -> Result:
        """What the ballots say together."""
        return result_from(self.ballots, self.campaign)

    @property
    def is_provisional(self) -> bool:
        """Whether ballots are still missing before it may be compared with others."""
        if self.case.state in DECIDED_STATES:
            return not self.ballots
        return not self.ballots or len(self.ballots) < self.campaign.reviews_wanted


def left_out(actor: User, campaign: Campaign) -> frozenset[int]:
    """What is as if it were not there for somebody, by id: what they are tied to, or still owe a ballot for.

    All that depends on who reads a ranking depends on this alone.
    """
    return while_unchanged(("left out", campaign.id, actor.id), lambda: _left_out(actor, campaign))


def ranked_without(campaign: Campaign, hidden: frozenset[int]) -> tuple[Standing, ...]:
    """The ranking as those read it from whom just these are hidden."""
    return while_unchanged(("ranking", campaign.id, hidden), lambda: _without(campaign, hidden))


def _left_out(actor: User, campaign: Campaign) -> frozenset[int]:
    tied = Tied(campaign, {actor.id})
    cases = (one.case for one in ranked_without(campaign, frozenset()))
    return frozenset(case.id for case in cases if not _may_be_ranked(actor, case, tied))


def _without(campaign: Campaign, hidden: frozenset[int]) -> tuple[Standing, ...]:
    if not hidden:
        return tuple(_everything(campaign))
    kept = [one for one in ranked_without(campaign, frozenset()) if one.case.id not in hidden]
    # Who shared a rank still does.
    ranks: dict[int | None, int] = {None: 0}
    for place, one in enumerate(kept, 1):
        ranks.setdefault(one.rank, place)
    return tuple(
        one if one.rank in (None, ranks[one.rank]) else replace(one, rank=ranks[one.rank]) for one in kept
    )


def _everything(campaign: Campaign) -> Iterator[Standing]:
    stop = stop_of(campaign)
    everything = picture_of(campaign, {NominationState.VERIFIED, *JUDGED_STATES})
    cases = [case for case in everything if stop is None or case.stage_id != stop]
    tied = Tied(campaign, {one.reviewer_id for case in cases for one in case.given})
    unranked = [scored(case, tied) for case in cases]
    unranked.sort(key=lambda one: (one.is_provisional, -(one.result.rank_by or 0)))
    ranks: dict[Fraction | Decimal | None, int] = {}
    for place, one in enumerate(unranked, 1):
        if not one.is_provisional:
            ranks.setdefault(one.result.rank_by, place)
    return (_standing(one, ranks) for one in unranked)


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
    return Scored(case, tied.campaign, ballots, len(live), len(given) - len(live))


def _standing(one: Scored, ranks: Mapping[Fraction | Decimal | None, int]) -> Standing:
    result, campaign = one.result, one.campaign
    place, spread = result.rank_by, result.figures.spread
    return Standing(
        case=one.case,
        counted=tuple(ballot.reviewer_id for ballot in one.ballots),
        ballots=tuple(
            (ballot.reviewer_id, ballot.total)
            for ballot in one.ballots
            if result.has_points and not ballot.is_excluded
        ),
        live=one.live,
        tied=one.tied,
        rank=None if one.is_provisional or place is None else ranks[place],
        wanted=campaign.reviews_wanted,
        disagreement=spread is not None and spread > campaign.spread_alarm,
        proposal=proposal_from(result, campaign),
        is_provisional=one.is_provisional,
        result=result,
    )
