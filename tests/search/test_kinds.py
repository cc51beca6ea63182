"""What is worked out for each kind of document, or from bits, is what adding up each document gives."""

import random

import numpy as np
import pytest

from registry.search import kinds
from registry.search.kinds import Kinds
from registry.search.marks import count_any, have_any, having_any, packed
from registry.search.whoosh_engine import WhooshEngine
from tests.search.conftest import doc

SIZE = 300


@pytest.mark.parametrize(("most", "wide"), [(1 << 10, 1 << 16), (1, 1 << 16), (1, 1)])
def test_each_document_answers_what_its_own_evidence_adds_up_to(monkeypatch, most, wide):
    monkeypatch.setattr(kinds, "MOST_KINDS", most)
    monkeypatch.setattr(kinds, "WIDE", wide)
    chance = np.random.default_rng(5)
    answering, covered = Kinds(SIZE), np.zeros(SIZE)
    having = np.zeros(SIZE, dtype=bool)
    for unit in range(4):
        piece = np.zeros(SIZE)
        for _evidence in range(2):
            levels = chance.integers(0, 3, SIZE).astype(np.uint8) * chance.integers(0, 2, SIZE).astype(
                np.uint8
            )
            shares = np.array([0.0, *sorted(chance.random(2))])
            answering.add(levels, shares)
            piece += shares[levels]
            having |= levels > 0
        if unit % 2:
            levels = chance.integers(0, 2, SIZE).astype(np.uint8)
            shares = np.array([0.0, 1.1])
            answering.add_otherwise(levels, shares)
            piece = np.maximum(piece, shares[levels])
            having |= levels > 0
        answering.close()
        covered += piece
    seen = chance.random(SIZE) > 0.2

    numbers, known = answering.there(seen)

    assert (numbers > 0).tolist() == (having & seen).tolist()
    assert answering.covered[numbers][having & seen].tolist() == covered[having & seen].tolist()
    assert sorted(set(numbers.tolist()) - {0}) == np.flatnonzero(known).tolist()


def test_bits_count_what_stands_in_the_documents(tmp_path):
    chance = random.Random(3)
    # Frequent words are kept as bits, rare ones as lists of documents.
    words = {"gạo": 0.7, "đất": 0.3, "hũ": 0.01, "ninh": 0.008}
    texts = [{word for word, share in words.items() if chance.random() < share} for _ in range(SIZE)]
    engine = WhooshEngine(tmp_path / "search")
    engine.rebuild([doc(f"K{n:03}", " ".join(sorted(text)) or "không") for n, text in enumerate(texts)], 1)
    segment = engine._open().parts[0].segment
    for asked in ([], ["gạo"], ["hũ"], ["hũ", "ninh"], list(words), ["đất", "hũ", "chẳng"]):
        having = np.array([bool(text & set(asked)) for text in texts])
        order = [segment.keys.tolist().index(f"K{n:03}".encode()) for n in range(SIZE)]
        there = np.zeros(SIZE, dtype=bool)
        there[order] = having
        seen = np.arange(SIZE) % 7 > 0
        few = np.array([3, 50, 299, 8])
        assert having_any(segment, asked).tolist() == there.tolist()
        assert count_any(segment, asked, None) == there.sum()
        assert count_any(segment, asked, packed(seen)) == (there & seen).sum()
        assert have_any(segment, asked, few).tolist() == there[few].tolist()
