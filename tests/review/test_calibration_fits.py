"""The model of a panel beside published fits, closed forms and dense algebra, and on simulated panels."""

import csv
from pathlib import Path

import numpy as np
import pytest

from registry.review.calibration import Options, Score
from registry.review.calibration.design import design_of
from registry.review.calibration.predicting import predict, severity_se
from registry.review.calibration.reml import fit
from tests.make.panels import calibrated, panel, row, tau

DATA = Path(__file__).parent / "data"


def table(name, nomination, reviewer, score):
    with (DATA / name).open(encoding="utf-8") as file:
        return [row(one[nomination], one[reviewer], float(one[score])) for one in csv.DictReader(file)]


def penicillin():
    return table("penicillin.csv", "plate", "sample", "diameter")


def figures(fitted, digits):
    return tuple(
        round(one, digits)
        for one in (fitted.criterion, fitted.sd_quality, fitted.sd_severity, fitted.sd_noise, fitted.mu)
    )


def test_penicillin_as_published():
    """lmer(diameter ~ 1 + (1|plate) + (1|sample), Penicillin) of lme4: 330.8606; .8467, 1.9316, .5499."""
    (part,) = calibrated(penicillin())["components"]
    names = ("reml_criterion", "sd_quality", "sd_severity", "sd_noise", "mu")
    assert [round(part[name], 4) for name in names] == [330.8606, 0.8467, 1.9316, 0.5499, 22.9722]
    assert round(part["se_mu"], 4) == 0.8086
    assert part["linkage"] == pytest.approx(1)


def test_pastes_as_published():
    """lmer(strength ~ 1 + (1|sample) + (1|batch), Pastes): 246.9907; 2.9041, 1.2874, 0.8234; 60.0533."""
    fitted = fit(design_of([Score(**one) for one in table("pastes.csv", "sample", "batch", "strength")]))
    assert figures(fitted, 4) == (246.9907, 2.9041, 1.2874, 0.8234, 60.0533)


@pytest.mark.slow
def test_insteval_as_published():
    """lmer(y ~ 1 + (1|s) + (1|d), InstEval): 237783.8804; 0.3259, 0.5232, 1.1778; 3.2542."""
    with np.load(DATA / "insteval.npz") as data:
        student = np.repeat(np.arange(len(data["reads"])), data["reads"])
        rows = zip(student.tolist(), data["lecturer"].tolist(), data["mark"].tolist(), strict=True)
        fitted = fit(design_of([Score(*one) for one in rows]))
    assert figures(fitted, 4) == (237783.8804, 0.3259, 0.5232, 1.1778, 3.2542)


def test_balanced_panel_is_the_analysis_of_variance():
    """Everybody reads everything: REML has a closed form while it is positive (Searle et al. 1992, 4.7)."""
    rows = penicillin()
    points = np.array([one["score"] for one in rows]).reshape(24, 6)
    plates, samples, mean = points.mean(axis=1), points.mean(axis=0), points.mean()
    rest = points - plates[:, None] - samples + mean
    noise = (rest**2).sum() / (23 * 5)
    quality = (6 * ((plates - mean) ** 2).sum() / 23 - noise) / 6
    severity = (24 * ((samples - mean) ** 2).sum() / 5 - noise) / 24
    fitted = fit(design_of([Score(**one) for one in rows]))
    found = (fitted.sd_quality, fitted.sd_severity, fitted.sd_noise)
    assert found == pytest.approx(tuple(np.sqrt([quality, severity, noise])), rel=1e-6)


@pytest.fixture(scope="module")
def uneven():
    """An unbalanced panel, its fit, and the same model written out as dense matrices."""
    rows, _truth = panel(np.random.default_rng(5), nominations=14, reviewers=5, reads=3, severity=6, noise=5)
    design = design_of([Score(**one) for one in rows[:-2]])
    fitted = fit(design)
    plates, people = np.eye(14)[design.nomination], np.eye(5)[design.reviewer]
    return design, fitted, plates, people


def dense_criterion(design, plates, people, quality, severity, noise):
    """Minus twice the restricted log-likelihood, from the covariance matrix of all the scores."""
    count = len(design.score)
    covariance = quality**2 * plates @ plates.T + severity**2 * people @ people.T + noise**2 * np.eye(count)
    inverse = np.linalg.inv(covariance)
    ones = np.ones(count)
    rest = design.score - ones @ inverse @ design.score / (ones @ inverse @ ones)
    return (
        np.linalg.slogdet(covariance)[1]
        + np.log(ones @ inverse @ ones)
        + rest @ inverse @ rest
        + (count - 1) * np.log(2 * np.pi)
    )


