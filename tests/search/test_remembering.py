"""What is kept between questions: it never grows without bound, whatever the public asks for."""

import gc
import threading
import time
import tracemalloc
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from registry.core.clock import today
from registry.search import searching
from registry.search.base import Query
from registry.search.matches import match_in
from registry.search.merits import merits_of
from registry.search.placing import places_in
from registry.search.ranking import STANDARD
from registry.search.recipes import Any, Near, Weighed, Word
from registry.search.text import fold
from registry.search.worked import LARGE, LEAST_ROOM, MATCHES_REMEMBERED, Memory
from tests.search.conftest import doc


def segment_of(engine):
    return engine._open().parts[0].segment


def test_codes_that_no_document_has_are_not_remembered(whoosh):
    whoosh.apply([doc("A", "Hũ gạo", facets={"unit": ("xa-a",)}), doc("B", "Hũ gạo")], [], 1)
    masks = whoosh._open().corpus(None).columns.masks
    for number in range(5):
        made_up = frozenset(f"{number}-{other}" for other in range(19))
        assert whoosh.search(Query(filters={"unit": made_up, "year": made_up})).total == 0
        outcome = whoosh.search(Query(filters={"unit": made_up | {"xa-a"}}))
        assert [hit.key for hit in outcome.hits] == ["A"]
    assert list(masks._known) == [("unit", frozenset({"xa-a"}))]
    assert masks._taken > 1000


def test_words_that_no_document_has_leave_nothing(whoosh):
    whoosh.apply([doc("A", "Hũ gạo")], [], 1)
    corpus = whoosh._open().corpus(None)
    for number in range(5):
        assert corpus.spellings(fold(f"bịa{number}")) == ()
    assert set(corpus._groups) <= {fold("hũ"), fold("gạo")}


def test_what_is_remembered_is_counted_with_its_key(whoosh):
    whoosh.apply([doc("A", "Hũ gạo tình thương")], [], 1)
    segment = segment_of(whoosh)
    for number in range(3):
        match_in(segment, Word("gạo"))
        places_in(segment, Near(Any((Word(f"x{number}"), Weighed(Word("gạo"), 0.5))), Word("hũ"), 1))
    memory = segment.memory
    before = memory.places._taken + memory.meetings._taken + memory.matches._taken
    tracemalloc.start()
    try:
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0]
        for number in range(300):
            of = tuple(Weighed(Word(f"{number:04}{other:036}"), 0.5) for other in range(4))
            match_in(segment, Near(Any((*of, Word("hũ"))), Word("gạo"), 2))
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - taken
    finally:
        tracemalloc.stop()
    counted = memory.places._taken + memory.meetings._taken + memory.matches._taken - before
    assert taken < counted * 1.1


def test_the_share_of_merits_is_kept_with_its_own_cards(whoosh):
    whoosh.apply([doc("A", "Hũ gạo", sort_keys={"proof": 1.0})], [], 1)
    cards = segment_of(whoosh).cards
    corpus = whoosh._open().corpus(None)
    share = merits_of(corpus, STANDARD)
    assert share.tolist() == [STANDARD.merits["proof"]]
    assert merits_of(corpus, STANDARD) is share is cards.merits[1]
    doubled = {name: 2 * weight for name, weight in STANDARD.merits.items()}
    assert merits_of(corpus, replace(STANDARD, merits=doubled)).tolist() == [2 * share[0]]


def test_the_first_rows_of_an_answer_are_those_of_the_day(whoosh, monkeypatch):
    seen = today().toordinal()
    whoosh.apply([doc("A", "Hũ gạo", sort_keys={"verified": seen}), doc("B", "Hũ gạo hũ gạo")], [], 1)
    first, again = (whoosh.search(Query("gạo")).hits for _ in range(2))
    assert first == again
    monkeypatch.setattr("registry.search.merits.today", lambda: today() + timedelta(days=700))
    later = whoosh.search(Query("gạo")).hits
    score = {hit.key: hit.score for hit in first}
    assert [hit.score < score[hit.key] for hit in sorted(later, key=lambda hit: hit.key)] == [True, False]


def test_counts_that_were_given_away_may_be_changed(whoosh):
    whoosh.apply([doc("A", "Hũ gạo", facets={"unit": ("xa-a",)})], [], 1)
    whoosh.search(Query("gạo")).counts["unit"].clear()
    assert whoosh.search(Query("gạo")).counts == {"unit": {"xa-a": 1}}


