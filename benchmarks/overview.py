"""How long overview and reports of fifteen years of models take, beside the bare entries on the same machine.

Each line: the middle of its times, the goal, and how many times as long as summing all entries by kind.
"""

import sys
import time
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import GOAL, GOAL_OF_REPORTS, Measured, middle, told  # noqa: E402 -- the benchmark also runs uninstalled
from registry.core.db import db  # noqa: E402
from registry.reports.definitions import FIGURES  # noqa: E402
from registry.reports.models import FigureEntry  # noqa: E402
from registry.units.models import Unit  # noqa: E402
from registry.units.service import provinces  # noqa: E402
from registry.units.states import UnitKind  # noqa: E402
from tests.make import Make  # noqa: E402
from tests.make.books import History  # noqa: E402

FIRST, YEARS, COMMUNES, OTHERS = 2012, 15, 8, 12
ALL = "&".join(f"so={code}" for code in FIGURES)
OVERVIEWS = {
    "overview of a province": "/bao-cao",
    "overview of the whole country": "/bao-cao?dia-ban=tat-ca",
    "overview beside the year before": "/bao-cao?so-voi=cung-ky",
    "overview of a year long closed": f"/bao-cao?ky={FIRST + 2}",
}
REPORTS = {
    "all figures by unit, 15 years": f"/bao-cao/tu-lap?hang=below&{ALL}&tu={FIRST}&den={FIRST + YEARS - 1}",
    "all figures by quarter, 15 years": f"/bao-cao/tu-lap?hang=quarter&{ALL}&tu={FIRST}",
    "running by unit and year": f"/bao-cao/tu-lap?hang=below&cot=year&so=running&tu={FIRST}",
    "the same as known in 2020": f"/bao-cao/tu-lap?hang=below&{ALL}&tu={FIRST}&tinh-den=31/12/2020",
    "by size of unit": f"/bao-cao/tu-lap?hang=size&so=registered&so=recognised&tu={FIRST}",
    "all figures by quarter as a workbook": f"/bao-cao/tu-lap.xlsx?hang=quarter&{ALL}&tu={FIRST}",
    "the overview as a workbook": "/bao-cao/so-lieu.xlsx",
    "what is late": "/bao-cao/don-doc",
    "figures that cannot be divided (API)": "/api/v1/figures/standing",
}


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
            # Rounded up: also the smallest history has models of every kind but copied ones.
            nominated = models[: each - each // 10]
            history.nominated(nominated)
            history.recognised(nominated[: each - each // 5])
            history.copied(models[: each // 5])
    return history


def measure(app: Flask, size: int, rounds: int) -> list[Measured]:
    """The overview of the unit and of the whole country, and reports of all the years."""
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

    def page(path: str) -> None:
        if (answer := client.get(path)).status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")

    return [
        Measured(name, middle(lambda path=path: page(path), rounds), goal, rows)  # type: ignore[misc]
        for goal, pages in ((GOAL, OVERVIEWS), (GOAL_OF_REPORTS, REPORTS))
        for name, path in pages.items()
    ]


if __name__ == "__main__":
    told(__doc__, measure, option="--models", size=20_000, rounds=7)
