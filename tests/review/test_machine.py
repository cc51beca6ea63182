"""The whole life of a nomination: the registry answers as a model of it in plain Python does."""

import os
from contextlib import closing

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from registry.core.db import db
from tests.review.life.machine import Life
from tests.review.life.system import World

# So many lives of so many steps; a walk is one step.
QUICK, LONG = (24, 7), (1000, 25)
# Where the lives begin; `make mutants-machine` asks for several.
SEEDS = [int(seed) for seed in os.environ.get("MACHINE_SEEDS", "20260101").split()]


@pytest.fixture
def world(make):
    # Thousands of commands: what the disk does with each is another test's business.
    db.session.rollback()
    with closing(db.engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA synchronous=OFF")
    return World(make)


def live(world, seed, lives, steps):
    machine = hypothesis.seed(seed)(type("Life", (Life,), {"world": world}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
        ),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_life_goes_as_the_model_says(world, seed):
    live(world, seed, *QUICK)


@pytest.mark.slow
def test_a_thousand_lives_go_as_the_model_says(world):
    live(world, SEEDS[0], *LONG)
