"""How a filled-in sheet is judged, for every kind, with the sentence that says why."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.campaigns.sheet import Answer, RubricKind, Rule, judge, tally

D = Decimal
POINTS, ALL, ANY = RubricKind


@dataclass(frozen=True)
class Criterion:
    label: str = "Tiêu chí"
    is_condition: bool = False
    is_counted: bool = True


CONDITION = Criterion("Gương mẫu", is_condition=True)
MERIT = Criterion("Kết quả")
COLLECTED = Criterion("Số người tham gia", is_counted=False)


def checks(*met, condition=None):
    ahead = [] if condition is None else [Answer(CONDITION, D(condition))]
    return [*ahead, *(Answer(Criterion(f"T{at}"), D(one)) for at, one in enumerate(met, 1))]


def test_what_is_only_collected_or_a_condition_adds_nothing():
    answers = [Answer(CONDITION, D(1)), Answer(MERIT, D("7.5")), Answer(COLLECTED, D(30))]
    assert tally(answers).counted == D("7.5")


def test_bonus_stands_apart_and_is_bounded():
    answers = [Answer(MERIT, D(9), D(3)), Answer(MERIT, D("8.1"), D("2.2"))]
    assert (tally(answers).counted, tally(answers).bonus) == (D("17.1"), D("5.2"))
    bounded = tally(answers, D(4))
    assert (bounded.bonus, bounded.total) == (D(4), D("21.1"))


@pytest.mark.parametrize(("points", "passed"), [("80", True), ("79.99", False), ("79.5", False)])
def test_points_pass_at_the_mark_and_not_below(points, passed):
    verdict = judge(Rule(pass_mark=D(80)), [Answer(MERIT, D(points))])
    assert verdict.passed is passed
    assert points in verdict.why
    assert "80" in verdict.why


def test_bonus_helps_over_the_mark_only_as_far_as_it_may_go():
    answers = [Answer(MERIT, D(77), D(5))]
    assert judge(Rule(pass_mark=D(80)), answers).passed is True
    assert judge(Rule(pass_mark=D(80), bonus_limit=D(2)), answers).passed is False


def test_points_that_only_order_leave_it_open():
    verdict = judge(Rule(pass_mark=D(1), ranks_only=True), [Answer(MERIT, D(100))])
    assert verdict.passed is None


@pytest.mark.parametrize(("met", "passed"), [((1, 1, 1), True), ((1, 0, 1), False), ((0, 0, 0), False)])
def test_a_checklist_passes_when_all_is_met(met, passed):
    verdict = judge(Rule(ALL), checks(*met))
    assert verdict.passed is passed
    assert passed or all(f"“T{at}”" in verdict.why for at, one in enumerate(met, 1) if not one)


@pytest.mark.parametrize(
    ("condition", "met", "passed"),
    [(1, (0, 1, 0), True), (1, (1, 1, 1), True), (1, (0, 0, 0), False), (0, (1, 1, 1), False)],
)
def test_a_precondition_and_one_criterion_are_needed(condition, met, passed):
    assert judge(Rule(ANY), checks(*met, condition=condition)).passed is passed


@pytest.mark.parametrize("kind", list(RubricKind))
def test_conditions_come_before_everything_else(kind):
    answers = [Answer(CONDITION, D(0)), Answer(MERIT, None)]
    verdict = judge(Rule(kind), answers)
    assert verdict.passed is False
    assert "“Gương mẫu”" in verdict.why


@pytest.mark.parametrize("kind", list(RubricKind))
def test_nothing_is_said_while_an_answer_is_missing(kind):
    assert judge(Rule(kind), [Answer(CONDITION, D(1)), Answer(MERIT, None)]).passed is None


TENTHS = st.decimals(min_value=0, max_value=100, places=2, allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(TENTHS, TENTHS), min_size=1), TENTHS, TENTHS)
def test_a_total_is_exact_whatever_the_decimals(pairs, limit, mark):
    answers = [Answer(MERIT, points, bonus) for points, bonus in pairs]
    cents = sum(int(points * 100) for points, _bonus in pairs)
    bonus = min(sum(int(one * 100) for _points, one in pairs), int(limit * 100))
    assert tally(answers, limit).total * 100 == cents + bonus
    rule = Rule(pass_mark=mark, bonus_limit=limit)
    assert judge(rule, answers).passed is (cents + bonus >= int(mark * 100))
