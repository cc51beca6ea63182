"""What a model is filtered by: bands of cost, evidence that everybody sees, places under any name."""

import pytest

from registry.discovery import indexing
from registry.discovery.filters import Shown, cost_band, proof_of
from registry.discovery.searching import find
from registry.replication.states import ReplicationState
from registry.search.base import Query


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
