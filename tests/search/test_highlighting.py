"""Found words are marked in the text as it was written."""

import unicodedata
from dataclasses import replace

import pytest

from registry.search import highlighting
from registry.search.base import highlight
from registry.search.text import fold, words


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


ODD = (
    "Kĩ thuật hoà thuỷ, Hi sỉ sỹ TP.HCM.an,ninh",
    "a1.000b 2025abc 1.5kg 12abc 1.000",
    "Σίσυφος ΣΑΣ İstanbul",
    "السلام ـ عليكم",
    "nông thôn 😀 mới",
    "nông.thôn\u200bmới; ĐẤT_đất",
    unicodedata.normalize("NFD", "Hũ gạo hòa"),
)


@pytest.mark.parametrize("change", [str, fold])
def test_what_is_looked_up_is_what_reading_every_word_finds(monkeypatch, models, judged, change):
    texts = [*ODD, *(f"{model.title}. {model.summary} {model.body}" for model in models[::12])]
    asked = [tuple(map(change, words(row["q"]))) for row in judged[::3]]
    asked += [(change(" ".join(words(text)[1:3])), *map(change, words(text)[3:9:2])) for text in texts]
    quick = [highlight(text, terms, 200) for text in texts for terms in asked]
    wanted = highlighting._wanted
    monkeypatch.setattr(highlighting, "_wanted", lambda terms: replace(wanted(terms), drawings=None))
    assert [highlight(text, terms, 200) for text in texts for terms in asked] == quick
    assert sum(hit for parts in quick for _text, hit in parts) > 100
