"""Found words are marked in the text as it was written."""

import unicodedata

from registry.search.base import highlight


def matched(parts):
    return [text for text, hit in parts if hit]


def test_the_text_is_shown_as_written():
    text = "Xã Hoà Bình hiến đất"
    parts = highlight(text, ["hòa"])
    assert "".join(part for part, _ in parts) == text
    assert matched(parts) == ["Hoà"]


def test_another_spelling_is_not_marked():
    assert matched(highlight("Đường hoa, văn hóa, hòa giải", ["đường", "hoa"])) == ["Đường hoa"]


def test_terms_without_marks_match_any_marks():
    assert matched(highlight("Hiến đất làm đường", ["hien", "dat"])) == ["Hiến đất"]


def test_a_phrase_is_marked_only_as_a_whole():
    assert matched(highlight("nông thôn mới; thôn mới", ["nông thôn mới"])) == ["nông thôn mới"]


def test_decomposed_text_is_matched_and_kept():
    text = unicodedata.normalize("NFD", "Hũ gạo tình thương")
    assert matched(highlight(text, ["hũ", "gạo"])) == [unicodedata.normalize("NFD", "Hũ gạo")]


def test_the_window_shows_the_most_matches():
    text = "hiến " + "x " * 400 + "hiến đất làm đường " + "y " * 400
    parts = highlight(text, ["hiến", "đất", "làm", "đường"], limit=100)
    assert matched(parts) == ["hiến đất làm đường"]
    assert parts[0] == ("… ", False)
    assert parts[-1] == (" …", False)
    assert sum(len(part) for part, _ in parts) <= 104


def test_without_matches_the_text_begins_at_its_beginning():
    assert highlight("một hai ba", ["không"], limit=7) == [("một hai", False), (" …", False)]
    assert highlight("", ["a"]) == []
