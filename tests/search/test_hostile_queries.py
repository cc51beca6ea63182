"""No query raises, and none asks for more than a page."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.search.base import PAGE_LIMIT, Query
from registry.search.memory_engine import MemoryEngine
from tests.search.conftest import doc

HOSTILE = [
    "*",
    "*a*",
    "a* b* c*",
    '"',
    '""""',
    "-",
    "--",
    '-"',
    "- - -",
    "(" * 3000 + ")" * 3000,
    " ".join(f"từ{n}" for n in range(1500)),
    "\x00\x00",
    "\ud800\udfff",
    "a" + "\u0301" * 60_000,
    "x" * 60_000,
    "AND OR NOT",
    "title:x^9~9",
    "[a TO z]",
    "\u202e\u200b\u200f",
    "😀" * 300,
    "hien" * 60,
    "٣٤ ۵",
    "ß İ ǅ ﬁ",
    "1.2.3.4,5,6",
    "' OR 1=1 --",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_s02_hostile_text_is_answered(library, text):
    outcome = library.search(Query(text))
    assert len(outcome.hits) <= 10


@pytest.fixture(scope="module")
def small():
    engine = MemoryEngine()
    engine.rebuild([doc("A", "Hũ gạo tình thương"), doc("B", "Hiến đất làm đường", lang="en")], 1)
    return engine


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=300))
def test_s05_any_text_is_answered(small, text):
    assert len(small.search(Query(text)).hits) <= 2


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(['"', "-", "*", " ", "hũ", "gao", "hien", "dd", "w", "women", "de", "\u0301"]))
)
def test_any_mixture_of_signs_and_words_is_answered(small, pieces):
    assert len(small.search(Query("".join(pieces))).hits) <= 2


def test_s03_pages_are_bounded(small):
    many = MemoryEngine()
    many.rebuild([doc(f"K{n}", "Mô hình") for n in range(PAGE_LIMIT + 20)], 1)
    assert len(many.search(Query(limit=10**6)).hits) == PAGE_LIMIT
    assert many.search(Query(offset=10**9)).hits == []
    assert len(many.search(Query(offset=-5, limit=3)).hits) == 3
    assert many.search(Query(limit=-1)).hits == []


def test_filters_are_bounded_and_facets_too():
    many = MemoryEngine()
    many.rebuild([doc(f"K{n}", "Mô hình", facets={"year": (str(n),)}) for n in range(80)], 1)
    outcome = many.search(Query(filters={"year": frozenset(map(str, range(500)))}, limit=100))
    assert outcome.total <= 20
    assert len(outcome.counts["year"]) == 50


def test_documents_with_strange_text_are_indexed(engine):
    engine.apply(
        [doc("A", "Hũ\x00gạo \ud800 e" + "\u0301" * 100, summary="😀 \u202e", topics=("", "\x00"))], [], 1
    )
    assert engine.search(Query("gạo")).total == 1
