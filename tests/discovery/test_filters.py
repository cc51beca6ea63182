"""What a model is filtered by: bands of cost, evidence that everybody sees, places under any name."""

import pytest
from sqlalchemy import event

from registry.core.clock import today
from registry.core.db import db
from registry.discovery import codes, indexing, vocabulary
from registry.discovery.codes import codes_of
from registry.discovery.filters import Shown, cost_band, proof_of
from registry.discovery.origins import TermKind
from registry.discovery.searching import find
from registry.discovery.vocabulary import Entry
from registry.replication.states import ReplicationState
from registry.search.base import Query
from registry.units import queries as units
from registry.units.service import provinces, reorganising


@pytest.mark.parametrize(
    ("amount", "band"),
    [(None, ""), (0, "free"), (1, "to-50m"), (50_000_000, "to-50m"), (50_000_001, "to-200m"),
     (1_000_000_000, "to-1b"), (1_000_000_001, "above-1b")],
)  # fmt: skip
def test_cost_belongs_to_one_band(amount, band):
    assert cost_band(amount) == band


def test_evidence_is_as_strong_as_the_results_it_shows(make):
    version = make.exemplar(public=True).latest
    keys = [result.key for result in version.results]
    shown = [Shown(), Shown(1), Shown(1, frozenset(keys[:1])), Shown(2, frozenset(keys))]
    assert [proof_of(version, one) for one in shown] == ["none", "attached", "some-results", "every-result"]


def test_models_are_filtered_by_copies_cost_and_unit(app, make):
    copied, lonely = (make.exemplar(public=True, title=title) for title in ("Hũ gạo", "Đường hoa"))
    make.replication(source=copied, state=ReplicationState.CONFIRMED)
    engine = app.extensions["registry.search"]
    indexing.rebuild(engine)

    def found(**filters):
        asked = {name: frozenset([value]) for name, value in filters.items()}
        return {one.exemplar for one in find(None, engine, Query(filters=asked)).found}

    assert found(copied="yes") == {copied}
    assert found(copied="no", cost="above-1b") == {lonely}
    assert found(unit=copied.lead_unit.code, proof="none", kind="model") == {copied}


def asked_of_database(work):
    """The tables that are read by a piece of work, and what it gives."""
    read = []

    def note(_connection, _cursor, statement, *_more):
        read.append(statement.partition("FROM ")[2].split()[0] if "FROM " in statement else "")

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        return work(), [table for table in read if table and table != "audit_events"]
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_names_of_provinces_are_read_once_until_something_changes(app, make):
    provinces.seed_provinces()
    staff = make.staff(make.province())

    def asked():
        filters = {"province": ["Sài Gòn", "Hà Giang", "Đất võ"]}
        return codes_of(filters)["province"], units.present_names(["gia-lai", "ha-giang"])

    (found, named), _read = asked_of_database(asked)
    assert found == {"ho-chi-minh", "ha-giang", "dat-vo"}
    assert named == {"gia-lai": ("Gia Lai", False), "ha-giang": ("Hà Giang", True)}
    assert asked_of_database(asked) == ((found, named), [])

    vocabulary.add_term(staff, Entry(TermKind.SYNONYM, "đất võ", ("Gia Lai",)))
    reorganising.rename_unit(None, units.get_unit("gia-lai"), name="tỉnh Pleiku", on=today())
    found, named = asked()
    assert found == {"ho-chi-minh", "ha-giang", "gia-lai"}
    assert named["gia-lai"] == ("tỉnh Pleiku", False)


def test_long_texts_are_not_remembered_as_names():
    before = codes._slug_of_name.cache_info().currsize
    assert codes.squashed("Đà Lạt " * 100) == "dalat" * 100
    assert codes._slug_of_name.cache_info().currsize == before
