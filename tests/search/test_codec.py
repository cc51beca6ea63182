"""The arrays of a segment, read by Whoosh's own queries: the same answers as from Whoosh's own files."""

import random
from collections import Counter

import numpy as np
import pytest
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import (
    And,
    AndMaybe,
    Every,
    FuzzyTerm,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    TermRange,
    Variations,
    Wildcard,
)
from whoosh.writing import SegmentWriter

from registry.search.arrays import Arrays, ArraysFile
from registry.search.codec import ArraysCodec
from registry.search.decoding import decoded
from registry.search.inverting import Inverter, Source, joined_lists
from registry.search.marks import having_any
from registry.search.places import SHIFT, STRIDE
from registry.search.ranking import STANDARD
from registry.search.warming import warm
from registry.search.whoosh_engine import WhooshEngine
from registry.search.whoosh_index import FIELD, add, make_schema
from tests.search.conftest import doc

WORDS = [
    "gạo", "đất", "đường", "hoa", "hũ", "tình", "thương", "làm", "hiến", "dân", "nghe", "nói", "hòa", "giải",
]  # fmt: skip
QUERIES = [
    Term(FIELD, "gạo"),
    Term(FIELD, "unheard-of"),
    And([Term(FIELD, "gạo"), Term(FIELD, "đất")]),
    Or([Term(FIELD, "hũ"), Term(FIELD, "nghe"), Term(FIELD, "nói")]),
    And([Term(FIELD, "dân"), Not(Term(FIELD, "hoa"))]),
    AndMaybe(Term(FIELD, "hòa"), Term(FIELD, "giải")),
    Phrase(FIELD, ["hiến", "đất"]),
    Phrase(FIELD, ["tình", "thương"], slop=3),
    Prefix(FIELD, "h"),
    Wildcard(FIELD, "*o*"),
    TermRange(FIELD, "g", "l"),
    FuzzyTerm(FIELD, "gao", maxdist=1),
    Variations(FIELD, "gạo"),
    Every(),
]


def written(folder, codec):
    """Three segments of the same documents, some deleted, the first two merged by Whoosh itself."""
    folder.mkdir()
    index = FileIndex.create(FileStorage(str(folder)), make_schema(), "test")
    chance = random.Random(3)
    for part in range(3):
        writer = SegmentWriter(index, codec=codec())
        for number in range(20):
            text = " ".join(chance.choices(WORDS, k=chance.randint(1, 12)))
            add(writer, doc(f"K{part}{number}", text, summary=" ".join(chance.choices(WORDS, k=5))))
        if part:
            writer.delete_document(part)
        writer.commit(merge=False)
    return index


def answers(index):
    with index.searcher() as searcher:
        return [
            sorted((hit["key"], tuple(hit["card"]["lengths"])) for hit in searcher.search(query, limit=None))
            for query in QUERIES
        ]


def test_every_query_of_whoosh_works_before_and_after_its_own_merge(tmp_path):
    ours, stock = written(tmp_path / "arrays", ArraysCodec), written(tmp_path / "stock", W3Codec)
    wanted = answers(stock)
    assert all(wanted[i] for i in range(len(wanted)) if i != 1)
    assert answers(ours) == wanted
    writer = SegmentWriter(ours, codec=ArraysCodec())
    writer.commit(optimize=True)
    assert answers(ours) == wanted
    with ours.reader() as reader:
        assert reader.doc_count() == reader.doc_count_all() == 58
        assert reader.frequency(FIELD, "gạo") > reader.doc_frequency(FIELD, "gạo") > 0
        assert reader.doc_frequency(FIELD, "unheard-of") == 0


def test_the_gist_of_a_document_survives_a_merge_by_whoosh(tmp_path):
    index = written(tmp_path / "arrays", ArraysCodec)
    with index.reader() as reader:
        before = {reader.stored_fields(n)["key"]: gist(reader, n) for n in reader.all_doc_ids()}
    SegmentWriter(index, codec=ArraysCodec()).commit(optimize=True)
    with index.reader() as reader:
        assert {reader.stored_fields(n)["key"]: gist(reader, n) for n in reader.all_doc_ids()} == before


def gist(reader, document):
    vector, found = reader.vector(document, FIELD), {}
    while vector.is_active():
        found[vector.id()] = vector.value_as("positions")
        vector.next()
    return found


