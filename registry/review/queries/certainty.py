"""How sure the order of a campaign is: what all of its ballots let one conclude beside the means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from registry.audit.unchanged import while_unchanged
from registry.campaigns.models import Campaign
from registry.core.permissions import Permission, allowed, require
from registry.identity.models import User
from registry.review import calibration
from registry.review.models import Nomination
from registry.review.queries.standings import Standing, left_out, ranked_without

TENTH = Decimal("0.1")
# Doubts that leave the means alone on the page; "no_difference_in_severity" takes nothing away.
DOUBTS = frozenset({"low_linkage", "few_scores", "no_difference_in_quality"})
SURELY_ABOVE, SURELY_BELOW = 0.9, 0.1

Ballots = tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Adjusted:
    """What the panel's overlap says of one nomination, in points to one place.

    `severity` and `shrinkage` are the two parts of the way from the mean to the score; `above` is the
    probability of reaching the campaign's pass mark; it very likely stands from `rank_low` to `rank_high`.
    """

    score: Decimal
    low: Decimal
    high: Decimal
    above: float
    rank: int
    rank_low: int
    rank_high: int
    severity: Decimal
    shrinkage: Decimal
    reviews: int

    @property
    def is_near_the_line(self) -> bool:
        """Whether the ballots leave open on which side of the pass mark it belongs."""
        return SURELY_BELOW < self.above < SURELY_ABOVE


@dataclass(frozen=True)
class Certainty:
    """Adjusted scores by nomination; without them the reasons why only means are to be read, as words."""

    of: Mapping[int, Adjusted]
    doubts: Sequence[str]


def certainty_of(campaign: Campaign, standings: Sequence[Standing]) -> Certainty:
    """What follows from the submitted ballots of these standings, without those that still lack ballots.

    Only what the reader sees is calculated with: what a ranking leaves out shows in none of its figures.
    """
    ballots = tuple(
        sorted(
            (one.case.id, reviewer, float(total))
            for one in standings
            if not one.is_provisional
            for reviewer, total in one.ballots
        )
    )
    if not ballots:
        return Certainty({}, [])
    return _certainty(ballots, float(campaign.pass_mark))


def certainty_for(actor: User, campaign: Campaign) -> Certainty:
    """What follows from the ballots of somebody's own ranking."""
    require(actor, Permission.NOMINATION_RANK, campaign)
    hidden = left_out(actor, campaign)
    return while_unchanged(
        ("certainty", campaign.id, hidden), lambda: certainty_of(campaign, ranked_without(campaign, hidden))
    )


def adjusted_of(actor: User, nomination: Nomination) -> Adjusted | None:
    """The adjusted score of one nomination as the reader's ranking has it, if there is one."""
    campaign = nomination.campaign
    if not allowed(actor, Permission.NOMINATION_RANK, campaign):
        return None
    return certainty_for(actor, campaign).of.get(nomination.id)


@lru_cache(maxsize=16)
def _certainty(ballots: Ballots, line: float) -> Certainty:
    """Kept while the very same ballots are asked about: one more, or one changed, is another question."""
    options = calibration.Options(line=line)
    answer = calibration.calibrate([calibration.Score(*one) for one in ballots], options)
    doubts = _doubts(answer)
    if doubts:
        return Certainty({}, doubts)
    return Certainty({row["nomination"]: _adjusted(row) for row in answer["nominations"]}, [])


def _doubts(answer: dict[str, Any]) -> list[str]:
    apart = [] if answer["comparable"] else ["apart"]
    warnings = [word for part in answer["components"] for word in part["warnings"] if word in DOUBTS]
    return list(dict.fromkeys([*apart, *answer["reasons"], *warnings]))


def _adjusted(row: dict[str, Any]) -> Adjusted:
    # A band of draws may pass by the rank itself, at the ends of a long list: people read one statement.
    return Adjusted(
        score=_tenth(row["adjusted"]),
        low=_tenth(row["lo"]),
        high=_tenth(row["hi"]),
        above=row["p_above"],
        rank=row["rank"],
        rank_low=min(row["rank_lo"], row["rank"]),
        rank_high=max(row["rank_hi"], row["rank"]),
        severity=_tenth(row["severity_shift"]),
        shrinkage=_tenth(row["shrinkage_shift"]),
        reviews=row["reviews"],
    )


def _tenth(number: float) -> Decimal:
    return Decimal(str(number)).quantize(TENTH, ROUND_HALF_UP)
