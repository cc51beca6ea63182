"""When ballots of one nomination disagree, about what, and what follows step by step: over plain values."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from registry.core.permissions import Permission
from registry.core.statemachine import StateMachine, Transition

HUNDRED = Decimal(100)


class DiscrepancyRule(enum.StrEnum):
    """What lies apart: the sides of the pass mark, one criterion, or the totals; the weightiest first."""

    LINE = "line"
    CRITERION = "criterion"
    SPREAD = "spread"


class DiscrepancyState(enum.StrEnum):
    """Read again, read by one more, concluded; or settled on the way, or decided over."""

    REREADING = "rereading"
    THIRD_WANTED = "third_wanted"
    THIRD_READING = "third_reading"
    TO_CONCLUDE = "to_conclude"
    SETTLED = "settled"
    CONCLUDED = "concluded"
    PASSED_OVER = "passed_over"


class Holds(enum.StrEnum):
    """Which number a conclusion lets hold."""

    MEAN = "mean"
    THIRD = "third"
    STATED = "stated"


D, P = DiscrepancyState, Permission
THIRD_STATES = frozenset({D.THIRD_WANTED, D.THIRD_READING})
OPEN_DISCREPANCIES = THIRD_STATES | {D.REREADING, D.TO_CONCLUDE}
# What came of it holds for the ballots as they were.
AGREED = frozenset({D.SETTLED, D.CONCLUDED})
DISCREPANCY_LIFE = StateMachine(
    [
        Transition(
            "ask_third", frozenset({D.REREADING, D.THIRD_READING}), D.THIRD_WANTED, P.NOMINATION_SCORE
        ),
        Transition("await_third", frozenset({D.THIRD_WANTED}), D.THIRD_READING, P.NOMINATION_ASSIGN),
        Transition("ask_to_conclude", THIRD_STATES, D.TO_CONCLUDE, P.NOMINATION_SCORE),
        Transition("settle", OPEN_DISCREPANCIES, D.SETTLED, P.NOMINATION_SCORE),
        Transition("conclude", frozenset({D.THIRD_WANTED, D.TO_CONCLUDE}), D.CONCLUDED, P.NOMINATION_ASSIGN),
        Transition("pass_over", OPEN_DISCREPANCIES, D.PASSED_OVER, P.NOMINATION_DECIDE),
    ]
)


@dataclass(frozen=True)
class Limits:
    """From when on ballots disagree; what is None is not asked about. `share` is of a criterion's points."""

    spread: Decimal
    share: int | None = None
    line: Decimal | None = None


@dataclass(frozen=True)
class Reading:
    """One ballot that gives a total: by whom (any number that stands for the ballot), and its points."""

    ballot: int
    total: Decimal
    points: Mapping[int, Decimal]


@dataclass(frozen=True)
class Finding:
    """A rule that ballots break, the criterion to read again, and whose ballots are concerned."""

    rule: DiscrepancyRule
    criterion: int | None
    ballots: tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    """What has happened since a disagreement was found.

    `awaited`: somebody is still to read again or to hand in a ballot. `third` is about the further reader:
    given the nomination, ballot in, and whether it agrees with one of the ballots before it.
    """

    awaited: bool
    disagree: bool
    third_given: bool = False
    third_in: bool = False
    third_agrees: bool = False


def findings_of(readings: Sequence[Reading], most: Mapping[int, Decimal], limits: Limits) -> list[Finding]:
    """The rules these ballots break, weightiest first; `most` has the points of the criteria in order."""
    if len(readings) < 2:
        return []
    found = [
        _across_the_line(readings, most, limits),
        _apart_on_one(readings, most, limits),
        _apart_in_all(readings, most, limits),
    ]
    return [one for one in found if one is not None]


def agrees_with_one(
    third: Reading, others: Sequence[Reading], most: Mapping[int, Decimal], limits: Limits
) -> bool:
    """Whether a further ballot and at least one of those before it break no rule between them."""
    return any(not findings_of([third, other], most, limits) for other in others)


def next_step(state: DiscrepancyState, facts: Facts) -> str | None:
    """The arrow along which what has happened leads an open one by itself, or None while it stays."""
    third_wanted, third_reading = (state is one for one in (D.THIRD_WANTED, D.THIRD_READING))
    if third_reading and not facts.third_given:
        return "ask_third"
    if facts.awaited:
        return "await_third" if third_wanted and facts.third_given else None
    if not facts.disagree or facts.third_agrees:
        return "settle"
    if state is D.REREADING:
        return "ask_third"
    return "ask_to_conclude" if state in THIRD_STATES and facts.third_in else None


def _across_the_line(
    readings: Sequence[Reading], most: Mapping[int, Decimal], limits: Limits
) -> Finding | None:
    """Everybody is concerned: each stands on one of the two sides."""
    if limits.line is None or len({one.total >= limits.line for one in readings}) == 1:
        return None
    return Finding(DiscrepancyRule.LINE, _widest(readings, most), tuple(one.ballot for one in readings))


def _apart_on_one(readings: Sequence[Reading], most: Mapping[int, Decimal], limits: Limits) -> Finding | None:
    if limits.share is None:
        return None
    shares = {key: _gap(readings, key) * HUNDRED / points for key, points in most.items() if points}
    widest = max(shares, key=lambda key: shares[key], default=None)
    if widest is None or not shares[widest] or shares[widest] < limits.share:
        return None
    ends = _ends([(one.ballot, one.points[widest]) for one in readings if widest in one.points])
    return Finding(DiscrepancyRule.CRITERION, widest, ends)


def _apart_in_all(readings: Sequence[Reading], most: Mapping[int, Decimal], limits: Limits) -> Finding | None:
    totals = [one.total for one in readings]
    if max(totals) - min(totals) <= limits.spread:
        return None
    ends = _ends([(one.ballot, one.total) for one in readings])
    concerned = [one for one in readings if one.ballot in ends]
    return Finding(DiscrepancyRule.SPREAD, _widest(concerned, most), ends)


def _ends(given: Sequence[tuple[int, Decimal]]) -> tuple[int, ...]:
    """The ballots that gave the most or the fewest."""
    figures = [figure for _ballot, figure in given]
    low, high = min(figures), max(figures)
    return tuple(ballot for ballot, figure in given if figure in {low, high})


def _widest(readings: Sequence[Reading], most: Mapping[int, Decimal]) -> int | None:
    """The criterion on which ballots lie most points apart; the first of several."""
    return max(most, key=lambda key: _gap(readings, key), default=None)


def _gap(readings: Sequence[Reading], criterion: int) -> Decimal:
    given = [one.points[criterion] for one in readings if criterion in one.points]
    return max(given) - min(given) if given else Decimal(0)
