"""Who read what: the parts of a panel that hang together, how firmly, whether they can carry the model."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.review.calibration.scores import Name, Options, Score

Floats = NDArray[np.floating[Any]]
Whole = NDArray[np.int64]

# A remainder this small beside the whole is what rounding leaves.
NOTHING = 1e-10


@dataclass(frozen=True, eq=False)
class Design:
    """m scores of N nominations by R reviewers.

    `nomination` and `reviewer` are (m,) numbers from 0, in the order of first scores; `score` is (m,) points.
    """

    nominations: Sequence[Name]
    reviewers: Sequence[Name]
    nomination: Whole
    reviewer: Whole
    score: Floats

    @cached_property
    def reads(self) -> Whole:
        """(N,) how many scores a nomination has."""
        return np.bincount(self.nomination, minlength=len(self.nominations))

    @cached_property
    def loads(self) -> Whole:
        """(R,) how many scores a reviewer gave."""
        return np.bincount(self.reviewer, minlength=len(self.reviewers))

    @cached_property
    def raw_means(self) -> Floats:
        """(N,) the mean score of each nomination, in points."""
        return np.bincount(self.nomination, self.score, len(self.nominations)) / self.reads

    @cached_property
    def shared(self) -> "Shared":
        """What every likelihood needs of the scores, summed once."""
        return _shared(self)


@dataclass(frozen=True, eq=False)
class Shared:
    """Sums over the K groups of nominations with equally many scores; scores are measured from their mean.

    `size` and `count` (K,): scores each, nominations. `pairs`: (group, place in R x R, how often the two read
    the same nomination) without zeros. `sums` (K, R): for each reviewer the totals of the nominations read;
    `squares` (K,): squared totals. `centre`: the mean score; `total`: the sum of squares; `given` and `loads`
    (R,): sums and numbers of scores by reviewer.
    """

    size: Floats
    count: Floats
    pairs: tuple[Whole, Whole, Floats]
    sums: Floats
    squares: Floats
    centre: float
    total: float
    given: Floats
    loads: Floats

    def reduced(self, weight: Floats) -> tuple[Floats, Floats, float]:
        """Z'WZ (R, R), Z'Wy (R,) and y'Wy; W = I - weight 11' in each nomination's block, weight is (K,)."""
        group, place, often = self.pairs
        people = len(self.loads)
        taken = np.bincount(place, weight[group] * often, people * people).reshape(people, people)
        return (
            np.diag(self.loads) - taken,
            self.given - weight @ self.sums,
            float(self.total - weight @ self.squares),
        )


def _shared(design: Design) -> Shared:
    people = len(design.reviewers)
    centre = float(design.score.mean())
    points = design.score - centre
    totals = np.bincount(design.nomination, points, len(design.nominations))
    sizes, count = np.unique(design.reads, return_counts=True)
    pairs: list[tuple[Whole, Whole, Floats]] = []
    sums, squares = np.zeros((len(sizes), people)), np.zeros(len(sizes))
    for group, size in enumerate(sizes):
        members = np.flatnonzero(design.reads == size)
        read = _read_by(design, members)
        together = (read.T @ read).ravel()
        place = np.flatnonzero(together)
        pairs.append((np.full(len(place), group), place, together[place]))
        sums[group] = totals[members] @ read
        squares[group] = totals[members] @ totals[members]
    groups, places, often = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    return Shared(
        size=sizes.astype(float),
        count=count.astype(float),
        pairs=(groups, places, often),
        sums=sums,
        squares=squares,
        centre=centre,
        total=float(points @ points),
        given=np.bincount(design.reviewer, points, people).astype(float),
        loads=design.loads.astype(float),
    )


def _read_by(design: Design, members: Whole) -> Floats:
    """(members, R): how often each reviewer scored each of some nominations."""
    row_of = np.full(len(design.nominations), -1)
    row_of[members] = np.arange(len(members))
    rows = row_of[design.nomination]
    inside = rows >= 0
    read = np.zeros((len(members), len(design.reviewers)))
    np.add.at(read, (rows[inside], design.reviewer[inside]), 1.0)
    return read


def design_of(scores: Sequence[Score]) -> Design:
    """All scores as one design, connected or not; names are numbered in the order of the scores."""
    nominations = {name: at for at, name in enumerate(dict.fromkeys(one.nomination for one in scores))}
    reviewers = {name: at for at, name in enumerate(dict.fromkeys(one.reviewer for one in scores))}
    return Design(
        nominations=list(nominations),
        reviewers=list(reviewers),
        nomination=np.array([nominations[one.nomination] for one in scores]),
        reviewer=np.array([reviewers[one.reviewer] for one in scores]),
        score=np.array([one.score for one in scores]),
    )


def components_of(scores: Sequence[Score]) -> list[Design]:
    """The parts of a panel that no reviewer joins, in the order of their first nomination."""
    lead: dict[tuple[bool, Any], tuple[bool, Any]] = {}

    def root(node: tuple[bool, Any]) -> tuple[bool, Any]:
        lead.setdefault(node, node)
        while lead[node] != node:
            lead[node] = lead[lead[node]]
            node = lead[node]
        return node

    for one in scores:
        lead[root((True, one.reviewer))] = root((False, one.nomination))
    parts: dict[tuple[bool, Any], list[Score]] = {}
    for one in scores:
        parts.setdefault(root((False, one.nomination)), []).append(one)
    return [design_of(part) for part in parts.values()]


def linkage_of(design: Design) -> float | None:
    """How firmly shared readings hold a connected panel together, from 0, it falls apart, to 1, all read all.

    1 minus the square of the second singular value of the score table divided by the roots of its margins.
    """
    if len(design.reviewers) < 2:
        return None
    shared = design.shared
    apart, _given, _total = shared.reduced(1 / shared.size)
    root = np.sqrt(shared.loads)
    together = (np.diag(shared.loads) - apart) / np.outer(root, root)
    second = float(np.linalg.eigvalsh(together)[-2])
    return 1 - min(max(second, 0.0), 1.0)


def reasons_for_raw(design: Design, options: Options) -> list[str]:
    """Why a connected panel cannot carry the model, as words; empty when it can."""
    steady = design.loads >= options.min_reviews
    spare = len(design.score) - len(design.nominations) - len(design.reviewers) + 1
    faults = {
        "too_few_reviewers": len(design.reviewers) < options.min_reviewers,
        "too_few_nominations": len(design.nominations) < options.min_nominations,
        "few_reviews_per_reviewer": steady.sum() < options.min_reviewers
        or 2 * design.loads[steady].sum() < len(design.score),
        "too_little_overlap": spare < options.min_df,
        "zero_variance": _leaves_nothing(design),
    }
    return [reason for reason, holds in faults.items() if holds]


def _leaves_nothing(design: Design) -> bool:
    """Whether nominations and reviewers explain all of the scores: nothing tells how sure they are."""
    shared = design.shared
    apart, given, rest = shared.reduced(1 / shared.size)
    # One reviewer is held at zero: what all have in common cannot be told from the nominations.
    if len(given) > 1:
        rest -= float(np.linalg.solve(apart[1:, 1:], given[1:]) @ given[1:])
    return rest <= NOTHING * (shared.total + NOTHING * len(design.score) * shared.centre**2)
