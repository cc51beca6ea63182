"""Raw Telex and VNI keys become words again; confused sounds are known."""

import pytest

from registry.search.typing_slips import retype, slip_size, sound_alikes


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("hieens", "hiến"),
        ("ddaats", "đất"),
        ("mowr", "mở"),
        ("noong", "nông"),
        ("dduowngf", "đường"),
        ("vaanj", "vận"),
        ("hie6n1", "hiến"),
        ("d9a61t", "đất"),
        ("d9uong72", "đường"),
        ("did", "đi"),
    ],
)
def test_keys_become_the_word_they_were_meant_for(keys, word):
    assert retype(keys) == word


@pytest.mark.parametrize("word", ["camera", "route", "hien", "đất", "24"])
def test_other_words_are_no_keys(word):
    assert retype(word) is None


def test_confused_sounds():
    assert "xanh" in sound_alikes("sanh")
    assert "trong" in sound_alikes("chong")
    assert "phe" in sound_alikes("fe")


def test_a_slip_of_marks_is_smaller_than_one_of_letters():
    assert slip_size("đát", "đất") < slip_size("nàm", "làm") < slip_size("đát", "đáng")
