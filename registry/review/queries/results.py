"""What ballots come to: the total of one, whether it passes, what those of a nomination say together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from registry.campaigns import scoring, sheet
from registry.campaigns.models import Campaign, Rubric
from registry.campaigns.scoring import Figures
from registry.campaigns.sheet import Answer, Verdict
from registry.campaigns.votes import heads, parse_share
from registry.core.i18n import _
from registry.review.models import Assignment
from registry.review.states import Outcome


class Filled(Protocol):
    """A ballot, or a plain row that says what one comes to."""

    @property
    def total(self) -> Decimal: ...
    @property
    def is_excluded(self) -> bool: ...
    @property
    def is_met(self) -> bool: ...


@dataclass(frozen=True)
class Result:
    """What the ballots of one nomination say, whatever the kind of sheet.

    `met` are the ballots that find the criteria met, `eligible` those that find every condition met;
    `needed` is how many must, of all of them.
    """

    count: int
    met: int
    eligible: int
    needed: int
    figures: Figures
    has_points: bool

    @property
    def is_eligible(self) -> bool:
        return self.eligible >= self.needed

    @property
    def rank_by(self) -> Fraction | Decimal | None:
        """What puts nominations in order: the mean, or the share of ballots that find it met."""
        if not self.has_points:
            return Fraction(self.met, self.count) if self.count else None
        return self.figures.mean


def answers_of(assignment: Assignment) -> list[Answer]:
    """What a ballot says of every criterion of its sheet."""
    marks = {mark.criterion_id: mark for mark in assignment.marks}
    known = ((one, marks.get(one.id)) for one in rubric_of(assignment).criteria)
    return [Answer(one, mark.points if mark else None, mark.bonus if mark else None) for one, mark in known]


def verdict_of(assignment: Assignment) -> Verdict:
    """Whether one ballot finds the nomination to pass, and why."""
    return sheet.judge(rubric_of(assignment).rule, answers_of(assignment))


def total_of(assignment: Assignment) -> Decimal:
    """The points of one ballot as far as it is filled in, bonus included; 0 where nothing gives points."""
    rubric = rubric_of(assignment)
    apart = rubric.without_points
    points = (m.points for m in assignment.marks if m.points is not None and m.criterion_id not in apart)
    return scoring.total(points) + bonus_of(assignment)


def bonus_of(assignment: Assignment) -> Decimal:
    """The bonus points of one ballot, as far as they may go."""
    given = scoring.total(mark.bonus for mark in assignment.marks if mark.bonus)
    limit = rubric_of(assignment).bonus_limit
    return given if limit is None else min(given, limit)


def is_excluded(assignment: Assignment) -> bool:
    """Whether a ballot says that a condition is not met: its points do not count then."""
    conditions = rubric_of(assignment).conditions
    return any(mark.criterion_id in conditions and mark.points == 0 for mark in assignment.marks)


def gives_total(assignment: Assignment) -> bool:
    """Whether a ballot has a total that can be compared with others."""
    return rubric_of(assignment).has_points and not is_excluded(assignment)


def settle(assignment: Assignment) -> None:
    """Note on a ballot what its marks come to; whoever changes marks calls it."""
    assignment.total = total_of(assignment)
    assignment.is_excluded = is_excluded(assignment)
    assignment.is_met = not rubric_of(assignment).has_points and bool(verdict_of(assignment).passed)


@lru_cache(maxsize=256)
def _needed(agreement: str, ballots: int) -> int:
    return heads(parse_share(agreement), ballots)


def result_from(ballots: Sequence[Filled], campaign: Campaign) -> Result:
    """What these ballots of one nomination say together."""
    rubric = campaign.rubric
    has_points = rubric is None or rubric.has_points
    totals = sorted(one.total for one in ballots if has_points and not one.is_excluded)
    return Result(
        count=len(ballots),
        met=0 if has_points else sum(one.is_met for one in ballots),
        eligible=sum(not one.is_excluded for one in ballots),
        needed=_needed(rubric.agreement if rubric is not None else "1/1", len(ballots)),
        figures=scoring.figures(totals),
        has_points=has_points,
    )


def proposal_from(result: Result, campaign: Campaign) -> Outcome | None:
    """What the ballots suggest once enough are in. A suggestion: the signer decides."""
    if not result.count or result.count < campaign.reviews_wanted:
        return None
    if not result.is_eligible:
        return Outcome.NOT_CHOSEN
    if not result.has_points:
        return Outcome.RECOGNISED if result.met >= result.needed else Outcome.NOT_CHOSEN
    mean = result.figures.mean
    if mean is None or (campaign.rubric is not None and campaign.rubric.ranks_only):
        return None
    if mean >= campaign.pass_mark:
        return Outcome.RECOGNISED
    return Outcome.PRAISED if mean >= campaign.praise_mark else Outcome.NOT_CHOSEN


def sentence_of(result: Result) -> str:
    """What the ballots say where there are no points, or where conditions keep a nomination out."""
    words = {"count": result.met, "all": result.count, "needed": result.needed}
    if result.count and not result.is_eligible:
        return _(
            "Not eligible: %(count)s of %(all)s reviewers find the conditions met, %(needed)s are needed.",
            **{**words, "count": result.eligible},
        )
    if result.has_points or not result.count:
        return ""
    return _("%(count)s of %(all)s reviewers find it met, %(needed)s are needed.", **words)


def rubric_of(assignment: Assignment) -> Rubric:
    """The sheet of the campaign; an opened campaign always has one."""
    rubric = assignment.nomination.campaign.rubric
    return rubric if rubric is not None else Rubric(title="", criteria=[])
