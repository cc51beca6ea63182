"""Changes over several places taken together."""

from math import log

import pytest

from registry.replication.pooling import FEWEST, Effect, pool, t_quantile

# Vaccination against tuberculosis: cases and others among vaccinated and among others, in 13 trials (Colditz
# and others 1994). Viechtbauer 2010, Journal of Statistical Software 36(3), prints the fit of the logarithms
# of the risk ratios by restricted maximum likelihood: -0.7145 (standard error 0.1798), tau squared 0.3132,
# Q 152.2330. His package metafor gives -1.1084 to -0.3206 for the same fit with `test="knha"`.
TRIALS = (
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
    (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
)  # fmt: skip


def risk_ratio(cases, others, cases_without, others_without):
    with_it, without = cases + others, cases_without + others_without
    value = log(cases / with_it) - log(cases_without / without)
    return Effect(value, 1 / cases - 1 / with_it + 1 / cases_without - 1 / without)


def test_a_published_meta_analysis_comes_out_to_the_digits_printed():
    found = pool([risk_ratio(*trial) for trial in TRIALS])

    assert round(found.mean, 4) == -0.7145
    assert round(found.error, 4) == 0.1798
    assert round(found.between, 4) == 0.3132
    assert round(found.spread, 4) == 152.2330
    assert (round(found.low, 4), round(found.high, 4)) == (-1.1084, -0.3206)


def test_places_that_measured_a_few_and_many_people_lie_as_far_apart_as_the_likelihood_says():
    """Errors that differ a hundredfold: searching by steps from a first guess ends at none at all."""
    values = (26.7, -8.1, 4.9, 12.2, -15.8, -9.5, 11.7, -2.4, 20.3, -13.1)
    variances = (0.12, 160.0, 0.9, 45.0, 310.0, 2.5, 0.4, 88.0, 21.0, 0.2)
    effects = [Effect(value, variance) for value, variance in zip(values, variances, strict=True)]

    def likelihood(between):
        weights = [1 / (one.variance + between) for one in effects]
        mean = sum(weight * one.value for weight, one in zip(weights, effects, strict=True)) / sum(weights)
        squares = sum(w * (one.value - mean) ** 2 for w, one in zip(weights, effects, strict=True))
        return sum(log(weight) for weight in weights) / 2 - log(sum(weights)) / 2 - squares / 2

    found = pool(effects).between

    assert max(range(1, 3000), key=likelihood) == pytest.approx(found, abs=1)
    small = [Effect(one.value / 1e5, one.variance / 1e10) for one in effects]
    assert pool(small).between == pytest.approx(found / 1e10, rel=1e-6), "however small the figures are"


def test_too_few_places_say_nothing():
    assert pool([Effect(0.1 * at) for at in range(FEWEST - 1)]) is None


def test_without_errors_it_is_the_mean_and_the_interval_of_a_small_sample():
    found = pool([Effect(value) for value in (1.0, 2.0, 3.0, 4.0)])

    assert found.mean == pytest.approx(2.5)
    # 3.1824 is Student's t for 3 degrees of freedom at 97.5 %, 0.6455 the error of the mean.
    assert found.high - 2.5 == pytest.approx(3.1824 * 0.6455, abs=0.001)
    assert found.spread is None


def test_places_that_agree_have_no_variance_between_them():
    alike = pool([Effect(0.5, 0.04)] * 5)

    assert alike.between == pytest.approx(0, abs=1e-9)
    assert alike.error == pytest.approx((0.04 / 5) ** 0.5)
    assert alike.low < 0.5 - alike.error, "few places are never more certain than their errors allow"
    assert pool([Effect(0.5)] * 5).mean == pytest.approx(0.5)


@pytest.mark.parametrize("effect", [Effect(float("nan")), Effect(1.0, -1.0), Effect(1.0, float("inf"))])
def test_numbers_that_are_none_are_refused(effect):
    with pytest.raises(ValueError, match="finite"):
        pool([effect, *[Effect(0.0)] * 4])


@pytest.mark.parametrize(
    ("freedom", "expected"), [(1, 12.7062), (2, 4.3027), (3, 3.1824), (5, 2.5706), (12, 2.1788), (30, 2.0423)]
)
def test_the_quantiles_are_those_of_the_tables(freedom, expected):
    assert t_quantile(0.975, freedom) == pytest.approx(expected, abs=0.00005)
    assert t_quantile(0.025, freedom) == pytest.approx(-expected, abs=0.00005)
