"""How the names of bodies break in the narrow column of a letterhead."""

import pytest

from registry.documents.issuers import unbroken


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("BAN TUYÊN GIÁO VÀ DÂN VẬN", ["BAN", "TUYÊN GIÁO", "VÀ", "DÂN VẬN"]),
        ("Ủy ban nhân dân xã Sương Nắng", ["Ủy ban", "nhân dân", "xã", "Sương Nắng"]),
        ("TỈNH ỦY MINH HỌA", ["TỈNH ỦY", "MINH HỌA"]),
        ("HỘI PHỤ NỮ\nXÃ ĐỒNG GƯƠNG", ["HỘI", "PHỤ NỮ\nXÃ", "ĐỒNG GƯƠNG"]),
        ("", [""]),
    ],
)
def test_a_line_ends_neither_within_a_word_nor_before_a_last_syllable(name, lines):
    assert [part.replace("\u00a0", " ") for part in unbroken(name).split(" ")] == lines
