"""A phrase of the table of words is never taken for a slip."""

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
