"""When a panel can carry the model, what its figures mean, and what is refused."""

import itertools

import numpy as np
import pytest

from registry.review.calibration import BadScores
from tests.make.panels import calibrated, panel, row


@pytest.fixture(scope="module")
def rows():
    return panel(np.random.default_rng(1), nominations=20, reviewers=6, reads=3, severity=6, noise=5)[0]


def by_name(answer):
    return {one["nomination"]: one for one in answer["nominations"]}


def test_adjusted_is_the_raw_mean_and_two_shifts(rows):
    answer = calibrated(rows, line=65)
    strict = {one["reviewer"]: one["severity"] for one in answer["reviewers"]}
    assert (answer["status"], answer["comparable"], answer["reasons"]) == ("adjusted", True, [])
    for one in answer["nominations"]:
        given = [
            (mark["reviewer"], mark["score"]) for mark in rows if mark["nomination"] == one["nomination"]
        ]
        assert one["raw_mean"] == pytest.approx(np.mean([points for _who, points in given]))
        assert one["severity_shift"] == pytest.approx(-np.mean([strict[who] for who, _points in given]))
        assert one["adjusted"] == pytest.approx(
            one["raw_mean"] + one["severity_shift"] + one["shrinkage_shift"]
        )
        assert (one["hi"] - one["adjusted"]) / one["se"] == pytest.approx(1.2815515655446004)
        assert (one["p_above"] > 0.5) == (one["adjusted"] > 65)
        assert 1 <= one["rank_lo"] <= one["rank_hi"] <= 20
    assert sum(strict.values()) == pytest.approx(0, abs=1e-9)
    best = min(answer["nominations"], key=lambda one: one["rank"])
    assert (best["rank"], best["adjusted"]) == (1, max(one["adjusted"] for one in answer["nominations"]))


def test_a_strict_reviewer_s_nominations_are_lifted():
    """Everybody gives 70 give or take; reviewer 0 gives ten less."""
    chance = np.random.default_rng(4)
    rows = [
        row(one, who, 60 + one + (-10 if who == 0 else 0) + chance.normal(0, 2))
        for one in range(15)
        for who in ((one) % 5, (one + 1) % 5, (one + 3) % 5)
    ]
    answer = calibrated(rows)
    strict = {one["reviewer"]: one["severity"] for one in answer["reviewers"]}
    assert min(strict, key=strict.get) == 0
    assert strict[0] == pytest.approx(-8, abs=2)
    lifted = {name: one["severity_shift"] for name, one in by_name(answer).items()}
    read = {one["nomination"] for one in rows if one["reviewer"] == 0}
    assert min(lifted[one] for one in read) > max(lifted[one] for one in set(range(15)) - read)


def test_the_order_of_the_scores_and_the_seed_change_nothing_else(rows):
    assert calibrated(rows, seed=1) == calibrated(rows[::-1], seed=1)
    one, other = calibrated(rows, seed=1, draws=50), calibrated(rows, seed=2, draws=50)
    assert one != other
    for name, told in by_name(one).items():
        assert told["adjusted"] == by_name(other)[name]["adjusted"]


def test_level_line_and_estimand(rows):
    wide, narrow = by_name(calibrated(rows, level=0.95)), by_name(calibrated(rows, level=0.5))
    assert all(wide[one]["lo"] < narrow[one]["lo"] < narrow[one]["hi"] < wide[one]["hi"] for one in wide)
    assert {one["p_above"] for one in wide.values()} == {None}
    population = calibrated(rows, estimand="population")
    assert population["estimand"] == "population"
    panel_of = by_name(calibrated(rows))
    for name, one in by_name(population).items():
        assert one["adjusted"] == pytest.approx(panel_of[name]["adjusted"])
        assert one["se"] > panel_of[name]["se"]


def test_a_reviewer_with_few_scores_counts_but_is_not_judged(rows):
    answer = calibrated([*rows, row(0, "guest", 10), row(1, "guest", 12)])
    told = {one["reviewer"]: one for one in answer["reviewers"]}
    assert (told["guest"]["reviews"], told["guest"]["low_count"]) == (2, True)
    assert (told["guest"]["severity"], told["guest"]["se"]) == (None, None)
    assert not any(told[who]["low_count"] or told[who]["se"] is None for who in range(6))
    assert by_name(answer)[0]["reviews"] == 4
    assert by_name(answer)[0]["severity_shift"] > by_name(calibrated(rows))[0]["severity_shift"]


def crossed(nominations, reviewers, points=lambda one, who: 60 + 3 * one + who + (one * who) % 3):
    return [row(one, who, points(one, who)) for one in range(nominations) for who in range(reviewers)]


