"""Random histories: the figures are those of a naive recount, and those of closed years never change."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from registry.catalogue.states import ExemplarState, Level
from registry.core import clock
from registry.core.db import db
from registry.reports.definitions import FIGURES
from registry.reports.figures.counting import By
from registry.reports.scope import Period, Scope
from registry.review.models import Recognition
from registry.review.states import NominationState
from tests.make.books import History, noon
from tests.reports.recount import FIRST, Recount

LEVELS = (Level.COMMUNE, Level.PROVINCE)
STEPS = (
    "wait", "wait", "register", "register", "complete", "recognise", "recognise", "copy", "merge", "annul",
    "redate", "withdraw", "field", "pause", "resume", "publish", "book",
)  # fmt: skip
# A number from which a history is drawn: what happens in what order, all of it equally likely.
SEEDS = st.integers(0, 2**32)


class Told:
    """One history, told to the registry and to the recount alike."""

    def __init__(self, history):
        self.history, self.recount = history, Recount(history.day)
        self.models, self.recognitions, self.nominations = [], [], []

    def tell(self, step, one, other):
        if step == "book":
            self.history.book()
        elif step in {"wait", "register"} or self.models:
            getattr(self, step)(one, other)

    def wait(self, one, other):
        self.history.book()
        self.history.wait(1 + 7 * one)
        self.recount.wait(self.history.day)

    def register(self, one, _other):
        model = self.history.models(1, field=one % 4)[0]
        self.models.append(model)
        self.recount.fields[model.id] = self.history.fields[one % 4].id
        self.recount.add("registered", model.id, self.history.day)
        self.recount.runs.append([self.history.day, model.id, 1])

    def complete(self, one, other):
        model = self._model(one)
        nomination = self.history.nominated([model], LEVELS[other % 2])[0]
        fact = self.recount.add("complete", model.id, self.history.day, LEVELS[other % 2])
        self.nominations.append((nomination, fact))

    def withdraw(self, one, _other):
        if self.nominations:
            nomination, fact = self.nominations[one % len(self.nominations)]
            self.history.changed(nomination, "nomination.withdrawn", state=NominationState.WITHDRAWN)
            self.recount.take_back(fact)

    def recognise(self, one, other):
        """By a decision that may have been written long before it is entered."""
        model, level, ago = self._model(one), LEVELS[other % 2], other
        query = db.session.query(Recognition).filter_by(exemplar_id=model.id, level=level)
        on = self.history.day - timedelta(days=ago)
        if query.filter_by(year=on.year, state="in_force").count() == 0:
            recognition = self.history.recognised([model], level, days_ago=ago)[0]
            self.recognitions.append((recognition, self.recount.add("recognised", model.id, on, level)))

    def annul(self, one, _other):
        if self.recognitions:
            recognition, fact = self.recognitions[one % len(self.recognitions)]
            self.history.ended(recognition)
            self.recount.take_back(fact)

    def redate(self, one, other):
        if self.recognitions:
            recognition, fact = self.recognitions[one % len(self.recognitions)]
            on = self.history.day - timedelta(days=other)
            self.history.changed(recognition, "recognition.corrected", recognised_on=on)
            if fact.alive:
                self.recount.redate(fact, on)

    def copy(self, one, _other):
        model = self._model(one)
        self.history.copied([model])
        self.recount.add("replicated", model.id, self.history.day)

    def merge(self, one, other):
        loser, survivor = self._model(one), self._model(other)
        taken = {(two.level, two.year) for two in self._in_force(survivor)}
        if loser is survivor or any((two.level, two.year) in taken for two in self._in_force(loser)):
            return
        self.history.book()
        self.history.merged(loser, survivor)
        self.recount.merge(loser.id, survivor.id)
        self.models.remove(loser)

    def field(self, one, other):
        model = self._model(one)
        self.history.changed(model.versions[-1], "x", field=self.history.fields[other % 4])
        self.history.changed(model, "exemplar.edited", place="sửa")
        self.recount.fields[model.id] = self.history.fields[other % 4].id

    def pause(self, one, _other):
        self._turn(self._model(one), ExemplarState.RUNNING, ExemplarState.PAUSED, -1)

    def resume(self, one, _other):
        self._turn(self._model(one), ExemplarState.PAUSED, ExemplarState.RUNNING, 1)

    def publish(self, one, _other):
        self.history.changed(self._model(one), "exemplar.published", is_public=True)

    def _turn(self, model, before, after, change):
        if model.state is before:
            action = "exemplar.resumed" if change > 0 else "exemplar.paused"
            self.history.changed(model, action, state=after)
            self.recount.runs.append([self.history.day, model.id, change])

    def _model(self, number):
        return self.models[number % len(self.models)]

    def _in_force(self, model):
        return db.session.query(Recognition).filter_by(exemplar_id=model.id, state="in_force").all()

    def figures(self, scope, year):
        """The same figures from the books."""
        here, found = scope.at(Period.of_year(year)), {}
        for code in ("registered", "complete", "recognised", "replicated"):
            found[code] = FIGURES[code].of(here)
            found[f"{code} by field"] = FIGURES[code].count(here, By.FIELD)
            if code in {"complete", "recognised"}:
                found[f"{code} by level"] = FIGURES[code].count(here, By.LEVEL)
        return found | {"running": FIGURES["running"].of(here)}


def check(make, seed):
    chance = random.Random(seed)
    told = Told(History(make, date(FIRST, 6, 1)))
    reader = make.staff(told.history.unit, since=date(2010, 1, 1))
    scope = Scope(reader, Period.of_year(FIRST), told.history.unit)
    for _ in range(30):
        told.tell(chance.choice(STEPS), chance.randint(0, 50), chance.randint(0, 50))
    told.history.book()
    with clock.told(noon(told.history.day)):
        for year in range(FIRST, told.history.day.year + 1):
            assert told.figures(scope, year) == told.recount.figures(year), year


def limits(examples):
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


@seed(2026)
@limits(4)
@given(SEEDS)
def test_figures_are_those_of_a_naive_recount(make, seed):
    check(make, seed)


def test_a_correction_between_does_not_move_what_comes_later(make):
    """A field corrected in an open year, of a model of a closed one, that is merged in the January after."""
    check(make, 302930)


@pytest.mark.slow
@limits(200)
@given(SEEDS)
def test_figures_are_those_of_a_naive_recount_in_many_histories(make, seed):
    check(make, seed)