def test_arrays_come_back_as_they_were(tmp_path):
    path = tmp_path / "some.words"
    file = ArraysFile(path.open("wb"))
    file.add("empty", np.zeros((0, 5), dtype="<u4"))
    file.add("square", np.arange(6, dtype="<i8").reshape(2, 3))
    file.add_pieces("pieces", "<u4", [np.array([1, 2]), np.array([], dtype=np.int64), np.array([3])])
    file.add_texts("texts", ["hũ gạo", "", "đất"])
    file.close()
    read = Arrays(path)
    assert read["empty"].shape == (0, 5)
    assert read["square"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert read["pieces"].tolist() == [1, 2, 3]
    assert read.texts("texts") == ["hũ gạo", "", "đất"]


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "foreign.words"
    path.write_bytes(b"x" * 64)
    with pytest.raises(ValueError, match="no file of arrays"):
        Arrays(path)


class Lists:
    """The lists of one piece."""

    def __init__(self, piece):
        self.words, self.counts, self.blocks = piece.words, piece.counts, piece.blocks
        self.behind, self.ids, self.stems = piece.behind, piece.ids, piece.stems
        self.starts = np.concatenate(([0], np.cumsum(piece.sizes)))


def plain_lists(pieces):
    """{word: [(document, place), ...]} of what was written."""
    found = {}
    for piece in pieces:
        lists = Lists(piece)
        for number, word in enumerate(lists.words):
            codes = decoded(
                lists.blocks[lists.starts[number] : lists.starts[number + 1]], int(lists.counts[number])
            ).tolist()
            found[word] = [(code >> SHIFT, code & (1 << SHIFT) - 1) for code in codes]
    return found


def following_words(pieces):
    """{(word, word right behind it): how often} of what was written, and the pairs of words and stems."""
    pieces = list(pieces)
    names = {id_: word for piece in pieces for id_, word in zip(piece.ids.tolist(), piece.words, strict=True)}
    pairs = Counter()
    for piece in pieces:
        places = np.repeat(np.arange(len(piece.words)), piece.sizes - piece.counts).tolist()
        for word, behind in zip(places, piece.behind.tolist(), strict=True):
            if behind:
                pairs[piece.words[word], names[behind]] += 1
    stems = [pair for piece in pieces for pair in piece.stems.tolist() if names.keys() >= set(pair)]
    return pairs, {(names[word], names[root]) for word, root in stems}


@pytest.mark.parametrize("slice_", [1, 7, 1 << 20])
def test_lists_are_those_of_a_simple_loop_and_joining_leaves_the_dead_out(monkeypatch, slice_):
    monkeypatch.setattr("registry.search.inverting.SLICE", slice_)
    chance = random.Random(slice_)
    sources, wanted, base, behind, stems = [], {}, 0, Counter(), set()
    for _part in range(3):
        inverter, numbers = Inverter(), []
        for document in range(chance.randint(0, 6)):
            words = chance.choices(WORDS, k=chance.randint(0, 9))
            places = [chance.randrange(3) * STRIDE + at for at in range(len(words))]
            places.sort()
            # Some words have a stem at their place.
            tokens = [(place, word) for place, word in zip(places, words, strict=True)]
            tokens = [
                one for place, word in tokens
                for one in ([(place, word), (place, f"en:{word}")] if word < "h" else [(place, word)])
            ]  # fmt: skip
            inverter.add([word for _place, word in tokens], [place for place, _word in tokens])
            numbers.append(-1 if chance.random() < 0.3 else base)
            if numbers[document] >= 0:
                at = dict(zip(places, words, strict=True))
                behind.update((word, at[place + 1]) for place, word in tokens if place + 1 in at)
                stems |= {(word, f"en:{word}") for word in words if word < "h"}
            words, places = [word for _place, word in tokens], [place for place, _word in tokens]
            for word, place in zip(words, places, strict=True):
                if numbers[document] >= 0:
                    wanted.setdefault(word, []).append((base, place))
            base += numbers[document] >= 0
        sources.append(Source(Lists(inverter.piece()), np.array(numbers, dtype=np.int64)))
    assert plain_lists(joined_lists(sources)) == wanted
    found, pairs = following_words(joined_lists(sources))
    assert found == behind
    assert stems <= pairs <= {(word, f"en:{word}") for word in WORDS}


def test_the_commonest_words_are_worked_out_until_the_room_is_used_up(tmp_path, monkeypatch):
    engine = WhooshEngine(tmp_path / "search")
    titles = ["gạo" + " đất" * (n % 2) + " hoa" * (n % 5 == 0) for n in range(20)]
    engine.rebuild([doc(f"K{n}", title) for n, title in enumerate(titles)], 1)
    segment = engine._open().parts[0].segment
    assert warm(segment, STANDARD, room=2 * 20 // 8) == 2
    monkeypatch.setattr(segment, "documents", None)
    assert having_any(segment, ["gạo", "đất"]).all()
    assert having_any(segment, ["đất"]).tolist() == [False, True] * 10
    with pytest.raises(TypeError):
        having_any(segment, ["hoa"])


def test_lists_that_were_put_aside_make_the_same_index(tmp_path, monkeypatch, models):
    whole, parts = WhooshEngine(tmp_path / "whole"), WhooshEngine(tmp_path / "parts")
    whole.rebuild(models, 1)
    monkeypatch.setattr("registry.search.whoosh_index.WORDS_AT_ONCE", 500)
    parts.rebuild(models, 1)
    files = [sorted(engine._folder.current().glob("*.words")) for engine in (whole, parts)]
    assert files[0][0].read_bytes() == files[1][0].read_bytes()