FEW = [row(one, who, 60 + one + 2 * who) for one in range(5) for who in (one % 5, (one + 1) % 5)]
GUARDS = {
    "too_few_reviewers": crossed(8, 2),
    "too_few_nominations": crossed(4, 5),
    "few_reviews_per_reviewer": FEW,
    "too_little_overlap": [
        row(one, who, 60 + one + who) for one in range(9) for who in ([0, 1, 2] if one == 0 else [one % 3])
    ],
    "zero_variance": crossed(6, 4, lambda one, who: 70),
}


@pytest.mark.parametrize("reason", GUARDS)
def test_guards_fall_back_to_raw_means(reason):
    answer = calibrated(GUARDS[reason], line=65)
    assert answer["status"] == "raw"
    assert reason in answer["reasons"]
    (part,) = answer["components"]
    assert (part["status"], part["reasons"]) == ("raw", answer["reasons"])
    for name in ("mu", "se_mu", "sd_quality", "sd_severity", "sd_noise", "reml_criterion"):
        assert part[name] is None
    for one in answer["nominations"]:
        assert (one["method"], one["adjusted"]) == ("raw", one["raw_mean"])
        assert (one["severity_shift"], one["shrinkage_shift"]) == (0, 0)
        assert [one[name] for name in ("se", "lo", "hi", "p_above", "rank_lo", "rank_hi")] == [None] * 6
    assert {(one["severity"], one["se"]) for one in answer["reviewers"]} == {(None, None)}


@pytest.mark.parametrize("reason", ["too_few_nominations", "zero_variance"])
def test_a_guard_speaks_alone_when_the_rest_is_well(reason):
    assert calibrated(GUARDS[reason])["reasons"] == [reason]


def test_guards_hold_exactly_at_their_numbers():
    assert calibrated(crossed(5, 3))["status"] == "adjusted"
    assert calibrated(crossed(5, 3), min_reviewers=4)["reasons"] == [
        "too_few_reviewers",
        "few_reviews_per_reviewer",
    ]
    assert calibrated(crossed(5, 3), min_nominations=6)["reasons"] == ["too_few_nominations"]
    assert calibrated(crossed(5, 3), min_df=8)["status"] == "adjusted"
    assert calibrated(crossed(5, 3), min_df=9)["reasons"] == ["too_little_overlap"]
    assert calibrated(crossed(5, 3), min_reviews=5)["status"] == "adjusted"
    assert calibrated(crossed(5, 3), min_reviews=6)["reasons"] == ["few_reviews_per_reviewer"]


def test_those_who_gave_three_scores_must_hold_half_of_all():
    passers_by = [row(at % 5, f"guest {at}", 60 + at) for at in range(16)]
    assert calibrated(crossed(5, 3) + passers_by[:15])["status"] == "adjusted"
    assert calibrated(crossed(5, 3) + passers_by)["reasons"] == ["few_reviews_per_reviewer"]


@pytest.mark.parametrize(
    "points",
    [lambda one, who: 60 + 3 * one, lambda one, who: 60 + who, lambda one, who: 0.1 * one + 0.7 * who],
)
def test_scores_that_leave_no_noise_are_not_calibrated(points):
    """Nothing is left to measure how sure the figures are by; rounding of the computer is not noise."""
    assert calibrated(crossed(6, 4, points))["reasons"] == ["zero_variance"]


def test_one_score_each_is_raw():
    answer = calibrated([row(one, one, 50 + one) for one in range(10)])
    assert (answer["status"], answer["comparable"], len(answer["components"])) == ("raw", False, 10)
    assert {one["rank"] for one in answer["nominations"]} == {1}
    assert {one["linkage"] for one in answer["components"]} == {None}


def test_one_score_is_raw():
    answer = calibrated([row("n", "r", 71)])
    assert (answer["status"], answer["nominations"][0]["raw_mean"]) == ("raw", 71)


def test_a_panel_that_falls_apart_is_ranked_part_by_part(rows):
    apart = [row(f"x{one['nomination']}", f"x{one['reviewer']}", one["score"] - 20) for one in rows]
    answer = calibrated(rows + apart)
    assert (answer["status"], answer["comparable"]) == ("adjusted", False)
    assert {one["rank_scope"] for one in answer["nominations"]} == {"component"}
    assert [one["rank"] for one in answer["nominations"]].count(1) == 2
    alone = by_name(calibrated(rows))
    for one in answer["nominations"][:20]:
        assert one["adjusted"] == pytest.approx(alone[one["nomination"]]["adjusted"])


def test_a_part_that_cannot_carry_the_model_is_raw_beside_one_that_can(rows):
    answer = calibrated([*rows, row("far", "away", 90)])
    assert answer["status"] == "partial"
    assert [one["status"] for one in answer["components"]] == ["adjusted", "raw"]
    assert by_name(answer)["far"]["method"] == "raw"
    assert "too_few_reviewers" in answer["reasons"]


