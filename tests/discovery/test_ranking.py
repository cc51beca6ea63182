"""What counts beside the words, and units like ours."""

from datetime import timedelta

import pytest

from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.discovery import indexing
from registry.discovery.context import context_of
from registry.discovery.documents import documents_of
from registry.discovery.filters import circumstances_of
from registry.discovery.searching import find
from registry.search.base import Query
from registry.search.memory_engine import MemoryEngine
from tests.search.conftest import doc

DAY = today().toordinal()


def order(*documents, **query):
    engine = MemoryEngine()
    engine.rebuild(documents, 1)
    return [hit.key for hit in engine.search(Query(**{"text": "hũ gạo", **query})).hits]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"proof": 1.0}, {"proof": 0.4}),
        ({"verified": DAY - 30}, {"verified": DAY - 1500}),
        ({"verified": DAY - 4000}, {"verified": 0}),
        ({"copies": 5}, {"copies": 1}),
        ({"level": 1.0}, {"level": 0.4}),
    ],
)
def test_of_two_that_say_the_same_the_better_shown_comes_first(better, worse):
    # By reference alone A would come first.
    assert order(
        doc("A", "Hũ gạo tình thương", sort_keys=worse), doc("B", "Hũ gạo tình thương", sort_keys=better)
    ) == ["B", "A"]


def test_no_merit_outweighs_the_words():
    all_of_it = {"proof": 1.0, "verified": DAY, "copies": 50, "level": 1.0}
    said = doc("A", "Hũ gạo", sort_keys={})
    shown = doc("B", "Đường hoa", summary="Có gạo, có hũ", sort_keys=all_of_it)
    assert order(said, shown) == ["A", "B"]


def test_what_is_indexed_is_what_everybody_may_know(make):
    running = make.exemplar(public=True)
    closed = make.exemplar(public=True, state=ExemplarState.CLOSED)
    (first, second) = documents_of([running.reference, closed.reference])[0]
    assert first.sort_keys["verified"] > 0 == second.sort_keys["verified"]
    assert first.sort_keys["proof"] == 0.0


@pytest.fixture
def unit(make):
    made = make.unit(parent=make.province())
    made.areas = ["mountainous"]
    db.session.commit()
    return made


def test_models_of_units_like_ours_come_first_with_the_reasons(app, make, unit):
    far = make.exemplar(public=True, title="Hũ gạo tình thương", areas=["urban"])
    like = make.exemplar(public=True, title="Hũ gạo tình thương", areas=["mountainous", "border"])
    engine = app.extensions["registry.search"]
    indexing.rebuild(engine)
    member = make.member(unit)
    for text in ("hũ gạo", ""):
        findings = find(member, engine, Query(text, sort="ours"))
        assert [one.exemplar for one in findings.found] == [like, far]
    reasons = findings.context.reasons(circumstances_of(like, like.latest))
    assert ("area", "mountainous") in reasons
    assert ("area", "border") not in reasons
    assert "unit_kind" not in findings.counts


def test_the_public_has_no_unit(app, make):
    make.exemplar(public=True)
    indexing.rebuild(app.extensions["registry.search"])
    findings = find(None, app.extensions["registry.search"], Query("hiến đất", sort="ours"))
    assert (findings.context, findings.total) == (None, 1)
    assert context_of(None) is None


def test_who_no_longer_acts_for_a_unit_has_none(make, unit):
    member = make.member(unit)
    assert context_of(member).unit is unit
    member.grants[0].valid_to = today() - timedelta(days=1)
    assert context_of(member) is None


@pytest.mark.parametrize("role", ["reviewer", "secretary", "signer", "staff"])
def test_a_draft_is_no_circumstance_to_who_may_not_know_of_it(make, unit, role):
    person, member = getattr(make, role)(unit), make.member(unit)
    unit.areas = []
    db.session.commit()
    before = context_of(person).facets
    make.exemplar(unit=unit, state="draft", field="culture-society", areas=["border"])
    assert context_of(person).facets == before
    assert "border" in context_of(member).facets["area"]
