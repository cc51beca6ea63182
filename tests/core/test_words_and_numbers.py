"""Names, references, keys, pages: the small things everything else stands on."""

import unicodedata
from datetime import date

import pytest
from sqlalchemy import select

from registry.core.errors import InvalidInput
from registry.core.ids import next_reference, plain_words, slug_of, sort_key
from registry.core.naming import checked_name
from registry.core.paging import DEEPEST, Page, page_of
from registry.core.transaction import transaction
from registry.core.types import clean_text, unique_key
from registry.units.models import Unit


def name(text):
    return checked_name(text, field="name", missing="Enter a name", longest=20)


@pytest.mark.parametrize("text", ["", " \u200b\u202e ", "\x00\x07", None])
def test_name_without_letters_is_missing(app, text):
    with pytest.raises(InvalidInput, match="Enter a name"):
        name(text)


def test_name_is_composed_on_one_line_without_hidden_letters(app):
    typed = unicodedata.normalize("NFD", " Xã\u200b Hòa\n Bình\u202e ")
    assert name(typed) == "Xã Hòa Bình"


def test_name_in_one_script_is_taken_whatever_the_script(app):
    for text in ("Xã Đồng Gương 2", "Київ", "Тест", "ward 5B"):
        assert name(text) == text


def test_l06_two_scripts_in_one_name_are_refused(app):
    with pytest.raises(InvalidInput):
        name("Xã Hoа")  # the last letter is Cyrillic


def test_too_long_a_name_is_refused(app):
    with pytest.raises(InvalidInput):
        name("a" * 21)


def test_unique_key_sees_through_composition_case_and_width():
    forms = [unicodedata.normalize(form, "Xã HÒA  Bình") for form in ("NFC", "NFD")]
    keys = {unique_key(text) for text in (*forms, "xã hòa bình", "Ｘã hòa bình", "xã\u200b hòa bình")}
    assert keys == {"xã hòa bình"}


def test_clean_text_keeps_lines_and_drops_control_letters():
    assert clean_text(" a\r\nb\x00\x1b[0m\ud800 ") == "a\nb[0m"
    assert clean_text(None) == ""


def test_slug_and_plain_words():
    assert slug_of("Xã Đồng Gương – số 2") == "xa-dong-guong-so-2"
    assert plain_words("  ĐẶC KHU  Hòn Sớm Mai") == "dac khu hon som mai"


def test_names_sort_as_in_a_vietnamese_dictionary():
    wanted = ["an", "ăn", "ân", "da", "đa", "ma", "mà", "mả", "mã", "má", "mạ", "me", "mê"]
    assert sorted(set(wanted), key=sort_key) == wanted


def test_references_count_by_prefix_and_year(app):
    with transaction():
        given = [next_reference("MH", date(2026, 1, 1)), next_reference("MH", date(2026, 12, 31))]
        given += [next_reference("MH", date(2027, 1, 1)), next_reference("HS", date(2026, 1, 1), digits=4)]
    assert given == ["MH-2026-00001", "MH-2026-00002", "MH-2027-00001", "HS-2026-0001"]


def test_page_out_of_range_gives_the_nearest(make):
    for _ in range(5):
        make.unit()
    query = select(Unit).order_by(Unit.id)
    assert [page_of(query, number, 2).number for number in (-1, 0, 1, 3, 10**26)] == [1, 1, 1, 3, 3]
    assert page_of(query.where(Unit.id < 0), 7, 2).items == []


def test_page_offers_its_neighbours_and_both_ends():
    assert Page([], 5, 10, 100).numbers == [1, None, 4, 5, 6, None, 10]
    assert Page([], 1, 10, 0).numbers == [1]
    assert Page([], 1, 10, 10 * DEEPEST).last == DEEPEST
