"""How long pages of figures take, beside what the machine takes for the bare rows in the same run.

Each measurement is a line: the middle of its times, the goal, and how many times as long as reading the same
rows by themselves. The machine differs from day to day; that ratio does not.
"""

import sys
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import GOAL, Measured, middle, told  # noqa: E402 -- the benchmark also runs uninstalled
from registry.catalogue.models import Exemplar, ExemplarVersion  # noqa: E402
from registry.catalogue.states import ExemplarState  # noqa: E402
from registry.core.clock import now, today  # noqa: E402
from registry.core.db import db  # noqa: E402
from registry.core.transaction import transaction  # noqa: E402
from registry.replication.models import Replication  # noqa: E402
from registry.replication.states import ReplicationKind, ReplicationState  # noqa: E402
from tests.make import Make  # noqa: E402

# Copies of one model, and how many of the copies are copied in their turn.
BROOD = 9
STATES = (ReplicationState.CONFIRMED, ReplicationState.REPORTED, ReplicationState.STOPPED)


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


def lineage(app: Flask, make: Make, size: int, rounds: int) -> list[Measured]:
    """The page of a tree of so many copies, of the model it begins with and of one copy, for the public."""
    reference, last = grow(make, size), f"NR-2020-{size - 1:05}"
    client = app.test_client()

    def page(path: str, said: str) -> None:
        answer = client.get(path)
        if answer.status_code != 200 or said not in answer.text:
            raise SystemExit(f"{path}: {answer.status_code}")

    def rows() -> None:
        db.session.rollback()
        db.session.execute(select(Replication.__table__)).all()

    pages = {
        f"lineage of {size} copies": (f"/mo-hinh/{reference}/lan-toa", last),
        "the model they come from": (f"/mo-hinh/{reference}", f"/mo-hinh/{reference}/lan-toa"),
        "one of these copies": (f"/nhan-rong/{last}", last),
    }
    bare = middle(rows, rounds)
    return [
        Measured(name, middle(lambda path=path, said=said: page(path, said), rounds), GOAL, bare)  # type: ignore[misc]
        for name, (path, said) in pages.items()
    ]


if __name__ == "__main__":
    told(
        __doc__,
        lambda app, size, rounds: lineage(app, Make(app), size, rounds),
        option="--size", size=1000, rounds=9,
    )  # fmt: skip
