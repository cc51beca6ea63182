"""What was written down beside the places gives the same answers as comparing the places themselves."""

import random
from pathlib import Path

import numpy as np
import pytest

from registry.search import word_lists
from registry.search.base import EngineUnavailable, Query
from registry.search.matches import Live, best_among, counts_beside, levels_in, match_in, strengths_among
from registry.search.memory_engine import MemoryEngine
from registry.search.placing import places_in
from registry.search.ranking import STANDARD, Speaking
from registry.search.recipes import Any, Near, Weighed, Word
from registry.search.standing import Chosen
from registry.search.tallies import packed, unpacked
from registry.search.whoosh_engine import WhooshEngine
from registry.search.worked import Memory
from tests.search.conftest import doc

VIETNAMESE = ["an", "ăn", "án", "ninh", "nính", "gạo", "gao", "hũ"]
ALL = Chosen(np.arange(60), 60)
ENGLISH = ["an", "gao", "running", "runs", "run", "the", "ninh"]


@pytest.fixture(scope="module", params=["short lists", "long ones"])
def both(request, tmp_path_factory) -> tuple:
    """The same texts, of two languages, in memory and in one segment of arrays, whose long lists are kept."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "long ones":
            patch.setattr(word_lists, "LONG", 0)
        yield _both(tmp_path_factory)


def _both(tmp_path_factory) -> tuple:
    chance = random.Random(5)
    documents = []
    for n in range(60):
        lang, words = ("vi", VIETNAMESE) if n % 3 else ("en", ENGLISH)
        title, *body = (" ".join(chance.choices(words, k=size)) for size in (6, 30, 30, 30))
        documents.append(doc(f"K{n:03}", title, body=". ".join(body), lang=lang))
    memory = MemoryEngine()
    memory.rebuild(documents, 1)
    arrays = WhooshEngine(Path(tmp_path_factory.mktemp("arrays")) / "search")
    arrays.rebuild(documents, 1)
    return memory._segment, arrays._open().parts[0].segment


def recipes():
    """Groups of spellings with stems among them, alone and near one another."""
    chance = random.Random(7)
    words = [*VIETNAMESE, "running", "runs", "en:run", "en:an", "en:gao", "en:ninh", "unheard-of"]

    def group():
        return Any(
            tuple(
                Word(one) if chance.random() < 0.5 else Weighed(Word(one), chance.choice([0.1, 0.4, 0.7]))
                for one in chance.sample(words, chance.randint(1, 6))
            )
        )

    for _ in range(40):
        yield group()
        yield Near(group(), group(), 1)
        yield Near(Near(group(), group(), 1), group(), 1)
        yield Near(group(), group(), 3)


def test_places_matches_and_strengths_are_those_of_places_compared(both):
    memory, arrays = both
    assert memory.succession is None
    assert arrays.succession is not None
    measure = Speaking(STANDARD)
    found = 0
    for recipe in recipes():
        mine, theirs = places_in(arrays, recipe), places_in(memory, recipe)
        assert mine.codes.tolist() == theirs.codes.tolist()
        assert mine.weights.tolist() == theirs.weights.tolist()
        assert match_in(arrays, recipe).documents.tolist() == match_in(memory, recipe).documents.tolist()
        for mine, theirs in zip(levels_in(arrays, recipe), levels_in(memory, recipe), strict=True):
            assert mine.tolist() == theirs.tolist()
        strengths = [strengths_among(one, recipe, measure, ALL) for one in both]
        assert np.allclose(*strengths, rtol=1e-13, atol=0)
        assert (strengths[0] > 0).tolist() == (levels_in(arrays, recipe).numbers > 0).tolist()
        found += len(places_in(arrays, recipe).codes)
    assert found > 10_000


@pytest.mark.parametrize("some", [np.arange(60) % 13 == 4, np.arange(60) == 31])
def test_few_documents_are_worked_out_as_among_all(both, monkeypatch, some):
    _memory, arrays = both
    measure, documents = Speaking(STANDARD), np.flatnonzero(some)
    for recipe in recipes():
        monkeypatch.setattr(arrays, "memory", Memory(60))
        few = strengths_among(arrays, recipe, measure, Chosen(documents, 60))
        every = strengths_among(arrays, recipe, measure, ALL)
        assert few.tolist() == every[documents].tolist()
        best = best_among(arrays, recipe, documents)
        levels = levels_in(arrays, recipe)
        assert best.tolist() == levels.of[levels.numbers][documents].tolist()


@pytest.mark.parametrize("distance", [1, -1, 2])
def test_who_stands_beside_whom_is_counted_at_once(both, distance):
    some = np.arange(60) % 7 != 0
    words, other = ("an", "en:an", "gạo", "án"), Any((Word("ninh"), Word("en:run"), Weighed(Word("hũ"), 0.4)))
    for seen in (None, some):
        live = None if seen is None else Live(seen)
        counts = [counts_beside(one, words, other, distance, live).tolist() for one in both]
        assert counts[0] == counts[1]
        assert sum(counts[0]) > 20


def test_a_word_too_often_for_sixteen_bits_counts_as_often_as_it_stands(tmp_path):
    documents = [
        doc("A", "gạo gạo gạo gạo gạo", body="gạo " * 300),
        doc("B", "gạo", body="gạo gạo"),
        doc("C", "Hũ", body="gạo " * 127),
    ]
    memory, arrays = MemoryEngine(), WhooshEngine(tmp_path / "search")
    for engine in (memory, arrays):
        engine.rebuild(documents, 1)
    stand = arrays._open().parts[0].segment.stand("gạo")
    assert stand.often[[0, 4]].tolist() == [[5, 1, 0], [300, 2, 127]]
    hits = [[(hit.key, hit.score) for hit in engine.search(Query("gạo")).hits] for engine in (memory, arrays)]
    assert hits[0] == hits[1]


def test_numbers_of_sixteen_bits_come_back_or_say_that_they_do_not_fit():
    often = np.zeros((8, 4), dtype=np.uint16)
    often[:5] = [[3, 4, 0, 0], [3, 0, 0, 0], [3, 0, 1, 0], [7, 0, 0, 8], [127, 0, 128, 0]]
    tallies = packed(often)
    assert tallies.tolist() == [0xFFFF, 0, 0, 0]
    assert unpacked(tallies).tolist() == [[*row[:1], 0, 0, 0] for row in often[:5].tolist()]


def test_an_index_of_before_counts_as_none_until_it_is_built_anew(tmp_path):
    engine = WhooshEngine(tmp_path / "search")
    engine.rebuild([doc("A", "gạo")], 1)
    (manifest,) = (tmp_path / "search").glob("*/manifest.json")
    manifest.write_text(manifest.read_text().replace("arrays-3", "arrays-2"))
    later = WhooshEngine(tmp_path / "search")
    with pytest.raises(EngineUnavailable):
        later.search(Query("gạo"))
    assert later.status()["healthy"] is False
    later.rebuild([doc("A", "gạo")], 1)
    assert later.search(Query("gạo")).total == 1