def test_the_criterion_is_the_restricted_likelihood_at_its_lowest(uneven):
    design, fitted, plates, people = uneven
    found = np.array([fitted.sd_quality, fitted.sd_severity, fitted.sd_noise])
    assert fitted.criterion == pytest.approx(dense_criterion(design, plates, people, *found), rel=1e-12)
    for step in np.vstack([np.eye(3), -np.eye(3)]) * 0.01:
        assert dense_criterion(design, plates, people, *(found + step)) > fitted.criterion


@pytest.mark.parametrize("estimand", ["panel", "population"])
def test_predictions_and_their_errors_are_henderson_s(uneven, estimand):
    """Mixed model equations of all effects at once: solution, and inverse as variance of the errors."""
    design, fitted, plates, people = uneven
    effects = np.hstack([plates, people, np.ones((len(design.score), 1))])
    equations = effects.T @ effects / fitted.sd_noise**2
    equations[range(14), range(14)] += 1 / fitted.sd_quality**2
    equations[range(14, 19), range(14, 19)] += 1 / fitted.sd_severity**2
    inverse = np.linalg.inv(equations)
    solved = inverse @ effects.T @ design.score / fitted.sd_noise**2
    asks = np.hstack([np.eye(14), np.full((14, 5), 0.2 if estimand == "panel" else 0), np.ones((14, 1))])
    told = predict(design, fitted, Options(estimand=estimand, draws=1))
    assert told.adjusted == pytest.approx(solved[:14] + solved[19])
    assert told.se == pytest.approx(np.sqrt(np.diag(asks @ inverse @ asks.T)))
    assert fitted.severity == pytest.approx(solved[14:19])
    assert severity_se(fitted) == pytest.approx(np.sqrt(np.diag(inverse)[14:19]))


def test_bands_hold_eight_tenths_of_the_joint_draws(uneven):
    """Against ranks counted one by one over draws from the whole covariance of the errors."""
    design, fitted, plates, people = uneven
    effects = np.hstack([plates, people, np.ones((len(design.score), 1))])
    equations = effects.T @ effects / fitted.sd_noise**2
    equations[range(14), range(14)] += 1 / fitted.sd_quality**2
    equations[range(14, 19), range(14, 19)] += 1 / fitted.sd_severity**2
    asks = np.hstack([np.eye(14), np.full((14, 5), 0.2), np.ones((14, 1))])
    told = predict(design, fitted, Options(draws=4000, seed=3))
    drawn = np.random.default_rng(8).multivariate_normal(
        told.adjusted, asks @ np.linalg.inv(equations) @ asks.T, 4000
    )
    ranks = 1 + (drawn[:, None, :] > drawn[:, :, None]).sum(axis=2)
    low, high = np.quantile(ranks, [0.1, 0.9], axis=0, method="inverted_cdf")
    assert np.abs(told.rank_lo - low).max() <= 1
    assert np.abs(told.rank_hi - high).max() <= 1
    assert (np.abs(told.rank_lo - low).sum(), np.abs(told.rank_hi - high).sum()) <= (3, 3)


def simulated(count):
    """Share of intervals that hold the truth, and mean gain in tau over the order of raw means."""
    chance, inside, gains = np.random.default_rng(2031), [], []
    for _panel in range(count):
        rows, truth = panel(chance)
        told = calibrated(rows, draws=1)["nominations"]
        real = [truth[one["nomination"]] for one in told]
        inside += [one["lo"] <= at <= one["hi"] for one, at in zip(told, real, strict=True)]
        gains.append(
            tau([one["adjusted"] for one in told], real) - tau([one["raw_mean"] for one in told], real)
        )
    return np.mean(inside), np.mean(gains)


def test_simulated_panels():
    covered, gain = simulated(40)
    assert 0.74 <= covered <= 0.86
    assert gain >= 0.02


@pytest.mark.slow
def test_200_simulated_panels():
    covered, gain = simulated(200)
    assert 0.76 <= covered <= 0.84
    assert gain >= 0.03
