"""What the same ballots would come to with other weights or another mark. Nothing of it is kept."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from registry.campaigns.models import Campaign, Criterion
from registry.campaigns.sheet import is_scored
from registry.identity.models import User
from registry.review.models import Assignment, Nomination
from registry.review.queries.ranking import counted_of, load, ranking
from registry.review.queries.results import bonus_of, gives_total
from registry.review.queries.standings import Standing
from registry.review.states import Outcome


@dataclass(frozen=True)
class Moved:
    """One nomination as it stands and as it would: `flips` when only one of the two reaches the mark."""

    nomination: Nomination
    mean: Decimal
    rank: int
    other_mean: Decimal
    other_rank: int
    passes: bool
    would_pass: bool

    @property
    def flips(self) -> bool:
        return self.passes is not self.would_pass


def weighed(campaign: Campaign) -> list[Criterion]:
    """The criteria whose weight can be asked about."""
    return [one for one in campaign.rubric.criteria if is_scored(one)] if campaign.rubric else []


def what_if(
    actor: User, campaign: Campaign, *, maxima: Mapping[int, Decimal], pass_mark: Decimal
) -> list[Moved]:
    """The ranking as it would be if criteria gave other most points; marks keep their share of them.

    Only what the reader's own ranking shows is calculated with, and what still lacks ballots is left out.
    """
    standings = [one for one in ranking(actor, campaign) if not one.is_provisional and one.mean is not None]
    nominations = {one.id: one for one in load(standings)}
    scales = {
        one.id: Fraction(maxima.get(one.id, one.max_points)) / Fraction(one.max_points)
        for one in weighed(campaign)
    }
    means = {one.case.id: _mean_of(nominations[one.case.id], scales) for one in standings}
    order = sorted(means.values(), reverse=True)
    found = [_moved(one, nominations[one.case.id], means[one.case.id], order, pass_mark) for one in standings]
    return sorted(found, key=lambda one: (one.other_rank, one.rank))


def _moved(
    standing: Standing, nomination: Nomination, mean: Decimal, order: Sequence[Decimal], pass_mark: Decimal
) -> Moved:
    return Moved(
        nomination=nomination,
        mean=standing.mean or Decimal(0),
        rank=standing.rank or 0,
        other_mean=mean,
        other_rank=order.index(mean) + 1,
        passes=standing.proposal is Outcome.RECOGNISED,
        would_pass=standing.is_eligible and mean >= pass_mark,
    )


def _mean_of(nomination: Nomination, scales: Mapping[int, Fraction]) -> Decimal:
    """The mean as figures round it: to two places, half up."""
    totals = [_total_of(one, scales) for one in counted_of(nomination) if gives_total(one)]
    cents = math.floor(sum(totals, Fraction(0)) / len(totals) * 100 + Fraction(1, 2))
    return Decimal(cents) / 100


def _total_of(ballot: Assignment, scales: Mapping[int, Fraction]) -> Fraction:
    given = ((m.points, scales[m.criterion_id]) for m in ballot.marks if m.criterion_id in scales)
    points = sum((Fraction(p) * scale for p, scale in given if p is not None), Fraction(0))
    return points + Fraction(bonus_of(ballot))
