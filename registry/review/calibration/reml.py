"""The model of a panel, fitted by restricted maximum likelihood: some reviewers are stricter than others.

score = mu + quality[nomination] + severity[reviewer] + noise, three independent normals: the two-way crossed
random-effects model. The likelihood is profiled as in Bates, Maechler, Bolker and Walker, "Fitting linear
mixed-effects models using lme4", Journal of Statistical Software 67(1), 2015, section 3; predictions follow
Henderson, "Best linear unbiased estimation and prediction under a selection model", Biometrics 31, 1975.
The block of the nominations is diagonal and is eliminated: one Cholesky factor for each likelihood, of R + 1
rows and one for the scores.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from registry.review.calibration.design import Design, Floats

Ratios = tuple[float, float]

STARTS = (0.0, 0.3, 1.0, 3.0)
STEPS = 400
CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted panel. Standard deviations, `mu` and `severity` (R,) are in points.

    `criterion` is the REML criterion as lme4 prints it. `errors` (R + 1, R + 1) is a lower factor C: the
    errors of (severity, mu) have the variance scale * (C C')^-1 * scale.
    """

    mu: float
    severity: Floats
    sd_quality: float
    sd_severity: float
    sd_noise: float
    criterion: float
    errors: Floats

    @property
    def scale(self) -> Floats:
        """(R + 1,) what the errors are multiplied with to be in points."""
        people = len(self.severity)
        return np.append(np.full(people, self.sd_severity), self.sd_noise)


def fit(design: Design) -> Fit:
    """Fit a design whose residual variance is not zero; it need not be connected."""
    shared = design.shared
    quality, severity = _lowest(lambda ratios: _criterion(design, ratios))
    factor, noise = _factor(design, (quality, severity))
    people = len(design.reviewers)
    solved = np.linalg.solve(factor[:-1, :-1].T, factor[-1, :-1])
    return Fit(
        mu=shared.centre + float(solved[people]),
        severity=severity * solved[:people],
        sd_quality=quality * noise,
        sd_severity=severity * noise,
        sd_noise=noise,
        criterion=_criterion(design, (quality, severity)),
        errors=factor[:-1, :-1],
    )


def _factor(design: Design, ratios: Ratios) -> tuple[Floats, float]:
    """Cholesky factor (R + 2, R + 2) of the equations for severity, mu and the scores; the noise's deviation.

    `ratios` are the standard deviations of quality and severity over that of the noise.
    """
    quality, severity = ratios
    shared = design.shared
    apart, given, total = shared.reduced(quality**2 / (1 + quality**2 * shared.size))
    people = len(given)
    equations = np.empty((people + 2, people + 2))
    equations[:people, :people] = severity**2 * apart + np.eye(people)
    equations[people, :people] = severity * apart.sum(axis=0)
    equations[people, people] = apart.sum()
    equations[people + 1, :people] = severity * given
    equations[people + 1, people] = given.sum()
    equations[people + 1, people + 1] = total
    # Only the lower half is read.
    factor = np.linalg.cholesky(equations)
    return factor, float(factor[-1, -1]) / math.sqrt(len(design.score) - 1)


def _criterion(design: Design, ratios: Ratios) -> float:
    """The profiled REML criterion: minus twice the restricted log-likelihood at the best mu and noise."""
    try:
        factor, noise = _factor(design, ratios)
    except np.linalg.LinAlgError:
        return math.inf
    shared = design.shared
    blocks = float(shared.count @ np.log1p(ratios[0] ** 2 * shared.size))
    free = len(design.score) - 1
    return (
        blocks + 2 * float(np.log(np.diag(factor)[:-1]).sum()) + free * (1 + math.log(2 * math.pi * noise**2))
    )


def _lowest(criterion: Callable[[Ratios], float]) -> Ratios:
    """The ratios where the criterion is lowest: the best of a coarse grid, then Nelder and Mead's simplex.

    The criterion is even in either ratio, so that zero is an inner point and needs no bounds.
    """
    grid = [(quality, severity) for quality in STARTS for severity in STARTS]
    start = np.array(min(grid, key=criterion))
    aside = np.diag(0.1 + start / 4)
    corners = [start, start + aside[0], start + aside[1]]
    found = _simplex(lambda point: criterion((abs(point[0]), abs(point[1]))), corners)
    quality, severity = abs(float(found[0])), abs(float(found[1]))
    reached = criterion((quality, severity))
    # What is as good at zero is zero, not the leftover of a search.
    if criterion((quality, 0.0)) <= reached + CLOSE:
        severity = 0.0
    if criterion((0.0, severity)) <= reached + CLOSE:
        quality = 0.0
    return quality, severity


def _simplex(height: Callable[[Floats], float], corners: list[Floats]) -> Floats:
    """Nelder and Mead, "A simplex method for function minimization", Computer Journal 7, 1965, in two."""
    points = sorted((height(one), tuple(one)) for one in corners)
    for _step in range(STEPS):
        best, middle, worst = (np.array(point) for _height, point in points)
        if np.abs(worst - best).max() + np.abs(middle - best).max() <= CLOSE * (1 + np.abs(best).max()):
            break
        centre = (best + middle) / 2
        trial = _measured(height, centre + (centre - worst))
        if trial[0] < points[0][0]:
            trial = min(trial, _measured(height, centre + 2 * (centre - worst)))
        elif trial[0] >= points[1][0]:
            nearer = min(trial, points[2])
            trial = _measured(height, centre + (np.array(nearer[1]) - centre) / 2)
            if trial[0] >= nearer[0]:
                points[1] = _measured(height, (best + middle) / 2)
                trial = _measured(height, (best + worst) / 2)
        points = sorted([points[0], points[1], trial])
    return np.array(points[0][1])


def _measured(height: Callable[[Floats], float], point: Floats) -> tuple[float, tuple[float, ...]]:
    return height(point), tuple(point)
