"""`registry review calibrate`: JSON in, JSON out."""

import json

import numpy as np
import pytest

from tests.make.panels import panel, row

ANSWER = {"status", "estimand", "comparable", "reasons", "components", "nominations", "reviewers"}
COMPONENT = {
    "component", "status", "reasons", "mu", "se_mu", "sd_quality", "sd_severity", "sd_noise",
    "reml_criterion", "linkage", "warnings",
}  # fmt: skip
NOMINATION = {
    "nomination", "component", "method", "reviews", "raw_mean", "severity_shift", "shrinkage_shift",
    "adjusted", "se", "lo", "hi", "p_above", "rank", "rank_scope", "rank_lo", "rank_hi",
}  # fmt: skip
REVIEWER = {"reviewer", "component", "reviews", "low_count", "severity", "se"}


@pytest.fixture
def ask(run):
    """The finished command and its answer, read as strict JSON."""

    def asked(question):
        typed = question if isinstance(question, str) else json.dumps(question)
        done = run("review", "calibrate", typed=typed)
        return done, json.loads(done.stdout, parse_constant=lambda word: pytest.fail(word))

    return asked


@pytest.mark.parametrize("alone", [[], [row("xa", "xôi", 80)]])
def test_every_figure_has_its_name(ask, alone):
    rows, _truth = panel(np.random.default_rng(1), nominations=20, reviewers=6, reads=3)
    done, answer = ask(
        {"scores": rows + alone, "line": 65, "level": 0.8, "options": {"draws": 100, "seed": 4}}
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert answer["status"] == ("partial" if alone else "adjusted")
    assert set(answer) == ANSWER
    assert {frozenset(one) for one in answer["components"]} == {frozenset(COMPONENT)}
    assert {frozenset(one) for one in answer["nominations"]} == {frozenset(NOMINATION)}
    assert {frozenset(one) for one in answer["reviewers"]} == {frozenset(REVIEWER)}
    assert not alone or "xôi" in done.stdout


@pytest.mark.parametrize(
    ("question", "reason", "told"),
    [
        ({"scores": []}, "no_scores", "no scores"),
        ({}, "no_scores", "no scores"),
        (
            {"scores": [row("a", "b", 1), row("a", "b", 2)]},
            "duplicate_score",
            "score 2: b has scored a already",
        ),
        ('{"scores": [{"nomination": "a", "reviewer": "b", "score": NaN}]}', "bad_score", "score 1"),
        ('{"scores": [{"nomination": "a", "reviewer": "b", "score": 1e999}]}', "bad_score", "score 1"),
        ("scores", "bad_json", "not JSON"),
        ("[]", "bad_json", "not a JSON object"),
        ("[" * 100_000, "bad_json", "not JSON"),
        ({"scores": [row("a", "b", 1)], "options": {"seeds": 1}}, "bad_option", "unknown option seeds"),
        ({"scores": [row("a", "b", 1)], "options": []}, "bad_option", "options must be an object"),
        ({"scores": [row("a", "b", 1)], "lines": 3}, "bad_option", "unknown name lines"),
    ],
)
def test_what_cannot_be_calculated_with_is_told(ask, question, reason, told):
    done, answer = ask(question)
    assert (done.exit_code, answer["status"], answer["reasons"]) == (1, "error", [reason])
    assert set(answer) == ANSWER
    assert told in done.stderr
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
