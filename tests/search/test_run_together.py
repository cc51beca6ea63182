"""What was typed without spaces is read as the words it is made of, where somebody wrote them so."""

import pytest

from registry.search.base import Query
from tests.search.conftest import doc

LAND = doc("land", "Hiến đất làm đường", summary="Cả xóm góp công mở đường")
CITY = doc("city", "Camera an ninh", unit="Thành phố Hồ Chí Minh")
SCATTERED = doc("scattered", "Hiện nay đất rộng, làm nhà, mở đường")


@pytest.fixture
def asked(engine):
    engine.rebuild([LAND, CITY, SCATTERED], 1)
    return lambda text: engine.search(Query(text))


@pytest.mark.parametrize(
    ("text", "first", "spaced"),
    [
        ("hiendatlamduong", "land", "hien dat lam duong"),
        ("hiếnđấtlàmđường", "land", "hiến đất làm đường"),
        ("HoChiMinh", "city", "Ho Chi Minh"),
        ("hochiminh", "city", "ho chi minh"),
        ("cameraanninh", "city", "camera an ninh"),
        ("hiendat OR hochiminh", "city", "hien dat OR ho chi minh"),
    ],
)
def test_squeezed_words_find_what_they_are_made_of_and_say_so(asked, text, first, spaced):
    outcome = asked(text)
    assert outcome.hits[0].key == first
    assert outcome.hits[0].missing == ()
    assert outcome.suggestion == spaced


def test_words_behind_one_that_was_taken_apart_keep_their_places(asked):
    found = asked("hiendat làm đường loa -camera")
    assert found.hits[0].key == "land"
    assert found.hits[0].missing == ("loa",)
    assert found.excluded == ("camera",)


@pytest.mark.parametrize(
    "text", ["banana", "nhalamdat", '"hiendatlamduong"', "duonghien", "x" * 48, "hienda"]
)
def test_what_nobody_wrote_is_left(asked, text):
    assert " " not in (asked(text).suggestion or "")


def test_what_was_taken_apart_is_corrected_with_the_others(asked):
    assert asked("hiếnđátlàmđường cammera").suggestion == "hiến đất làm đường camera"
