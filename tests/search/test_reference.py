"""The engine on arrays and the same engine on stock Whoosh give the same answers, to the last digit."""

import random

import pytest

from registry.search.base import EngineUnavailable, Query
from registry.search.whoosh_engine import WhooshEngine
from tests.search.conftest import doc

SORTS = ("relevance", "relevance", "updated", "copies", "unheard-of")


@pytest.fixture(scope="module")
def both(models, tmp_path_factory):
    """Two indexes with the same past: built, changed, deleted from, merged."""
    chance = random.Random(8)
    made = [
        doc(
            one.key, one.title, summary=one.summary, body=one.body, unit=one.unit, topics=one.topics,
            facets=one.facets, sort_keys={"updated": chance.randrange(9), "copies": chance.randrange(3)},
        )
        for one in models
    ]  # fmt: skip
    engines = []
    for plain in (False, True):
        engine = WhooshEngine(tmp_path_factory.mktemp("both") / "search", plain=plain)
        engine.rebuild(made[:-30], 1)
        for number in range(10):
            engine.apply(
                made[-30 + 3 * number : len(made) - 27 + 3 * number], [made[number * 7].key], 2 + number
            )
        engines.append(engine)
    return engines


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """However busy the machine is, facets are counted."""
    monkeypatch.setattr("registry.search.searching.COUNTING_BUDGET", 3600.0)


def questions(engine, amount, judged):
    """Queries of every class: words, several, phrases, exclusions, prefixes, slips, filters, sorts, pages."""
    chance = random.Random(amount)
    groups = [group for part in engine._open().parts for group in part.segment.lexicon.groups.items()]
    bare = sorted({folded for folded, _ in groups})
    exact = sorted({word for _, words in groups for word in words})
    facets = engine.search(Query()).counts
    for number in range(amount):
        words = chance.choices(chance.choice((bare, exact)), k=chance.randint(1, 4))
        text = " ".join(words)
        kind = number % 8
        if kind == 1:
            text = f'"{" ".join(words[:2])}" {" ".join(words[2:])}'
        elif kind == 2:
            text = f"{text} -{chance.choice(bare)}"
        elif kind == 3:
            text = f"{words[0][:2]}* {' '.join(words[1:])}"
        elif kind == 4:
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice("aeoxn") + text[at + 1 :]
        elif kind == 5:
            text = chance.choice(judged)["q"]
        elif kind == 6:
            text = ""
        names = chance.sample(sorted(facets), chance.choice((0, 0, 1, 2)))
        filters = {name: frozenset(chance.sample(sorted(facets[name]), 1)) for name in names}
        offset, limit = chance.choice((0, 0, 5)), chance.choice((3, 10, 100))
        yield Query(text, filters, chance.choice(SORTS), offset, limit)


def differing(both, amount, judged):
    """The questions, and the models to which others are alike, that the two answer otherwise."""
    ours, stock = both
    keys = sorted(ours.versions())
    assert ours.versions() == stock.versions()
    some = frozenset(key for number, key in enumerate(keys) if number % 4)
    otherwise = []
    for number, query in enumerate(questions(stock, amount, judged)):
        visible = some if number % 3 == 0 else None
        if ours.search(query, visible) != stock.search(query, visible):
            otherwise.append(query)
    return otherwise + [key for key in keys[:20] if ours.similar(key, some) != stock.similar(key, some)]


def test_a_sample_of_every_class_is_answered_alike(both, judged):
    assert differing(both, 120, judged) == []


@pytest.mark.slow
def test_two_thousand_queries_are_answered_alike(both, judged):
    assert differing(both, 2000, judged) == []


def test_an_index_of_the_other_kind_is_not_opened_and_is_built_anew(whoosh):
    whoosh.apply([doc("A", "Hũ gạo")], [], 1)
    other = WhooshEngine(whoosh._folder.root, plain=True)
    with pytest.raises(EngineUnavailable):
        other.position()
    other.rebuild([doc("A", "Hũ gạo")], 1)
    assert other.search(Query("gạo")).total == 1
    with pytest.raises(EngineUnavailable):
        whoosh.search(Query("gạo"))
