"""Panels of reviewers for calibration: simulated ones, and what they are compared by."""

import numpy as np

from registry.review import calibration


def row(nomination, reviewer, score):
    return {"nomination": nomination, "reviewer": reviewer, "score": score}


def calibrated(rows, **asked):
    """The answer to rows of a panel; `line`, `level` and options by name."""
    question = {name: asked.pop(name) for name in ("line", "level") if name in asked}
    options = calibration.options_of({**question, "options": {"draws": 200} | asked})
    return calibration.calibrate(calibration.scores_of(rows, options), options)


def panel(chance, *, nominations=None, reviewers=None, reads=None, severity=None, noise=None):
    """Rows of a simulated panel in whole points, and what each nomination would get from all reviewers.

    Drawn unless given: 24-60 nominations, 6-12 reviewers, 2-5 reviews each, deviations of severity
    4 or 8 and of noise 5 or 8; that of quality is 9.
    """
    nominations = nominations or int(chance.integers(24, 61))
    reviewers = reviewers or int(chance.integers(6, 13))
    reads = reads or int(chance.integers(2, 6))
    severity = chance.choice([4, 8]) if severity is None else severity
    noise = chance.choice([5, 8]) if noise is None else noise
    qualities, lenient = chance.normal(65, 9, nominations), chance.normal(0, severity, reviewers)
    rows = []
    for one in range(nominations):
        for who in chance.choice(reviewers, reads, replace=False):
            points = qualities[one] + lenient[who] + chance.normal(0, noise)
            rows.append(row(one, int(who), float(np.clip(np.rint(points), 0, 100))))
    return rows, qualities + lenient.mean()


def tau(found, truth):
    """Kendall's tau-b of two orders."""
    first, second = np.triu_indices(len(found), 1)
    one, other = np.asarray(found), np.asarray(truth)
    ups = np.sign(np.round(one[first] - one[second], 9)), np.sign(np.round(other[first] - other[second], 9))
    return float((ups[0] @ ups[1]) / np.sqrt(np.abs(ups[0]).sum() * np.abs(ups[1]).sum()))
