"""No query raises, and none asks for more than a page."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.search.base import PAGE_LIMIT, Query
from registry.search.guessing import PREFIX_EXPANSIONS
from registry.search.memory_engine import MemoryEngine
from registry.search.parsing import CLAUSE_LIMIT, parse
from registry.search.text import QUERY_LENGTH
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


@pytest.mark.parametrize("text", [*HOSTILE, "từ " * 500, '"một hai" ' * 60, "-x " * 90, "a OR " * 90])
def test_s02_few_words_are_read_of_whatever_is_asked(text):
    asked = parse(text)
    sides = (asked, *asked.others)
    assert sum(len(side.words) for side in sides) + sum(map(len, asked.without)) <= CLAUSE_LIMIT
    assert len(asked.text) <= QUERY_LENGTH


def test_s01_a_star_stands_for_few_words_and_for_none_behind_one_letter():
    many = MemoryEngine()
    many.rebuild([doc(f"K{n}", f"mo{n:03} hình") for n in range(PREFIX_EXPANSIONS + 20)], 1)
    assert many.search(Query("mo*")).total == PREFIX_EXPANSIONS
    assert many.search(Query("m*")).total == 0
    assert many.search(Query("mo* mo0* mo01* *")).total <= PREFIX_EXPANSIONS


@pytest.fixture(scope="module")
def small():
    engine = MemoryEngine()
    engine.rebuild([doc("A", "Hũ gạo tình thương"), doc("B", "Hiến đất làm đường", lang="en")], 1)
    return engine


@pytest.mark.parametrize("text", [*HOSTILE, "hũ\ud800 gạo", "hũ\x07\x00gạo", "\uffff\x7f"])
def test_s05_what_was_asked_can_be_shown_and_written_down(text):
    told = parse(text).text
    assert told.encode("utf-8").decode("utf-8") == told
    assert not any(unicodedata.category(one) in {"Cc", "Cs"} for one in told)


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
