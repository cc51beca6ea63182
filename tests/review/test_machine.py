"""The whole life of a nomination: the registry answers as a model of it in plain Python does."""

import os
from collections import Counter

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import event

from registry.core.db import db
from tests.review.life.machine import EVENTS, Life
from tests.review.life.model import DENIED, DONE, PEOPLE, STALE, UNIT_MOVES
from tests.review.life.road import ENDS
from tests.review.life.system import World

# On each route so many lives of so many steps; a walk is one step.
QUICK, LONG = (8, 6), (350, 25)
PLAIN = {
    "deadline": None,
    "database": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
    "report_multiple_bugs": False,
    "print_blob": False,
}
# Where the lives begin; `make mutants-machine` asks for several.
SEEDS = [int(seed) for seed in os.environ.get("MACHINE_SEEDS", "20260101").split()]
# What is asked by hand; the rest follows from it.
COMMANDS = {*EVENTS.values()} - {"recognise", "void"}
WITH_VERSION = {*UNIT_MOVES, "submit", "decide", "correct", "end_recognition", "file_appeal", "answer_appeal"}


def _hurry(connection, _record):
    # Thousands of commands: what the disk does with each is another test's business.
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def world(make):
    event.listen(db.engine, "connect", _hurry)
    yield World(make)
    event.remove(db.engine, "connect", _hurry)


def live(world, seed, lives, steps):
    """As many lives of as many steps on each of the routes; returns what was answered how often."""
    met = Counter()
    for route in ENDS:
        machine = hypothesis.seed(seed)(type("Life", (Life,), {"world": world, "route": route, "met": met}))
        asked = settings(**PLAIN, max_examples=lives, stateful_step_count=steps)
        run_state_machine_as_test(machine, settings=asked)
    return met


@pytest.mark.parametrize("seed", SEEDS)
def test_a_life_goes_as_the_model_says(world, seed):
    met = live(world, seed, *QUICK)

    assert {answer for _word, answer in met} >= {DONE, DENIED, STALE}


@pytest.mark.slow
def test_a_thousand_lives_go_as_the_model_says(world):
    met = live(world, SEEDS[0], *LONG)

    def lacking(words, answer):
        return set(words) - {word for word, found in met if found == answer}

    # Nobody and nothing was left out, and each was also refused.
    assert lacking({*PEOPLE, *COMMANDS} - {"stranger"}, DONE) == set()
    assert lacking({*PEOPLE, *COMMANDS} - {"file_objection"}, DENIED) == set()
    assert lacking(WITH_VERSION, STALE) == set()