def test_linkage_and_doubts():
    """Two halves that one reviewer joins hang together by a thread; everybody reading everything is 1."""
    assert calibrated(crossed(15, 3))["components"][0]["linkage"] == pytest.approx(1)
    assert calibrated(crossed(15, 3))["components"][0]["warnings"] == []
    assert calibrated(crossed(5, 3))["components"][0]["warnings"] == ["few_scores"]
    halves = crossed(12, 4) + [row(one + 12, who + 4, mark) for one, who, mark in triples(12, 4)]
    (part,) = calibrated([*halves, row(0, 5, 66)])["components"]
    assert part["status"] == "adjusted"
    assert 0 < part["linkage"] < 0.1
    assert part["warnings"] == ["low_linkage"]


def triples(nominations, reviewers):
    return [tuple(one.values()) for one in crossed(nominations, reviewers)]


def test_linkage_of_three_random_reviews_is_as_measured():
    for seed in range(5):
        rows, _truth = panel(np.random.default_rng(seed), nominations=60, reviewers=10, reads=3)
        assert 0.45 < calibrated(rows, draws=1)["components"][0]["linkage"] < 0.68


def test_without_a_difference_in_quality_all_share_a_rank():
    chance = np.random.default_rng(12)
    rows = crossed(10, 4, lambda one, who: who + [3, -3, 1, -1][(one + who) % 4] + chance.normal(0, 0.01))
    answer = calibrated(rows)
    assert "no_difference_in_quality" in answer["components"][0]["warnings"]
    assert {(one["rank"], one["rank_lo"], one["rank_hi"]) for one in answer["nominations"]} == {(1, 1, 1)}
    assert all(one["se"] > 0 for one in answer["nominations"])


def test_equal_ballots_share_a_rank_whatever_the_order_of_their_sums():
    marks = {0: (0.1, 0.2, 0.3), 1: (0.3, 0.2, 0.1)}
    rows = [row(name, who, mark) for name, given in marks.items() for who, mark in enumerate(given)]
    assert {one["rank"] for one in calibrated(rows)["nominations"]} == {1}


def test_duplicates_count_when_they_are_allowed(rows):
    twice = [*rows, rows[0]]
    with pytest.raises(BadScores) as refusal:
        calibrated(twice)
    assert refusal.value.reason == "duplicate_score"
    answer = calibrated(twice, duplicates="allow")
    assert by_name(answer)[rows[0]["nomination"]]["reviews"] == 4


def test_one_and_the_word_one_are_two_names():
    names = list(itertools.chain(range(5), map(str, range(5))))
    rows = [row(name, who, 60 + at + who) for at, name in enumerate(names) for who in range(3)]
    assert [one["nomination"] for one in calibrated(rows)["nominations"]] == names


BAD = [
    (None, "no_scores"), ([], "no_scores"), ("71", "bad_score"), ([71], "bad_score"),
    ([row("n", "r", "71")], "bad_score"), ([row("n", "r", True)], "bad_score"),
    ([row("n", "r", None)], "bad_score"), ([row("n", "r", float("nan"))], "bad_score"),
    ([row("n", "r", float("-inf"))], "bad_score"), ([row("n", "r", 1e300)], "bad_score"),
    ([row("", "r", 7)], "bad_score"), ([row(None, "r", 7)], "bad_score"), ([row("n", [], 7)], "bad_score"),
    ([row("n", "\ud800", 7)], "bad_score"), ([{"nomination": "n", "reviewer": "r"}], "bad_score"),
    ([{**row("n", "r", 7), "weight": 2}], "bad_score"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "reason"), BAD)
def test_bad_scores_are_refused_with_their_place(rows, reason):
    with pytest.raises(BadScores) as refusal:
        calibrated(rows)
    assert refusal.value.reason == reason
    if isinstance(rows, list) and rows:
        assert refusal.value.message.startswith("score 1: ")


@pytest.mark.parametrize(
    "asked",
    [
        {"level": 0}, {"level": 1}, {"level": "0.8"}, {"line": "65"}, {"line": float("nan")}, {"line": True},
        {"draws": 0}, {"draws": 1.5}, {"draws": 10**6}, {"seed": -1}, {"min_df": True}, {"min_reviews": 0},
        {"estimand": "all"}, {"duplicates": []}, {"colour": "red"},
    ],
)  # fmt: skip
def test_bad_options_are_refused_by_name(rows, asked):
    with pytest.raises(BadScores) as refusal:
        calibrated(rows, **asked)
    assert refusal.value.reason == "bad_option"
    assert next(iter(asked)) in refusal.value.message
