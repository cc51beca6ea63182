"""Words are written in one way, folded by hand where Unicode does not, and placed."""

import unicodedata

import pytest

from registry.search.text import (
    QUERY_LENGTH,
    clean,
    fold,
    has_marks,
    is_syllable_shape,
    is_vietnamese_only,
    normalise,
    tokens,
    words,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("hòang", "hoàng"),
        ("qủa", "quả"),
        ("gìa", "già"),
        ("kĩ", "kỹ"),
        ("quí", "quý"),
        ("sỹ", "sĩ"),
        ("khuyến", "khuyến"),
        ("người", "người"),
        ("gì", "gì"),
        ("NÔNG", "nông"),
        ("modèle", "modèle"),
        ("1.700", "1700"),
        ("3,5", "3,5"),
    ],
)
def test_a_word_has_one_spelling(written, kept):
    assert normalise(written) == kept
    assert normalise(unicodedata.normalize("NFD", written)) == kept


def test_folding_takes_all_marks_and_the_bar_of_d():
    assert fold("đường") == "duong"
    assert fold("Đồng") == "Dong"
    assert fold("hiến đất") == "hien dat"
    assert has_marks("đat")
    assert not has_marks("hoa")


def test_words_split_at_hyphens_and_apostrophes_but_not_inside_numbers():
    assert words("57-NQ/TW, 1.700 hộ, 3,5 m, l'eau") == [
        "57",
        "nq",
        "tw",
        "1700",
        "hộ",
        "3,5",
        "m",
        "l",
        "eau",
    ]


def test_words_of_decomposed_text_stay_whole():
    assert words(unicodedata.normalize("NFD", "Tổ dân phố")) == ["tổ", "dân", "phố"]


def test_positions_jump_at_the_end_of_a_sentence():
    first, second, third = tokens("hiến đất. Làm")
    assert second.position == first.position + 1
    assert third.position > second.position + 1


def test_tokens_say_where_they_stand_in_the_text():
    text = "Xã Hoà Bình"
    assert [text[token.start : token.end] for token in tokens(text)] == ["Xã", "Hoà", "Bình"]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\x1bb"])
def test_cleaning_takes_out_what_is_not_text(text):
    assert clean(text) == "a b"


def test_cleaning_bounds_length_and_storms_of_marks():
    assert len(clean("x" * 60_000)) == QUERY_LENGTH
    assert len(clean("e" + "\u0301" * 5000)) < 6
    assert clean("  hai   từ ") == "hai từ"


def test_letters_tell_vietnamese_from_its_neighbours():
    assert is_vietnamese_only("hiến")
    assert is_vietnamese_only("đi")
    assert not is_vietnamese_only("élargir")
    assert is_syllable_shape("nghiêng")
    assert not is_syllable_shape("route")
