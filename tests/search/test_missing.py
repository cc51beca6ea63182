"""What a hit lacks of the question: told in the words that were typed."""

from dataclasses import replace

import pytest

from registry.search.base import Query
from tests.search.conftest import doc

CAMERA = doc("A", "Loa an ninh ở chợ")
SAFE = doc("B", "Loa của hội An Hòa")
GUARD = doc("C", "Tổ tự quản an ninh trật tự", summary="Giữ gìn an ninh trong xóm")
LAND = doc("D", "Hiến đất làm đường", summary="Cả xóm góp công")
WIDER = doc("E", "Mở rộng hẻm")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("loa an ninh", {"A": (), "B": ("an ninh",), "C": ("loa",)}),
        ("loa an ninh xe lửa", {"A": ("xe lửa",), "B": ("an ninh xe lửa",), "C": ("loa", "xe lửa")}),
        # Stop words are not looked for, so nobody lacks them; without marks any spelling is meant.
        ("lam the nao de hien dat loa", {"D": ("loa",)}),
        # The same said otherwise is not missing; what answers one side of an OR lacks nothing.
        ("mở hẻm loa", {"E": ("loa",)}),
        ("hiến đất OR loa an ninh", {"D": (), "A": ()}),
    ],
)
def test_a_partial_hit_tells_which_words_it_lacks(engine, text, told):
    engine.rebuild([CAMERA, SAFE, GUARD, LAND, WIDER], 1)

    found = {hit.key: hit.missing for hit in engine.search(Query(text)).hits}

    assert told.items() <= found.items()


@pytest.mark.parametrize(
    ("text", "offset", "partly"),
    [
        ("loa camera", 0, True),
        ("hiến đất loa", 0, True),
        ("loa an ninh", 0, False),
        # The one that has all of them stands on the page before, or answers another side of an OR.
        ("loa an ninh", 1, False),
        ("loa camera OR hiến đất", 0, False),
        ("camera", 0, False),
        ("", 0, False),
    ],
)
def test_that_none_has_every_word_is_told_exactly_then(engine, text, offset, partly):
    engine.rebuild([CAMERA, SAFE, GUARD, LAND, WIDER], 1)

    outcome = engine.search(Query(text, offset=offset))

    assert outcome.partly is partly
    assert not (outcome.partly and not all(hit.missing for hit in outcome.hits))


def test_filters_decide_who_may_have_every_word(engine):
    of_field = {"economy": CAMERA, "culture": SAFE}
    fields = [replace(one, facets={"field": (name,)}) for name, one in of_field.items()]
    engine.rebuild([*fields, GUARD, LAND, WIDER], 1)

    found = {
        field: engine.search(Query("loa an ninh", {"field": frozenset([field])})).partly
        for field in ("economy", "culture")
    }

    assert found == {"economy": False, "culture": True}
