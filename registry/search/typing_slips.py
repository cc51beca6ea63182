"""Undoes what keyboards and ears do to Vietnamese words: raw Telex or VNI keys, sounds that are confused."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from registry.search.text import fold, normalise

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TELEX_LETTERS = (
    ("dd", "đ"),
    ("uow", "ươ"),
    ("uwow", "ươ"),
    ("aa", "â"),
    ("ee", "ê"),
    ("oo", "ô"),
    ("aw", "ă"),
    ("ow", "ơ"),
    ("uw", "ư"),
)
_VNI_LETTERS = (
    ("uo7", "ươ"),
    ("d9", "đ"),
    ("a6", "â"),
    ("e6", "ê"),
    ("o6", "ô"),
    ("a8", "ă"),
    ("o7", "ơ"),
    ("u7", "ư"),
)
_HOOKS = (("uo", "ươ"), ("u", "ư"), ("o", "ơ"))
_LATE_LETTERS = {
    "w": (*_HOOKS, ("a", "ă")),
    "7": _HOOKS,
    "6": (("a", "â"), ("e", "ê"), ("o", "ô")),
    "8": (("a", "ă"),),
    "9": (("d", "đ"),),
    "d": (("d", "đ"),),
}
_ONSETS = (
    ("s", "x"),
    ("ch", "tr"),
    ("d", "gi"),
    ("d", "r"),
    ("gi", "r"),
    ("l", "n"),
    ("d", "v"),
    ("c", "k"),
    ("ngh", "ng"),
    ("gh", "g"),
    ("f", "ph"),
    ("j", "gi"),
    ("z", "d"),
    ("z", "gi"),
    ("w", "qu"),
)
_CODAS = (("n", "ng"), ("t", "c"), ("n", "nh"), ("ch", "t"))
VOWELS = "aeiouy"


def retype(word: str) -> str | None:
    """The word the keys were meant for: "hieens" and "hie6n1" are "hiến"; None if they were not keys."""
    meant = _retype(word, _TELEX_LETTERS, _TELEX_TONES) or _retype(word, _VNI_LETTERS, _VNI_TONES)
    return meant if meant and meant != word else None


def _retype(word: str, letters: tuple[tuple[str, str], ...], tones: dict[str, str]) -> str | None:
    """Take the tone key out, wherever it was pressed after the vowels, then join the letter keys."""
    if not word.isascii() or not word.isalnum():
        return None
    first_vowel = next((i for i, c in enumerate(word) if c in VOWELS), len(word))
    at = next((i for i in range(len(word) - 1, first_vowel, -1) if word[i] in tones), None)
    if at is not None and word[at] in "rsx" and word[at + 1 : at + 2] in tuple(VOWELS):
        at = None
    bare = word if at is None else word[:at] + word[at + 1 :]
    for keys, letter in letters:
        bare = bare.replace(keys, letter)
    bare = _late_letter(bare)
    if any(c.isdigit() for c in bare) or (at is None and bare == word):
        return None
    if at is None:
        return normalise(bare)
    vowel = max((i for i, c in enumerate(bare) if fold(c) in VOWELS), default=None)
    if vowel is None:
        return None
    return normalise(unicodedata.normalize("NFC", bare[: vowel + 1] + tones[word[at]] + bare[vowel + 1 :]))


def _late_letter(word: str) -> str:
    """A letter key pressed at the end of the word: "duongw" and "duong7" are "dương", "did" is "đi"."""
    key, rest = word[-1:], word[:-1]
    for plain, letter in _LATE_LETTERS.get(key, ()):
        if plain in rest:
            return rest.replace(plain, letter, 1)
    return word


def sound_alikes(folded: str) -> Iterator[str]:
    """Folded words that are often written for this one: s and x, ch and tr, final n and ng."""
    for left, right in _ONSETS:
        for wrong, meant in ((left, right), (right, left)):
            if folded.startswith(wrong) and folded[len(wrong) : len(wrong) + 1] in tuple(VOWELS):
                yield meant + folded[len(wrong) :]
    for left, right in _CODAS:
        for wrong, meant in ((left, right), (right, left)):
            stem = folded[: -len(wrong)]
            if folded.endswith(wrong) and stem[-1:] in tuple(VOWELS):
                yield stem + meant


@lru_cache(maxsize=4096)
def slip_size(typed: str, meant: str) -> float:
    """How far a word is from what was typed: 1 for a letter, less for its marks or a confused sound."""
    size = _edits(typed, meant) + (typed[:1] != meant[:1] and fold(typed[:1]) != fold(meant[:1])) * 0.5
    return min(size, 0.8) if fold(meant) in sound_alikes(fold(typed)) else size


def _edits(typed: str, meant: str) -> float:
    """Letters put in, left out, exchanged or taken for another."""
    before: list[float] = []
    row = [float(i) for i in range(len(meant) + 1)]
    for i, left in enumerate(typed, 1):
        next_row = [float(i)]
        for j, right in enumerate(meant, 1):
            cost = 0.0 if left == right else 0.5 if fold(left) == fold(right) else 1.0
            best = min(row[j] + 1, next_row[j - 1] + 1, row[j - 1] + cost)
            if i > 1 and j > 1 and fold(left) == fold(meant[j - 2]) and fold(typed[i - 2]) == fold(right):
                best = min(best, before[j - 2] + 1)
            next_row.append(best)
        before, row = row, next_row
    return row[-1]