def test_a_generation_is_let_go_of_with_its_answers_as_soon_as_there_is_a_newer_one(whoosh):
    whoosh.apply([doc("A", "Hũ gạo"), doc("B", "Hũ gạo tình thương")], [], 1)
    readers = (None, frozenset("A"))
    for visible in readers:
        assert whoosh.search(Query("hũ gạo"), visible).total == (1 if visible else 2)
    old = [weakref.ref(whoosh._open().corpus(visible)) for visible in readers]
    gc.disable()
    try:
        whoosh.apply([doc("C", "Hũ gạo")], [], 2)
        assert [whoosh.search(Query("hũ gạo"), visible).total for visible in readers] == [3, 1]
        # Nothing waits for the collector, which may not come for minutes.
        assert [corpus() for corpus in old] == [None, None]
    finally:
        gc.enable()


def test_answers_to_all_kinds_of_readers_are_kept_in_one_room(whoosh, monkeypatch):
    monkeypatch.setattr("registry.search.snapshots.ANSWERS_REMEMBERED", 120_000)
    whoosh.apply([doc(key, f"Hũ gạo {key}") for key in "ABC"], [], 1)
    for visible in (None, frozenset("A"), frozenset("BC")):
        for number in range(20):
            whoosh.search(Query(f"hũ gạo {number}"), visible)
    answers = whoosh._open().answers
    assert 1 < len(answers._known) < 20
    assert answers._taken <= 120_000


def test_the_weights_of_spellings_are_kept_in_a_byte_each(whoosh):
    titles = ["gạo ngon", "gao lức", "gáo dừa", "gạo và gáo", "nước"]
    whoosh.apply([doc(f"A{number}", title) for number, title in enumerate(titles)], [], 1)
    recipe = Any((Word("gạo"), Weighed(Word("gao"), 0.1), Weighed(Word("gáo"), 0.4)))
    match = match_in(segment_of(whoosh), recipe)
    assert match.weights.numbers.dtype.itemsize == 1
    assert dict(zip(match.documents.tolist(), match.best.tolist(), strict=True)) == {
        0: 1.0, 1: 0.1, 2: 0.4, 3: 1.0,
    }  # fmt: skip
    assert match_in(segment_of(whoosh), Any((Word("gạo"), Word("gáo")))).best is None


def test_a_segment_has_its_share_of_the_room(whoosh):
    rooms = [Memory(count).matches.room for count in (10, LARGE // 4, LARGE, 9 * LARGE)]
    assert rooms == [LEAST_ROOM, MATCHES_REMEMBERED // 4, MATCHES_REMEMBERED, MATCHES_REMEMBERED]
    whoosh.apply([doc("A", "Hũ gạo")], [], 1)
    assert segment_of(whoosh).memory.matches.room == LEAST_ROOM


class Watched:
    """Works questions out slowly, and counts how many there are and were at once."""

    def __init__(self, monkeypatch):
        self.texts, self.most, self._now = [], 0, 0
        self._lock, self._do = threading.Lock(), searching._worked_out
        monkeypatch.setattr(searching, "_worked_out", self)

    def __call__(self, corpus, text, thesaurus, weights):
        with self._lock:
            self.texts.append(text)
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.02)
        found = self._do(corpus, text, thesaurus, weights)
        with self._lock:
            self._now -= 1
        return found


def test_few_questions_are_worked_out_at_once(whoosh, monkeypatch):
    whoosh.apply([doc("A", "Hũ gạo")], [], 1)
    watched = Watched(monkeypatch)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: whoosh.search(Query(f"gạo {n}")).total, range(8)))
    assert found == [1] * 8
    assert len(watched.texts) == 8
    assert watched.most == searching.AT_ONCE


def test_what_several_ask_at_once_is_worked_out_for_few_of_them(whoosh, monkeypatch):
    whoosh.apply([doc("A", "Hũ gạo")], [], 1)
    watched = Watched(monkeypatch)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _n: whoosh.search(Query("gạo")), range(8)))
    assert len(watched.texts) <= searching.AT_ONCE


def test_what_is_remembered_waits_for_nobody(whoosh, monkeypatch):
    whoosh.apply([doc("A", "Hũ gạo")], [], 1)
    known = whoosh.search(Query("gạo"))
    monkeypatch.setattr(searching, "_working", None)
    assert whoosh.search(Query("gạo")) == known
