"""Filters typed among the words become filters, and filters can be typed."""

import unicodedata

import pytest

from registry.discovery import indexing
from registry.discovery.searching import find
from registry.discovery.typed_filters import MOST_FILTERS, as_typed, read_typed
from registry.search.base import Query
from registry.units.states import UnitKind


@pytest.fixture
def places(make):
    make.field()
    make.unit(kind=UnitKind.PROVINCE, name="Gia Lai", code="gia-lai")
    make.unit(kind=UnitKind.CITY, name="Hồ Chí Minh", code="ho-chi-minh")


@pytest.mark.parametrize(
    ("typed", "words", "filters"),
    [
        ("hiến đất tỉnh:Gia Lai làm đường", "hiến đất làm đường", {"province": ("gia-lai",)}),
        ("province:gia-lai", "", {"province": ("gia-lai",)}),
        ('tinh:"Gia Lai" rác', "rác", {"province": ("gia-lai",)}),
        ("thành-phố:TP.HCM rác", "rác", {"province": ("ho-chi-minh",)}),
        ("tỉnh:Gia Lai,TP.HCM", "", {"province": ("gia-lai", "ho-chi-minh")}),
        ("linhvuc:kinh-te bò", "bò", {"field": ("economy",)}),
        ("lĩnhvực:kinh tế", "", {"field": ("economy",)}),
        ("FIELD:Economy field:culture_society", "", {"field": ("economy", "culture-society")}),
        ("năm:2022-2024", "", {"year": ("2022", "2023", "2024")}),
        ("year:2021 nam:2021", "", {"year": ("2021",)}),
        ("cấp:tỉnh vùng:miền núi", "", {"level": ("province",), "area": ("mountainous",)}),
        ("đốitượng:cá nhân", "", {"subject": ("individual",)}),
        ("tinh:Atlantis hũ gạo", "Atlantis hũ gạo", {}),
        ("năm:1000 nam:2024-2020", "1000 2024-2020", {}),
        ("https://a.vn xem: 5:30", "https://a.vn xem: 5:30", {}),
        ("tinh: linhvuc:", "", {}),
    ],
)
def test_filters_are_taken_out_of_the_words(places, typed, words, filters):
    for text in (typed, unicodedata.normalize("NFD", typed)):
        found = read_typed(text)
        assert (unicodedata.normalize("NFC", found.text), found.filters) == (words, filters)


def test_what_was_read_can_be_typed_again(places):
    filters = read_typed("tỉnh:Gia Lai năm:2020-2021 vùng:miền núi lĩnhvực:kinh tế").filters
    assert as_typed(filters) == ("tinh:gia-lai nam:2020 nam:2021 vung:mountainous linhvuc:economy")
    assert read_typed(as_typed(filters)).filters == filters


def test_an_address_of_many_filters_stays_cheap(places):
    assert len(read_typed("năm:2020 " * 30).text.split()) == 30 - MOST_FILTERS


def test_typed_filters_narrow_an_answer(app, make):
    road = make.exemplar(public=True, title="Hiến đất làm đường", areas=["mountainous"])
    make.exemplar(public=True, title="Hiến đất mở hẻm", areas=["urban"])
    engine = app.extensions["registry.search"]
    indexing.rebuild(engine)
    found = find(None, engine, Query("hiến đất vùng:miền núi")).found
    assert [one.exemplar for one in found] == [road]
