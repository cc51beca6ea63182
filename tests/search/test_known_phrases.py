"""What a query means as a whole: its phrases are no slips, and where few are searched all of it counts."""

import pytest

from registry.search.base import Query
from registry.search.memory_engine import MemoryEngine
from tests.search.conftest import doc


@pytest.fixture
def cities():
    made = MemoryEngine()
    made.rebuild(
        [
            doc("city", "Hiến đất mở hẻm tại Thành phố Hồ Chí Minh"),
            doc("capital", "Tổ dân phố tự quản tại Hà Nội"),
            *(doc(f"tidy{i}", f"Ngõ gọn gàng, sách sai tên, nhà tây {i}") for i in range(3)),
        ],
        1,
    )
    return made


@pytest.mark.parametrize(
    "typed", ["Sài Gòn", "sài gòn", "sai gon", "thành phố sài gòn", "Sài Gòn hiến đất", "hiến đất sai gon"]
)
def test_a_former_name_of_a_city_is_not_corrected_with_or_without_accents(cities, typed):
    found = cities.search(Query(typed))
    assert (found.hits[0].key, found.hits[0].missing, found.suggestion) == ("city", (), None)


@pytest.mark.parametrize("typed", ["Hà Tây", "ha tay"])
def test_a_former_province_is_looked_for_by_todays_name(cities, typed):
    found = cities.search(Query(typed))
    assert (found.hits[0].key, found.suggestion) == ("capital", None)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("tang le", set()),
        ("phan loai rac", set()),
        ("biên giới", set()),
        ("hu gao", {"HS"}),
        ("làm thế nào để có hũ gạo giáp hạt", {"HS"}),
        ("hũ gạo giáp hạt xa", {"HS"}),
        ("hu gao OR tang le", {"HS"}),
    ],
)
def test_where_few_are_searched_nearly_all_words_must_stand_there(typed, keys):
    made = MemoryEngine()
    text = "Hũ gạo giáp hạt: tặng bà con một phần, lẻ ra từng lon, loại bỏ lễ rườm rà, đổi mới, giỏi việc"
    made.rebuild([doc("HS", text, body="Thôn biên phòng dọn rác; phần nào còn")], 1)
    assert {hit.key for hit in made.search(Query(typed, whole=True)).hits} == keys


@pytest.fixture
def guarded():
    made = MemoryEngine()
    safe = [doc(f"safe{i}", f"Camera an ninh thôn {i}") for i in range(2)]
    made.rebuild([*safe, doc("jam", "Camera an toàn giao thông"), doc("rice", "Hũ gạo, da cam")], 1)
    return made


@pytest.mark.parametrize(
    ("typed", "keys", "excluded"),
    [
        ("camera -an ninh", {"jam"}, ("an ninh",)),
        ("camera -ninh thôn", {"jam"}, ("ninh thôn",)),
        ("camera -an gạo", {"rice"}, ("an",)),
        ("-an toan giao thong", {"safe0", "safe1", "rice"}, ("an toan giao thong",)),
    ],
)
def test_a_minus_sign_leaves_out_the_phrase_it_begins(guarded, typed, keys, excluded):
    found = guarded.search(Query(typed))
    assert ({hit.key for hit in found.hits}, found.excluded) == (keys, excluded)


def test_a_word_that_is_not_typed_to_its_end_is_no_slip(guarded):
    found = guarded.search(Query("came"))
    assert ({hit.key for hit in found.hits}, found.suggestion) == ({"safe0", "safe1", "jam"}, None)
