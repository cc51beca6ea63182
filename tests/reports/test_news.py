"""How fresh the news of models was at the end of a period, and who is asked for news today."""

from datetime import date, timedelta

import pytest

from registry.core.clock import today
from registry.reports.figures.overdue import Late, Stuck, list_late
from registry.reports.figures.present import freshness_of
from registry.reports.scope import Period, Scope
from tests.make.books import History, noon


def fresh(make, history, year):
    found = freshness_of(Scope(make.staff(history.unit), Period.of_year(year), history.unit))
    return found.running, found.evidence, found.results


def test_of_a_past_year_only_what_was_known_of_its_last_months_counts(make):
    history = History(make, date(2021, 3, 1), tells=False)
    models = history.models(3)
    history.day = date(2022, 6, 1)
    history.shown(models[:2])
    history.measured(models[:1])
    history.day = date(2024, 6, 1)
    later = history.models(14)
    history.shown([*models, *later])
    history.measured([*models, *later])
    history.book()
    assert [fresh(make, history, year) for year in (2021, 2022, 2023, 2024)] == [
        (3, 0, 0), (3, 2, 1), (3, 0, 0), (17, 17, 17),
    ]  # fmt: skip


def test_a_model_that_was_closed_later_still_counts_in_the_years_before(make):
    history = History(make, date(2022, 3, 1))
    models = history.models(2)
    history.shown(models)
    history.book()
    history.wait(700)
    history.changed(models[0], "exemplar.closed", state="closed")
    history.book()
    assert fresh(make, history, 2022) == (2, 2, 0)
    assert fresh(make, history, 2024) == (1, 0, 0)


def test_evidence_that_is_removed_tells_nothing_while_the_year_is_open(make):
    history = History(make, date(2022, 3, 1))
    first, second = history.shown(history.models(2))
    history.book()
    history.wait(30)
    history.changed(first, "evidence.removed", removed_at=noon(history.day))
    history.book()
    history.wait(500)
    history.changed(second, "evidence.removed", removed_at=noon(history.day))
    history.book()
    assert fresh(make, history, 2022) == (2, 1, 0)


@pytest.mark.parametrize(
    ("registered", "told", "late"),
    [(2000, 400, 35), (1, 700, None), (400, 700, 35), (400, None, 35), (2000, 300, None), (300, None, None)],
)
def test_a_unit_is_late_a_year_after_the_last_of_the_days(make, registered, told, late):
    history = History(make, today() - timedelta(days=registered), tells=False)
    models = history.models(1)
    if told is not None:
        history.day = today()
        history.measured(models, days_ago=told)
    history.book()
    found = list_late(Scope(make.staff(history.unit), Period.of_year(today().year), history.unit))
    assert found == ([Late(history.unit.id, Stuck.UPKEEP, 1, late)] if late else [])


def test_of_several_models_the_one_that_waits_longest_is_told(make):
    history = History(make, today() - timedelta(days=2000), tells=False)
    one, other = history.models(2)
    history.day = today()
    history.measured([one], days_ago=400)
    history.measured([other], days_ago=500)
    history.book()
    found = list_late(Scope(make.staff(history.unit), Period.of_year(today().year), history.unit))
    assert found == [Late(history.unit.id, Stuck.UPKEEP, 2, 135)]
