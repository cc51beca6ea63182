"""How long pages of figures take, beside what the machine takes for the bare rows in the same run.

Each measurement is a line: the middle of its times, the goal, and how many times as long as reading the same
rows by themselves. The machine differs from day to day; that ratio does not.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, select

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from registry.app import create_app  # noqa: E402 -- the benchmark also runs uninstalled
from registry.catalogue.models import Exemplar, ExemplarVersion  # noqa: E402
from registry.catalogue.states import ExemplarState  # noqa: E402
from registry.core.clock import now, today  # noqa: E402
from registry.core.db import db  # noqa: E402
from registry.core.transaction import transaction  # noqa: E402
from registry.identity import passwords  # noqa: E402
from registry.replication.models import Replication  # noqa: E402
from registry.replication.states import ReplicationKind, ReplicationState  # noqa: E402
from registry.settings import Settings  # noqa: E402
from tests.make import Make  # noqa: E402

# Copies of one model, and how many of the copies are copied in their turn.
BROOD, GOAL = 9, 300
STATES = (ReplicationState.CONFIRMED, ReplicationState.REPORTED, ReplicationState.STOPPED)


@dataclass(frozen=True)
class Measured:
    """One page: what it took, the goal, and what the bare rows took."""

    name: str
    page: float
    goal: float
    rows: float

    def __str__(self) -> str:
        return (
            f"{self.name:<34} {self.page:7.1f} ms   goal {self.goal:.0f} ms   "
            f"bare rows {self.rows:5.1f} ms   {self.page / self.rows:5.1f} times as long"
        )


def middle(act: Callable[[], object], rounds: int) -> float:
    """The middle of the milliseconds an act takes, after one that is not counted."""
    act()
    taken = []
    for _round in range(rounds):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def grow(make: Make, size: int) -> str:
    """A tree of so many copies, each of which has a model of its own; the reference of its root."""
    root = make.exemplar(public=True, state=ExemplarState.RUNNING)
    units = [make.unit() for _number in range(60)]
    person = make.member(units[0])
    with transaction():
        first = root.id + 1
        text = {
            name: getattr(root.latest, name)
            for name in ("title", "summary", "situation", "method", "topics", "areas", "field_id")
        }
        models = [_model(first + at, units[at % 60]) for at in range(size)]
        db.session.execute(insert(Exemplar), models)
        versions = [{"exemplar_id": one["id"], "number": 1, **text} for one in models]
        db.session.execute(insert(ExemplarVersion), versions)
        copies = [_copy(at, first, root.id, units[at % 60], person.id) for at in range(size)]
        db.session.execute(insert(Replication), copies)
    return str(root.reference)


def _model(number: int, unit: object) -> dict[str, object]:
    return {
        "id": number, "reference": f"MH-2020-{number:05}", "state": ExemplarState.RUNNING,
        "lead_unit_id": unit.id, "lead_unit_name": unit.name, "is_public": True,  # type: ignore[attr-defined]
        "withheld_names": [], "withheld_photos": [],
    }  # fmt: skip


def _copy(at: int, first: int, root: int, unit: object, person: int) -> dict[str, object]:
    return {
        "reference": f"NR-2020-{at:05}", "source_id": root if at < BROOD else first + (at - BROOD) // BROOD,
        "copy_id": first + at, "unit_id": unit.id, "unit_name": unit.name,  # type: ignore[attr-defined]
        "kind": ReplicationKind.ADAPTED, "state": STATES[at % 3], "started_on": today() - timedelta(days=at),
        "registered_by_id": person, "confirmed_at": now(), "proposed_at": now(),
        "stopped_on": today() if at % 3 == 2 else None,
    }  # fmt: skip


def lineage(app: Flask, make: Make, size: int, rounds: int) -> Measured:
    """The page of a tree of so many copies, for the public."""
    reference = grow(make, size)
    client, path = app.test_client(), f"/mo-hinh/{reference}/lan-toa"

    def page() -> None:
        answer = client.get(path)
        if answer.status_code != 200 or f"NR-2020-{size - 1:05}" not in answer.text:
            raise SystemExit(f"{path}: {answer.status_code}")

    def rows() -> None:
        db.session.rollback()
        db.session.execute(select(Replication.__table__)).all()

    return Measured(f"lineage of {size} copies", middle(page, rounds), GOAL, middle(rows, rounds))


def main() -> None:
    """Measure and tell; ends with status 1 when a goal is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=9)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(replace(Settings(instance=Path(folder), secret_key="x" * 40), password_cost=1))
        passwords.use_cost(1)
        app.extensions["tests.folder"] = Path(folder)
        with app.app_context():
            upgrade()
            found = [lineage(app, Make(app), asked.size, asked.rounds)]
            db.session.remove()
            db.engine.dispose()
    for one in found:
        print(one)
    sys.exit(any(one.page > one.goal for one in found))


if __name__ == "__main__":
    main()
