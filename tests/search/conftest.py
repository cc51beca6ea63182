"""Engines and small documents for the search tests."""

import json
from pathlib import Path

import pytest

from registry.search.base import Document
from registry.search.memory_engine import MemoryEngine
from registry.search.whoosh_engine import WhooshEngine

ROOT = Path(__file__).resolve().parents[2]


def doc(key, title, **values):
    """A document with what a test does not care about filled in."""
    return Document(key=key, version=values.pop("version", 1), title=title, **values)


def rows(path):
    """The rows of a file with one JSON object on each line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def model_document(row):
    """A sample model as a document."""
    return Document(
        key=row["id"],
        version=1,
        title=row["title"],
        summary=row["summary"],
        body="\n".join(f"{r['indicator']}: {r['value']} {r['unit']}" for r in row["results"]),
        unit=row["unit"],
        topics=tuple(row["topics"]),
        facets={name: (row[name],) for name in ("field", "province") if row.get(name)},
    )


@pytest.fixture(scope="session")
def models():
    return [model_document(row) for row in rows(ROOT / "benchmarks" / "data" / "models.jsonl")]


@pytest.fixture(scope="session")
def judged():
    return rows(ROOT / "benchmarks" / "data" / "queries.jsonl")


@pytest.fixture(params=["memory", "whoosh"])
def engine(request, tmp_path):
    """An empty engine of each kind: both keep the same promises."""
    made = MemoryEngine() if request.param == "memory" else WhooshEngine(tmp_path / "search")
    made.rebuild([], 0)
    return made


@pytest.fixture
def whoosh(tmp_path):
    made = WhooshEngine(tmp_path / "search")
    made.rebuild([], 0)
    return made


@pytest.fixture(scope="session")
def library(models, tmp_path_factory):
    """The sample models in a Whoosh index; tests only read it."""
    made = WhooshEngine(tmp_path_factory.mktemp("library") / "search")
    made.rebuild(models, 0)
    return made
