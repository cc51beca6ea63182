"""An installation with as many public models as asked for, for measuring search pages.

One model is registered through the real commands; the others are copies of its rows with made-up texts, so
that the whole is written in seconds. Nothing here is audited.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, literal, select, text, update

from benchmarks.finding.corpus import Author
from benchmarks.large import SECRET, row_of
from registry.app import create_app
from registry.catalogue.models import Exemplar, ExemplarVersion, Field, Result
from registry.catalogue.states import Level
from registry.core.clock import now
from registry.core.db import db
from registry.discovery import indexing
from registry.discovery.models import ReadText
from registry.review.models import Recognition
from registry.settings import Settings
from tests.make import Make

PROVINCES, UNITS, BATCH = 34, 120, 1000
# Copies are numbered from here on.
FIRST = 1_000_000
READY = "shelf.ready"
Rows = dict[Any, list[dict[str, Any]]]


def settings_of(instance: Path) -> Settings:
    """The settings under which the installation is built, served and changed."""
    return Settings(instance=instance, password_cost=1, secret_key=SECRET)


def at(instance: Path, size: int) -> None:
    """Make the installation in a folder, when the folder holds none of that size."""
    ready = instance / READY
    if ready.exists() and ready.read_text() == str(size):
        with create_app(settings_of(instance)).app_context():
            _compared()
            db.engine.dispose()
        return
    instance.mkdir(parents=True, exist_ok=True)
    app = create_app(settings_of(instance))
    with app.app_context():
        upgrade()
        _fill(app, size)
        _compared()
        indexing.rebuild(app.extensions["registry.search"])
        db.engine.dispose()
    ready.write_text(str(size))


@dataclass(frozen=True)
class Places:
    """Where copies may be made: units and provinces as (id, name), and who recognises."""

    units: list[tuple[int, str]]
    provinces: list[int]
    issuer: int
    fields: list[int]


def _fill(app: Flask, size: int) -> None:
    make, author = Make(app), Author()
    provinces = [make.province(name=f"tỉnh Đo Đạc {n}", code=f"do-dac-{n}") for n in range(PROVINCES)]
    units = [make.unit(parent=provinces[n % PROVINCES], name=f"xã Mẫu {n}") for n in range(UNITS)]
    first = make.exemplar(unit=units[0], public=True)
    places = Places(
        [(unit.id, unit.name) for unit in units],
        [province.id for province in provinces],
        provinces[0].id,
        list(db.session.scalars(select(Field.id))),
    )
    likes = {
        Exemplar: row_of(first),
        ExemplarVersion: row_of(first.public_version),
        Result: row_of(first.public_version.results[0]),
    }
    copies = (partial(_copy, likes, places, author, number) for number in range(1, size))
    while some := list(islice(copies, BATCH)):
        _store(some)
    db.session.execute(update(Exemplar).where(Exemplar.id > FIRST).values(public_version_id=Exemplar.id))
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def _compared() -> None:
    """As if the worker had compared the texts of all models: that is done once for each, and takes hours."""
    unread = select(ExemplarVersion.id, literal(now())).where(
        ExemplarVersion.id.not_in(select(ReadText.version_id))
    )
    db.session.execute(insert(ReadText).from_select(["version_id", "read_at"], unread))
    db.session.commit()


def _store(copies: list[Callable[[], Iterator[tuple[Any, dict[str, Any]]]]]) -> None:
    rows: Rows = {Exemplar: [], ExemplarVersion: [], Result: [], Recognition: []}
    for copy in copies:
        for table, row in copy():
            rows[table].append(row)
    for table, all_of_it in rows.items():
        if all_of_it:
            db.session.execute(insert(table), all_of_it)
    db.session.commit()


def _copy(
    likes: Mapping[Any, Mapping[str, Any]], places: Places, author: Author, number: int
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The rows of one more model: four in ten are recognised."""
    chance, model, here = random.Random(number), author.model(number), FIRST + number
    unit, name = chance.choice(places.units)
    year = int(model.facets["year"][0])
    half = len(model.body) // 2
    yield Exemplar, {
        **likes[Exemplar], "id": here, "reference": f"MH-{year}-{here}", "lead_unit_id": unit,
        "lead_unit_name": name, "province_id": chance.choice(places.provinces), "is_public": True,
        "public_version_id": None,
    }  # fmt: skip
    yield ExemplarVersion, {
        **likes[ExemplarVersion], "id": here, "exemplar_id": here, "title": model.title[:300],
        "summary": model.summary, "situation": model.body[:half], "method": model.body[half:],
        "field_id": chance.choice(places.fields), "topics": list(model.topics), "language": model.lang,
        "areas": [area.replace("-", "_") for area in model.facets["area"]], "started_year": year,
        "started_on": date(year, 1, 1), "published_at": now(),
    }  # fmt: skip
    for place in range(2):
        yield (
            Result,
            {
                **likes[Result],
                "id": here * 2 + place,
                "version_id": here,
                "position": place,
                "key": f"k{place}",
            },
        )
    if chance.random() < 0.4:
        yield Recognition, {
            "id": here, "reference": f"CN-{year}-{here}", "exemplar_id": here, "year": year,
            "level": chance.choice(list(Level)), "issuer_id": places.issuer,
            "recognised_on": date(year, 1 + number % 12, 1),
        }  # fmt: skip
