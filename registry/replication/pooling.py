"""What a change comes to over several places: a random-effects meta-analysis.

Places differ, so there is no one true change: what is estimated is the mean over places and how far they lie
apart (tau squared), by restricted maximum likelihood (Viechtbauer 2005, Journal of Educational and Behavioral
Statistics 30:261-293). The interval is that of Hartung and Knapp (2001, Statistics in Medicine 20:3875-3889),
which stays honest with few places; it is never narrower than the one that trusts the variances.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# With fewer places the interval says more about chance than about the change.
FEWEST = 4
# How the variance between places is looked for: so many values, from so small a share of what it can be at
# most; then so many rounds of so many steps around the best.
TRIED, NEAREST = 240, 1e-10
ROUNDS, STEPS = 14, 9
SMALLEST = 1e-18

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """The change at one place, and the variance of its error; 0 where the error is not known."""

    value: float
    variance: float = 0.0


@dataclass(frozen=True)
class Pooled:
    """The mean change over places with its standard error and interval.

    `between` is the variance between places (tau squared), `spread` is Cochran's Q: None where an error is
    not known. `weights` are the shares of the places in the mean, in their order: together 1.
    """

    count: int
    mean: float
    error: float
    low: float
    high: float
    between: float
    spread: float | None
    weights: tuple[float, ...] = ()


def pool(effects: Sequence[Effect], level: float = 0.95) -> Pooled | None:
    """The changes taken together; None when there are too few to say.

    Raises ValueError for a variance below 0 or a number that is none.
    """
    values = np.array([one.value for one in effects], dtype=np.float64)
    variances = np.array([one.variance for one in effects], dtype=np.float64)
    if not (np.isfinite(values).all() and np.isfinite(variances).all() and (variances >= 0).all()):
        raise ValueError("effects need finite values, and variances of at least 0")
    if len(values) < FEWEST:
        return None
    between = _between(values, variances)
    weights = 1 / _floored(variances + between)
    mean = float((weights * values).sum() / weights.sum())
    error = float(np.sqrt(1 / weights.sum()))
    freedom = len(values) - 1
    seen = float(np.sqrt((weights * (values - mean) ** 2).sum() / freedom / weights.sum()))
    reach = t_quantile((1 + level) / 2, freedom) * max(seen, error)
    return Pooled(
        len(values), mean, error, mean - reach, mean + reach, between, _spread(values, variances),
        tuple(float(share) for share in weights / weights.sum()),
    )  # fmt: skip


def _floored(variances: Numbers) -> Numbers:
    """Equal values without any error have a variance of 0: weights stay finite."""
    return np.maximum(variances, SMALLEST)


def _between(values: Numbers, variances: Numbers) -> float:
    """Tau squared by restricted maximum likelihood, never below 0.

    The likelihood is looked at over the whole range and closed in on around its highest point: Fisher scoring
    springs from side to side where errors differ much, and then says anything.
    """
    if not variances.any():
        return float(values.var(ddof=1))
    most = float(values.max() - values.min()) ** 2
    if most <= 0:
        return 0.0
    tried = np.concatenate(([0.0], np.geomspace(most * NEAREST, most, TRIED)))
    best = int(np.argmax(_likelihood(values, variances, tried)))
    low, high = tried[max(best - 1, 0)], tried[min(best + 1, TRIED)]
    for _round in range(ROUNDS):
        inner = np.linspace(low, high, STEPS)
        at = int(np.argmax(_likelihood(values, variances, inner)))
        low, high = inner[max(at - 1, 0)], inner[min(at + 1, STEPS - 1)]
    found = np.array([0.0, (low + high) / 2])
    return float(found[int(np.argmax(_likelihood(values, variances, found)))])


def _likelihood(values: Numbers, variances: Numbers, taus: Numbers) -> Numbers:
    """The logarithm of the restricted likelihood of each variance between places, up to a constant."""
    errors = _floored(variances + taus[:, None])
    weights = 1 / errors
    total = weights.sum(axis=1)
    residuals = values - ((weights * values).sum(axis=1) / total)[:, None]
    lost = np.log(errors).sum(axis=1) + np.log(total) + (weights * residuals**2).sum(axis=1)
    return np.asarray(-lost / 2)


def _spread(values: Numbers, variances: Numbers) -> float | None:
    if not (variances > 0).all():
        return None
    weights = 1 / variances
    return float((weights * (values - (weights * values).sum() / weights.sum()) ** 2).sum())


def t_quantile(share: float, freedom: int) -> float:
    """Below which value lies that share of Student's t with whole degrees of freedom."""
    low, high = 0.0, 2.0
    within = abs(2 * share - 1)
    while _t_within(high, freedom) < within:
        high *= 2
    for _round in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _t_within(middle, freedom) < within else (low, middle)
    return math.copysign(high, share - 0.5)


def _t_within(value: float, freedom: int) -> float:
    """How much of Student's t lies between -value and value (Abramowitz and Stegun, 26.7.3 and 26.7.4)."""
    angle = math.atan(value / math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    is_odd = freedom % 2
    term = total = cosine if is_odd else 1.0
    for step in range(2 + is_odd, freedom - 1, 2):
        term *= cosine**2 * (step - 1) / step
        total += term
    if not is_odd:
        return sine * total
    return 2 / math.pi * (angle + (sine * total if freedom > 1 else 0.0))
