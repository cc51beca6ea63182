"""Names that are withheld become initials, and nothing else in the text changes."""

import pytest

from registry.catalogue.masking import initials_of, mask_of

HOA = mask_of(["Nguyễn Thị Hoà"])


def test_initials_are_the_first_letter_of_each_word():
    assert initials_of("Nguyễn Thị Hoà") == "N.T.H."
    assert initials_of("Đặng Văn  Ơn") == "Đ.V.Ơ."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bà Nguyễn Thị Hoà hiến đất.", "Bà N.T.H. hiến đất."),
        ("NGUYỄN THỊ HÒA, trưởng thôn", "N.T.H., trưởng thôn"),
        ("ảnh nguyen-thi-hoa.jpg", "ảnh N.T.H.jpg"),
        ("Nguyễn\u00a0Thị\nHòa", "N.T.H."),
        ("Nguyê\u0303n Thi\u0323 Hoa\u0300", "N.T.H."),
        ("Chị Hòa nói trước.", "Chị H. nói trước."),
        ("Hỏi đồng chí Hoà.", "Hỏi đồng chí H."),
    ],
)
def test_a_name_is_found_however_it_is_written(text, shown):
    assert HOA(text) == shown


@pytest.mark.parametrize(
    "text",
    ["hoa sen nở", "bà hòa giải viên", "bà Hòa Sen là người khác", "xã Hòa Bình", "Nguyễn Thị Hoàng Anh"],
)
def test_other_words_and_other_people_stay(text):
    assert HOA(text) == text


def test_other_spellings_are_masked_too_and_the_longer_one_first():
    mask = mask_of(["Lò Thị Mai", "Lò Thị Mai Hương"])
    assert mask("Lò Thị Mai Hương và Lò Thị Mai") == "L.T.M.H. và L.T.M."
