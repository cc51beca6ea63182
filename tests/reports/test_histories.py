"""Random histories: the figures are those of a naive recount, and those of closed years never change."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from registry.catalogue.states import ExemplarState, Level
from registry.core import clock
from registry.core.db import db
from registry.replication.models import Replication
from registry.replication.states import ReplicationState
from registry.reports.definitions import FIGURES
from registry.reports.figures.counting import By
from registry.reports.figures.fairness import by_unit
from registry.reports.figures.present import freshness_of
from registry.reports.scope import Period, Scope
from registry.review.models import Recognition
from registry.review.states import NominationState
from tests.make.books import History, noon
from tests.reports.recount import AMOUNTS, FIRST, MODELS, Recount

LEVELS = (Level.COMMUNE, Level.PROVINCE)
STEPS = (
    "wait", "wait", "wait", "register", "register", "complete", "recognise", "recognise", "praise", "copy",
    "copy_with_record", "copy_with_record", "unlink", "decline", "merge", "annul", "redate", "withdraw",
    "field", "pause", "resume", "publish", "show", "unshow", "bring", "bring", "book",
)  # fmt: skip
# What a result of each figure says.
RESULTS = {
    "money": ("Đường", "km"), "labour": ("Công", "ngày công"), "land": ("Hiến đất", "m²"),
    "households": ("Hộ", "hộ"),
}  # fmt: skip
STEPS_OF_ONE = 40
# A number from which a history is drawn: what happens in what order, all of it equally likely.
SEEDS = st.integers(0, 2**32)


class Told:
    """One history, told to the registry and to the recount alike."""

    def __init__(self, make, history):
        self.history, self.recount = history, Recount(history.day)
        self.places = [make.unit(parent=history.unit) for _ in range(2)]
        self.models, self.recognitions, self.nominations = [], [], []
        # [link, the record of the copy, what the recount was told]; evidence; results by model and figure
        self.links, self.shown, self.results = [], [], {}

    def tell(self, step, one, other):
        if step == "book":
            self.history.book()
        elif step in {"wait", "register"} or self.models:
            getattr(self, step)(one, other)

    def wait(self, one, other):
        self.history.book()
        self.history.wait(1 + 7 * one)
        self.recount.wait(self.history.day)

    def register(self, one, other):
        place = self.places[other % 2]
        model = self.history.models(1, field=one % 4, unit=place)[0]
        self.models.append(model)
        self.recount.fields[model.id] = self.history.fields[one % 4].id
        self.recount.units[model.id] = place.id
        self.recount.add("registered", model.id, self.history.day)
        self.recount.turn(model.id, 1)

    def complete(self, one, other):
        model, level = self._model(one), LEVELS[other % 2]
        nomination = self.history.nominated([model], level)[0]
        self.nominations.append((nomination, self._judged(model, level)))

    def _judged(self, model, level):
        return [
            self.recount.add(kind, model.id, self.history.day, level) for kind in ("complete", "appraised")
        ]

    def praise(self, one, other):
        model, level = self._model(one), LEVELS[other % 2]
        self.history.praised([model], level)
        self._judged(model, level)
        self.recount.add("commended", model.id, self.history.day, level)

    def withdraw(self, one, _other):
        if self.nominations:
            nomination, facts = self.nominations[one % len(self.nominations)]
            self.history.changed(nomination, "nomination.withdrawn", state=NominationState.WITHDRAWN)
            for fact in facts:
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
        self._linked(self._model(one), None)

    def copy_with_record(self, one, other):
        """Only of a model that stands before its copy: so none descends from itself."""
        source, record = sorted((self._model(one), self._model(other)), key=lambda two: two.id)
        if source is not record:
            self._linked(source, record)

    def _linked(self, source, record):
        link = self.history.copied([source], records=[record] if record else [])[0]
        self.history.reported(link, copy=record)
        facts = [self.recount.add(kind, source.id, self.history.day) for kind in ("copied", "replicated")]
        self.links.append([link, record, facts])
        self._see_copies()

    def unlink(self, one, _other):
        """A report that names no record any more."""
        if self.links:
            entry = self.links[one % len(self.links)]
            self.history.reported(entry[0], copy=None)
            entry[1] = None
            self._see_copies()

    def decline(self, one, _other):
        if self.links:
            entry = self.links.pop(one % len(self.links))
            self.history.changed(entry[0], "replication.declined", state=ReplicationState.DECLINED)
            for fact in entry[2]:
                self.recount.take_back(fact)
            self._see_copies()

    def _see_copies(self):
        self.recount.see_copies({record.id for _link, record, _facts in self.links if record})

    def show(self, one, other):
        model, on = self._model(one), self.history.day - timedelta(days=other)
        item = self.history.shown([model], days_ago=other)[0]
        self.shown.append((item, self.recount.add("evidence", model.id, on)))

    def unshow(self, one, _other):
        if self.shown:
            item, fact = self.shown.pop(one % len(self.shown))
            self.history.changed(item, "evidence.removed", removed_at=noon(self.history.day))
            self.recount.take_back(fact)

    def bring(self, one, other):
        """A result, or the same one with another figure."""
        model, code, amount = self._model(one), list(RESULTS)[other % 4], 1 + one + other
        said = {"fund_state": amount, "after": 1} if code == "money" else {"after": amount}
        known = self.results.get((model.id, code))
        if known is None:
            indicator, measure = RESULTS[code]
            self.results[model.id, code] = self.history.measured(
                [model], indicator=indicator, measure=measure, **said
            )[0]
            self.recount.add("result", model.id, self.history.day)
        else:
            self.history.corrected(model, known, **said)
        self.recount.bring(model.id, code, amount)

    def merge(self, one, other):
        loser, survivor = self._model(one), self._model(other)
        taken = {(two.level, two.year) for two in self._in_force(survivor)}
        named = db.session.query(Replication).filter(Replication.copy_id.is_not(None))
        linked = {frozenset((link.source_id, link.copy_id)) for link in named}
        if loser is survivor or any((two.level, two.year) in taken for two in self._in_force(loser)):
            return
        if loser.id < survivor.id and any({loser.id, survivor.id} & pair for pair in linked):
            return
        if {loser.id, survivor.id} in linked:
            return
        self.history.book()
        self.history.merged(loser, survivor)
        self.recount.merge(loser.id, survivor.id)
        self.models.remove(loser)
        for entry in self.links:
            entry[1] = survivor if entry[1] is loser else entry[1]
        self._see_copies()

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
            self.recount.turn(model.id, change)

    def _model(self, number):
        return self.models[number % len(self.models)]

    def _in_force(self, model):
        return db.session.query(Recognition).filter_by(exemplar_id=model.id, state="in_force").all()

    def figures(self, scope, year):
        """The same figures from the books."""
        here, found = scope.at(Period.of_year(year)), {}
        for code in MODELS:
            found[code] = FIGURES[code].of(here)
            found[f"{code} by field"] = FIGURES[code].count(here, By.FIELD)
            if code in {"complete", "recognised", "commended"}:
                found[f"{code} by level"] = FIGURES[code].count(here, By.LEVEL)
        for code in ("running", "places", *AMOUNTS):
            found[code] = FIGURES[code].of(here)
        fresh = freshness_of(here)
        assert max(fresh.evidence, fresh.results) <= fresh.running
        news = fresh.running, fresh.evidence, fresh.results
        return found | {"fairness": by_unit(here), "fresh": news}


def check(make, seed):
    chance = random.Random(seed)
    told = Told(make, History(make, date(FIRST, 6, 1)))
    for _ in range(STEPS_OF_ONE):
        told.tell(chance.choice(STEPS), chance.randint(0, 50), chance.randint(0, 50))
    compare(make, told)


def compare(make, told):
    """Both tell the same of every year; returns the last one."""
    told.history.book()
    reader = make.staff(told.history.unit, since=date(2010, 1, 1))
    scope = Scope(reader, Period.of_year(FIRST), told.history.unit)
    with clock.told(noon(told.history.day)):
        for year in range(FIRST, told.history.day.year + 1):
            found = told.figures(scope, year)
            assert found == told.recount.figures(year), year
    return found


def limits(examples):
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


@seed(2026)
@limits(4)
@given(SEEDS)
def test_figures_are_those_of_a_naive_recount(make, seed):
    check(make, seed)


def test_a_correction_between_does_not_move_what_comes_later(make):
    """A field corrected in an open year, of a model of a closed one, that is merged in the January after."""
    told = Told(make, History(make, date(2022, 3, 1)))
    told.register(0, 0)
    told.register(0, 0)
    told.wait(92, 0)
    told.field(0, 3)
    told.wait(6, 0)
    told.merge(0, 1)
    compare(make, told)
    assert told.history.day == date(2024, 1, 18)


@pytest.mark.parametrize("step", ["merge", "field", "copy_with_record"])
def test_a_pause_of_an_open_year_does_not_go_without_its_beginning(make, step):
    """Registered in a closed year, paused in the next, and changed as a whole in the January after it."""
    told = Told(make, History(make, date(2022, 3, 1)))
    told.register(0, 0)
    told.register(0, 0)
    told.wait(50, 0)
    told.wait(39, 0)
    told.pause(1, 0)
    told.wait(8, 0)
    getattr(told, step)(1, {"field": 3}.get(step, 0))
    compare(make, told)
    assert told.history.day == date(2024, 1, 12)
    here = Scope(
        make.staff(told.history.unit, since=date(2010, 1, 1)), Period.of_year(2023), told.history.unit
    )
    with clock.told(noon(told.history.day)):
        assert FIGURES["running"].of(here) == 1
        assert FIGURES["running"].count(here, By.FIELD) == {told.history.fields[0].id: 1}


def test_what_was_praised_counts_for_the_record_that_goes_on(make):
    told = Told(make, History(make, date(2022, 3, 1)))
    told.register(0, 0)
    told.register(0, 0)
    told.praise(1, 0)
    told.merge(1, 0)
    assert compare(make, told)["commended"] == 1


@pytest.mark.slow
@limits(150)
@given(SEEDS)
def test_figures_are_those_of_a_naive_recount_in_many_histories(make, seed):
    check(make, seed)
