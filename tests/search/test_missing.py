"""What a hit lacks of the question: told in the words that were typed."""

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
