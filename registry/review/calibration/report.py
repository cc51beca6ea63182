"""A calibration as one answer: every figure under its name, and in words why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from registry.review.calibration.design import Design, components_of, linkage_of, reasons_for_raw
from registry.review.calibration.predicting import Prediction, predict, ranks_of, severity_se
from registry.review.calibration.reml import Fit, fit
from registry.review.calibration.scores import Options, Score

# Below these the adjusted order is shown, and not used by default.
FIRM_LINKAGE = 0.2
ENOUGH_SCORES = 40
FITTED = ("mu", "se_mu", "sd_quality", "sd_severity", "sd_noise", "reml_criterion")
Answer = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Part:
    """One connected part of a panel; without a fit there are reasons."""

    number: int
    design: Design
    reasons: list[str]
    linkage: float | None
    fitted: Fit | None
    prediction: Prediction | None

    @property
    def method(self) -> str:
        return "raw" if self.fitted is None else "adjusted"


def calibrate(scores: Sequence[Score], options: Options) -> Answer:
    """What checked scores let one conclude; the shape is that of docs/calibration.md."""
    designs = components_of(scores)
    parts = [_part(number, design, options) for number, design in enumerate(designs)]
    methods = {part.method for part in parts}
    scope = "all" if len(parts) == 1 else "component"
    return {
        "status": "partial" if len(methods) > 1 else methods.pop(),
        "estimand": options.estimand,
        "comparable": len(parts) == 1,
        "reasons": list(dict.fromkeys(reason for part in parts for reason in part.reasons)),
        "components": [_component(part) for part in parts],
        "nominations": [row for part in parts for row in _nominations(part, options, scope)],
        "reviewers": [row for part in parts for row in _reviewers(part, options)],
    }


def refused(reason: str, options: Options) -> Answer:
    """The answer to scores that cannot be calculated with."""
    return {
        "status": "error",
        "estimand": options.estimand,
        "comparable": False,
        "reasons": [reason],
        "components": [],
        "nominations": [],
        "reviewers": [],
    }


def _part(number: int, design: Design, options: Options) -> Part:
    reasons = reasons_for_raw(design, options)
    linkage = linkage_of(design)
    if reasons:
        return Part(number, design, reasons, linkage, None, None)
    fitted = fit(design)
    return Part(number, design, [], linkage, fitted, predict(design, fitted, options))


def _component(part: Part) -> Answer:
    return {
        "component": part.number,
        "status": part.method,
        "reasons": part.reasons,
        **_figures(part.fitted),
        "linkage": part.linkage,
        "warnings": _warnings(part),
    }


def _figures(fitted: Fit | None) -> Answer:
    if fitted is None:
        return dict.fromkeys(FITTED)
    last = np.linalg.inv(fitted.errors)[:, -1]
    return {
        "mu": fitted.mu,
        "se_mu": fitted.sd_noise * float(np.sqrt(last @ last)),
        "sd_quality": fitted.sd_quality,
        "sd_severity": fitted.sd_severity,
        "sd_noise": fitted.sd_noise,
        "reml_criterion": fitted.criterion,
    }


def _warnings(part: Part) -> list[str]:
    doubts = {
        "low_linkage": part.linkage is not None and part.linkage < FIRM_LINKAGE,
        "few_scores": len(part.design.score) < ENOUGH_SCORES,
        "no_difference_in_quality": part.fitted is not None and part.fitted.sd_quality == 0,
        "no_difference_in_severity": part.fitted is not None and part.fitted.sd_severity == 0,
    }
    return [doubt for doubt, holds in doubts.items() if holds]


def _nominations(part: Part, options: Options, scope: str) -> list[Answer]:
    design, told = part.design, part.prediction
    order = ranks_of(design.raw_means if told is None else told.adjusted)
    rows = []
    for at, name in enumerate(design.nominations):
        rows.append(
            {
                "nomination": name,
                "component": part.number,
                "method": part.method,
                "reviews": int(design.reads[at]),
                "raw_mean": float(design.raw_means[at]),
                **(_told(told, at, options) if told else _untold(float(design.raw_means[at]))),
                "rank": int(order[at]),
                "rank_scope": scope,
                "rank_lo": int(told.rank_lo[at]) if told else None,
                "rank_hi": int(told.rank_hi[at]) if told else None,
            }
        )
    return rows


def _told(told: Prediction, at: int, options: Options) -> Answer:
    adjusted, se = float(told.adjusted[at]), float(told.se[at])
    reach = NormalDist().inv_cdf((1 + options.level) / 2) * se
    line = options.line
    return {
        "severity_shift": float(told.severity_shift[at]),
        "shrinkage_shift": float(told.shrinkage_shift[at]),
        "adjusted": adjusted,
        "se": se,
        "lo": adjusted - reach,
        "hi": adjusted + reach,
        "p_above": None if line is None else NormalDist().cdf((adjusted - line) / se),
    }


def _untold(mean: float) -> Answer:
    return {
        "severity_shift": 0.0,
        "shrinkage_shift": 0.0,
        "adjusted": mean,
        **dict.fromkeys(("se", "lo", "hi", "p_above")),
    }


def _reviewers(part: Part, options: Options) -> list[Answer]:
    errors = severity_se(part.fitted) if part.fitted else None
    rows = []
    for at, name in enumerate(part.design.reviewers):
        few = int(part.design.loads[at]) < options.min_reviews
        told = part.fitted is not None and errors is not None and not few
        rows.append(
            {
                "reviewer": name,
                "component": part.number,
                "reviews": int(part.design.loads[at]),
                "low_count": few,
                "severity": float(part.fitted.severity[at]) if told and part.fitted else None,
                "se": float(errors[at]) if told and errors is not None else None,
            }
        )
    return rows
