"""How pages of figures are measured: an installation for the time of it, the middle of rounds, a goal."""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from registry.app import create_app
from registry.core.db import db
from registry.identity import passwords
from registry.settings import Settings
from tests.make.browser_client import Client

# Milliseconds that a page of figures may take, and one that tells all years.
GOAL, GOAL_OF_REPORTS = 300, 5000

# What is measured: the time that passes, or that of the processor alone where others work on the machine too.
CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "processor": time.process_time}
_chosen = ["wall"]


@dataclass(frozen=True)
class Measured:
    """One page: what it took, the goal, and what the bare rows took."""

    name: str
    page: float
    goal: float
    rows: float

    def __str__(self) -> str:
        return (
            f"{self.name:<38} {self.page:7.1f} ms   goal {self.goal:.0f} ms   "
            f"bare rows {self.rows:5.1f} ms   {self.page / self.rows:5.1f} times as long"
        )


def middle(act: Callable[[], object], rounds: int) -> float:
    """The middle of the milliseconds an act takes, after one that is not counted."""
    act()
    taken, clock = [], CLOCKS[_chosen[0]]
    for _round in range(rounds):
        start = clock()
        act()
        taken.append((clock() - start) * 1000)
    return statistics.median(taken)


def told(
    about: str | None, measure: Callable[[Flask, int, int], list[Measured]], *, option: str, size: int,
    rounds: int,
) -> None:  # fmt: skip
    """Measure, tell, and end with status 1 when a goal is missed; `option` is what calls the size."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument(option, dest="size", type=int, default=size)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--clock", choices=sorted(CLOCKS), default="wall")
    asked = parser.parse_args()
    _chosen[0] = asked.clock
    passwords.use_cost(1)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            instance=Path(folder), testing=True, secret_key="only to measure" * 3, password_cost=1,
            allowed_hosts=("localhost", "127.0.0.1"), second_step=False,
        )  # fmt: skip
        app = create_app(settings)
        app.test_client_class = Client
        app.extensions["tests.folder"] = Path(folder)
        with app.app_context():
            upgrade()
            found = measure(app, asked.size, asked.rounds)
            db.session.remove()
            db.engine.dispose()
    for one in found:
        print(one)
    sys.exit(any(one.page > one.goal for one in found))
