"""Whether small units are recognised as often as large ones: of the same models, by the end of the period."""

from datetime import date

from registry.catalogue.states import Level
from registry.reports.figures.fairness import shares_of
from registry.reports.scope import Period, Scope
from tests.make.books import History


def told(make, history, year, **narrowed):
    scope = Scope(make.staff(history.unit), Period.of_year(year), history.unit, **narrowed)
    large = shares_of(scope)[-1]
    return large.registered, large.recognised


def test_older_models_are_not_taken_for_those_of_the_period(make):
    history = History(make, date(2022, 3, 1), tells=False)
    older = history.models(12)
    history.day = date(2023, 3, 1)
    history.models(12)
    history.recognised(older)
    history.book()
    assert told(make, history, 2023) == (12, 0)


def test_only_what_was_recognised_by_the_end_of_the_period_counts(make):
    history = History(make, date(2022, 3, 1), tells=False)
    models = history.models(20)
    history.recognised(models[:7])
    history.day = date(2023, 3, 1)
    history.recognised(models[7:12])
    history.book()
    assert told(make, history, 2022) == (20, 7)
    whole = Scope(make.staff(history.unit), Period(date(2022, 1, 1), date(2023, 12, 31)), history.unit)
    assert shares_of(whole)[-1].recognised == 12


def test_with_a_level_chosen_a_recognition_of_another_one_does_not_count(make):
    history = History(make, date(2022, 3, 1), tells=False)
    models = history.models(20)
    history.recognised(models[:12])
    history.recognised(models[:6], Level.PROVINCE)
    history.book()
    assert told(make, history, 2022) == (20, 12)
    assert told(make, history, 2022, level=Level.PROVINCE) == (20, 6)
