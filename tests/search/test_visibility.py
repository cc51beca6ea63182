"""What a reader may not know of changes nothing at all in an answer."""

import pytest

from registry.search.base import Query
from registry.search.memory_engine import MemoryEngine
from registry.search.whoosh_engine import WhooshEngine
from tests.search.conftest import doc

MORE = ["gạ", "công an xã", "hien", "ngan hang", "hủ gạo", "khuy*", "camera -an", "súng sănn", "trong", ""]


@pytest.fixture(params=["memory", "whoosh"])
def make(request, tmp_path):
    def build(name, documents):
        engine = MemoryEngine() if request.param == "memory" else WhooshEngine(tmp_path / name)
        engine.rebuild(documents, 1)
        return engine

    return build


@pytest.mark.parametrize("part", [0, 1])
def test_hidden_documents_change_no_total_count_order_or_suggestion(make, models, judged, part):
    shown = [document for number, document in enumerate(models) if number % 2 == part]
    mask = {document.key for document in shown}
    alone, among = make("alone", shown), make("among", models)
    for text in [row["q"] for row in judged] + MORE:
        for sort in ("relevance", "updated"):
            query = Query(text, sort=sort, limit=50)
            assert among.search(query, mask) == alone.search(query), text
    for document in shown[:10]:
        assert among.similar(document.key, mask) == alone.similar(document.key)


def test_a_word_only_in_hidden_documents_is_like_a_word_nobody_wrote(engine):
    engine.apply([doc("A", "Ngân hàng bò"), doc("B", "Xylophon bí mật")], [], 1)
    for text in ("xylophon", "xylopon", "xyl*", "bí mật", '"bí mật"', "secret"):
        outcome = engine.search(Query(text), {"A"})
        assert (outcome.total, outcome.counts, outcome.terms, outcome.suggestion) == (0, {}, (), None), text
    assert engine.search(Query("xylopon")).suggestion == "xylophon"


def test_nothing_is_like_a_document_one_may_not_see(engine):
    engine.apply([doc("A", "Ngân hàng bò xã A"), doc("B", "Ngân hàng bò xã B"), doc("C", "Rác")], [], 1)
    assert [hit.key for hit in engine.similar("A")] == ["B"]
    assert engine.similar("A", {"B", "C"}) == []
    assert engine.similar("A", {"A", "C"}) == []
