"""What a fitted panel says of each nomination: the adjusted score, how sure it is, and where it may stand."""

import math
from dataclasses import dataclass

import numpy as np

from registry.review.calibration.design import Design, Floats, Whole
from registry.review.calibration.reml import Fit
from registry.review.calibration.scores import Options

# Scores that differ by less are equal; the sums of equal ballots may differ in their last digits.
DIGITS = 9
BAND = (0.1, 0.9)
AT_ONCE = 250


@dataclass(frozen=True, eq=False)
class Prediction:
    """(N,) each: adjusted = raw mean + severity_shift + shrinkage_shift in points; ranks count from 1."""

    adjusted: Floats
    severity_shift: Floats
    shrinkage_shift: Floats
    se: Floats
    rank_lo: Whole
    rank_hi: Whole


def predict(design: Design, fitted: Fit, options: Options) -> Prediction:
    """Best linear unbiased predictions of mu + quality, with the errors of what `options.estimand` names."""
    reads = design.reads
    ratio = (fitted.sd_quality / fitted.sd_noise) ** 2
    # The share of a nomination's own deviation that is believed; the rest is drawn to the mean.
    kept = ratio * reads / (1 + ratio * reads)
    shift = -np.bincount(design.nomination, fitted.severity[design.reviewer], len(reads)) / reads
    drawn = (kept - 1) * (design.raw_means + shift - fitted.mu)
    adjusted = design.raw_means + shift + drawn
    errors = _errors_of(design, kept, options)
    own = fitted.sd_quality * np.sqrt(1 - kept)
    # C of the fit turns into errors in points: scale * C^-T.
    spread = fitted.scale[:, None] * np.linalg.inv(fitted.errors).T
    through = errors @ spread
    low, high = _bands(adjusted, through, own, options)
    return Prediction(
        adjusted=adjusted,
        severity_shift=shift,
        shrinkage_shift=drawn,
        se=np.sqrt((through**2).sum(axis=1) + own**2),
        rank_lo=low,
        rank_hi=high,
    )


def severity_se(fitted: Fit) -> Floats:
    """(R,) root of the prediction variance of each reviewer's severity, in points."""
    spread = fitted.scale[:, None] * np.linalg.inv(fitted.errors).T
    return np.sqrt((spread[:-1] ** 2).sum(axis=1))


def _errors_of(design: Design, kept: Floats, options: Options) -> Floats:
    """(N, R + 1): how the errors of the severities and of mu enter the error of each nomination's figure.

    "panel" is the score if all R reviewers had read it: mu + quality + their mean severity.
    """
    people = len(design.reviewers)
    enters = np.zeros((len(kept), people + 1))
    np.add.at(
        enters,
        (design.nomination, design.reviewer),
        -(kept / design.reads)[design.nomination],
    )
    enters[:, people] = 1 - kept
    if options.estimand == "panel":
        enters[:, :people] += 1 / people
    return enters


def _bands(adjusted: Floats, through: Floats, own: Floats, options: Options) -> tuple[Whole, Whole]:
    """(N,) and (N,): the ranks that a tenth and nine tenths of the joint draws do not pass."""
    count = len(adjusted)
    if not own.any():
        # Without a difference in quality every draw is one long tie.
        return np.ones(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    chance = np.random.default_rng(options.seed)
    places = np.arange(1, count + 1, dtype=np.int32)[None]
    ranks = np.empty((options.draws, count), dtype=np.int32)
    for start in range(0, options.draws, AT_ONCE):
        rows = min(AT_ONCE, options.draws - start)
        drawn = chance.standard_normal((rows, through.shape[1])) @ through.T
        drawn += chance.standard_normal((rows, count)) * own
        order = np.argsort(-(adjusted + drawn), axis=1)
        np.put_along_axis(ranks[start : start + rows], order, places, axis=1)
    low, high = (max(math.ceil(share * options.draws) - 1, 0) for share in BAND)
    ranks.partition([low, high], axis=0)
    return ranks[low], ranks[high]


def ranks_of(scores: Floats) -> Whole:
    """(N,) 1 + the number of scores that are truly higher; equal scores share a rank."""
    rounded = np.round(scores, DIGITS)
    return 1 + len(rounded) - np.searchsorted(np.sort(rounded), rounded, side="right")
