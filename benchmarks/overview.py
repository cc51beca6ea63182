"""How long the overview of fifteen years of models takes, beside what the machine takes for the bare entries.

Each line: the middle of its times, the goal, and how many times as long as summing all entries by kind.
"""

import argparse
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reports import GOAL, Measured, middle  # noqa: E402 -- the benchmark also runs uninstalled
from registry.app import create_app  # noqa: E402
from registry.core.db import db  # noqa: E402
from registry.identity import passwords  # noqa: E402
from registry.reports.models import FigureEntry  # noqa: E402
from registry.settings import Settings  # noqa: E402
from registry.units.models import Unit  # noqa: E402
from registry.units.service import provinces  # noqa: E402
from registry.units.states import UnitKind  # noqa: E402
from tests.make import Make  # noqa: E402
from tests.make.books import History  # noqa: E402
from tests.make.browser_client import Client  # noqa: E402

FIRST, YEARS, COMMUNES, OTHERS = 2012, 15, 8, 12


def grow(make: Make, size: int) -> History:
    """So many models over the years, in a province and others; most are recognised, one of five is copied."""
    provinces.seed_provinces(None)
    history = History(make, date(FIRST, 1, 10), tells=False)
    below = [make.unit(parent=history.unit) for _number in range(COMMUNES)]
    others = select(Unit).where(Unit.ended_on.is_(None), Unit.kind == UnitKind.PROVINCE).order_by(Unit.id)
    places = [*below, *db.session.scalars(others.limit(OTHERS))]
    each = max(1, size // (YEARS * len(places)))
    for year in range(FIRST, FIRST + YEARS):
        for number, place in enumerate(places):
            history.day = date(year, 1 + number % 9, 10)
            models = history.models(each, unit=place, field=number % 4)
            nominated = models[: each * 9 // 10]
            history.nominated(nominated)
            history.recognised(nominated[: each * 8 // 10])
            history.copied(models[: each // 5])
    return history


def measure(app: Flask, size: int, rounds: int) -> list[Measured]:
    """The overview of the unit and of the whole country."""
    history = grow(Make(app), size)
    start = time.perf_counter()
    history.day = date(FIRST + YEARS - 1, 11, 20)
    booked = history.book()
    taken = time.perf_counter() - start
    entries = db.session.scalar(select(func.count(FigureEntry.id)))
    print(f"{booked} models booked in {taken:.0f} s, {entries} entries")
    client = app.test_client()
    client.sign_in(Make(app).lead(history.unit, username="lanh-dao"))

    def bare() -> None:
        db.session.rollback()
        db.session.execute(
            select(FigureEntry.kind, func.sum(FigureEntry.amount)).group_by(FigureEntry.kind)
        ).all()

    rows = middle(bare, rounds)
    pages = {"overview of a province": "/bao-cao", "overview of the whole country": "/bao-cao?dia-ban=tat-ca"}
    return [
        Measured(name, middle(lambda path=path: client.get(path), rounds), GOAL, rows)  # type: ignore[misc]
        for name, path in pages.items()
    ]


def main() -> None:
    """Measure, print the table, and fail when a page takes longer than its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    values = parser.parse_args()
    passwords.use_cost(1)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            instance=Path(folder), testing=True, secret_key="only to measure", password_cost=1,
            allowed_hosts=("localhost", "127.0.0.1"),
        )  # fmt: skip
        app = create_app(settings)
        app.test_client_class = Client
        with app.app_context():
            upgrade()
            found = measure(app, values.models, values.rounds)
            db.session.remove()
            db.engine.dispose()
    for one in found:
        print(one)
    sys.exit(any(one.page > one.goal for one in found))


if __name__ == "__main__":
    main()
