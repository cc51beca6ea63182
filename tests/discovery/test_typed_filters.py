"""Filters typed among the words become filters, and filters can be typed."""

import unicodedata

import pytest
from sqlalchemy import event

from registry.core.db import db
from registry.discovery import indexing
from registry.discovery.searching import find, with_typed
from registry.discovery.typed_filters import MOST_FILTERS, as_typed, read_typed, without_names
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
        ("linhvuc:kinhte bò", "bò", {"field": ("economy",)}),
        ("bò lĩnh vực: kinh tế", "bò", {"field": ("economy",)}),
        ("nuôi bò thành phố: Sài Gòn", "nuôi bò", {"province": ("ho-chi-minh",)}),
        ('tinh:"Phố núi Pleiku" rác', "rác", {"province": ("gia-lai",)}),
        ("-tinh:phốnúipleiku rác", "rác", {"province": ("-gia-lai",)}),
        ("tinh:HoChiMinh rác", "rác", {"province": ("ho-chi-minh",)}),
        ('đơn vị: "Gia Lai" hũ gạo', "hũ gạo", {"unit": ("gia-lai",)}),
        ("donvi:gia lai hũ gạo", "hũ gạo", {"unit": ("gia-lai",)}),
        ('"o tinh:Gia Lai hien dat"', '"o tinh:Gia Lai hien dat"', {}),
        ("tinh:Atlantis hũ gạo", "tinh:Atlantis hũ gạo", {}),
        ("năm:1000 nam:2024-2020", "năm:1000 nam:2024-2020", {}),
        ("https://a.vn xem: 5:30", "https://a.vn xem: 5:30", {}),
        ("tinh: linhvuc:", "tinh: linhvuc:", {}),
        ("tinh: linhvuc:kinh tế", "tinh:", {"field": ("economy",)}),
        ('hiến đất -tỉnh:"Gia Lai" đường', "hiến đất đường", {"province": ("-gia-lai",)}),
        ("-field:economy hiến -lĩnh vực:kinh tế", "hiến", {"field": ("-economy",)}),
        ("nam:2021 -year:2022-2023", "", {"year": ("2021", "-2022", "-2023")}),
        ("-tinh:Atlantis hũ gạo", "-tinh:Atlantis hũ gạo", {}),
    ],
)
def test_filters_are_taken_out_of_the_words(places, typed, words, filters):
    for text in (typed, unicodedata.normalize("NFD", typed)):
        found = read_typed(text)
        assert (unicodedata.normalize("NFC", found.text), found.filters) == (words, filters)


def test_what_was_read_can_be_typed_again(places):
    filters = read_typed("tỉnh:Gia Lai năm:2020-2021 -vùng:miền núi lĩnhvực:kinh tế").filters
    assert as_typed(filters) == "tinh:gia-lai nam:2020 nam:2021 -vung:mien-nui linhvuc:kinh-te"
    assert read_typed(as_typed(filters)).filters == filters


def test_an_address_of_many_filters_stays_cheap(places):
    assert len(read_typed("năm:2020 " * 30).text.split()) == 30 - MOST_FILTERS


def test_a_value_nobody_knows_is_told_and_its_words_are_searched_for(places):
    typed = read_typed('linhvuc:abc "x năm:2020" đơn vị: "Nà Sương" tỉnh:')
    assert typed.unknown == (("field", "abc"), ("unit", "Nà Sương"), ("province", ""))
    assert without_names(typed.text) == 'abc "x năm:2020" "Nà Sương"'


@pytest.mark.parametrize(
    "value", ["tinh:a,b,c,d,e,f", "tinh:a b c d e f", "donvi:a,b,c", "donvi:a b c d e f"]
)
def test_no_address_asks_the_database_without_end(places, value):
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    read_typed(" ".join([value] * MOST_FILTERS))
    assert 0 < len(statements) <= 2 * MOST_FILTERS


def test_typed_filters_narrow_an_answer(app, make):
    road = make.exemplar(public=True, title="Hiến đất làm đường", areas=["mountainous"])
    make.exemplar(public=True, title="Hiến đất mở hẻm", areas=["urban"])
    engine = app.extensions["registry.search"]
    indexing.rebuild(engine)
    found = find(None, engine, with_typed(Query("hiến đất vùng:miền núi"))).found
    assert [one.exemplar for one in found] == [road]


def test_what_stands_after_a_negated_filter_that_nobody_knows_is_left_out():
    assert without_names('hũ -tinh: "At lantis" gạo') == 'hũ -"At lantis" gạo'
