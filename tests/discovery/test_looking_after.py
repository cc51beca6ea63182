"""The index is looked after: rebuilds say how far they are, every night it is compared with the database."""

from datetime import UTC, datetime

import pytest

from registry.core.clock import told
from registry.core.db import db
from registry.discovery import indexing
from registry.discovery.searching import find
from registry.search import whoosh_engine
from registry.search.base import Query
from registry.search.corpus import ANALYSIS
from registry.search.whoosh_engine import WhooshEngine


@pytest.fixture
def engine(app):
    return app.extensions["registry.search"]


def test_a_rebuild_tells_how_far_it_is_and_forgets_it_afterwards(make, engine, monkeypatch):
    monkeypatch.setattr(indexing, "BETWEEN_REPORTS", 0.0)
    make.exemplar(public=True)
    make.exemplar(public=True, title="Hũ gạo tình thương")
    heard = []

    def tell(progress):
        seen = engine.status()["rebuilding"]
        assert (seen["done"], seen["total"]) == (progress.done, progress.total)
        heard.append((progress.done, progress.total))

    assert indexing.rebuild(engine, tell) == 2
    assert heard == [(1, 2), (2, 2)]
    assert "rebuilding" not in engine.status()


def test_reconciling_mends_what_the_outbox_never_told(make, engine):
    kept, gone = make.exemplar(public=True), make.exemplar(public=True, title="Hũ gạo tình thương")
    indexing.rebuild(engine)
    engine.apply([], [gone.reference], 0)
    kept.version += 1
    db.session.commit()
    position = engine.position()
    assert indexing.reconcile(engine) == 2
    assert engine.versions() == {kept.reference: kept.version, gone.reference: gone.version}
    assert find(None, engine, Query("hũ gạo")).total == 1
    assert engine.position() == position
    assert engine.status()["reconciled"]["mended"] == 2
    assert indexing.reconcile(engine) == 0


def test_the_worker_reconciles_once_after_two_in_the_night(make, engine):
    exemplar = make.exemplar(public=True)
    indexing.rebuild(engine)
    moments = {"evening": 16, "before two": 18, "after two": 20}

    def lost_and_found(hour):
        engine.apply([], [exemplar.reference], 0)
        with told(datetime(2026, 3, 4, hour, 30, tzinfo=UTC)):
            indexing.Indexer(engine)()
        return bool(engine.versions())

    assert lost_and_found(moments["evening"])
    assert not lost_and_found(moments["before two"])
    assert lost_and_found(moments["after two"])


def test_damaged_notes_are_no_notes(engine):
    indexing.rebuild(engine)
    engine.note("reconciled", {"at": "2026-01-01T00:00:00+00:00"})
    (engine._folder.root / "notes.json").write_text("[")
    assert "reconciled" not in engine.status()
    assert WhooshEngine(engine._folder.root).status()["healthy"]


def test_an_index_that_an_earlier_release_read_says_so_and_is_built_anew_by_night(make, engine, monkeypatch):
    exemplar = make.exemplar(public=True, title="Hũ gạo tình thương")
    indexing.rebuild(engine)
    assert engine.status()["outdated"] is False
    monkeypatch.setattr(whoosh_engine, "ANALYSIS", ANALYSIS + 1)
    exemplar.version += 1
    db.session.commit()

    assert indexing.reconcile(WhooshEngine(engine._folder.root)) == 0
    assert WhooshEngine(engine._folder.root).status()["outdated"] is False


def test_an_update_leaves_an_outdated_index_outdated(make, engine, monkeypatch):
    exemplar = make.exemplar(public=True)
    indexing.rebuild(engine)
    monkeypatch.setattr(whoosh_engine, "ANALYSIS", ANALYSIS + 1)

    engine.apply([], [exemplar.reference], 0)
    engine.apply([], [], 7)

    assert engine.status()["outdated"] is True
