"""Words of a text: one spelling per word, Vietnamese tone placement, folding and positions."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

QUERY_LENGTH = 256
_RAW_LENGTH = 2048
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_HOOKED = "\u0306\u0302\u031b"
_SILENT = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_STORM = re.compile("([\u0300-\u036f]{3})[\u0300-\u036f]+")
# The apostrophe of Ukrainian, however it is typed; it is a letter of the word.
_APOSTROPHE = "(?<=[\u0400-\u04ff])['\u2018\u2019\u02b9\u02bb\u00b4`\u2032\uff07](?=[\u0400-\u04ff])"
_APOSTROPHES = re.compile(_APOSTROPHE)
WORD = re.compile(
    r"\d+(?:[.,]\d+)*(?![^\W\d_])"
    r"|[^\W_](?:[^\W_]|[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0670]"
    rf"|{_APOSTROPHE})*"
)
_LETTERS_ALIKE = str.maketrans("đĐٱىة", "dDايه")
SENTENCE_END = re.compile(r"[.;:!?…|\n•·()\[\]]")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_HARAKAT = re.compile("[\u064b-\u065f\u0670\u0640]")
_SYLLABLE = re.compile(r"((?:gi(?=[aeiouy])|qu(?=[aeiouy])|[bcdghklmnpqrstvx])*)([aeiouy]+)([cghmnpt]*)")
_SHAPE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    r"(?:a[iouy]?|e[ou]?|i(?:a|eu?|u)?|o(?:a[iouy]?|eo?|i|o)?|u(?:a|ay|e|i|o[iu]?|u|y(?:a|eu?|u)?|au)?|y(?:eu?)?)"
    r"(?:c|ch|m|ng?|nh|p|t)?"
)
_LONE_I = re.compile(r"(?:h|k|l|m|qu|t)i|sy")
SENTENCE_GAP = 8


class Token(NamedTuple):
    """A word where it stands: `position` jumps at the end of a sentence so that phrases do not cross it."""

    word: str
    position: int
    start: int
    end: int


def clean(text: str, limit: int = QUERY_LENGTH) -> str:
    """Text that can be searched for: bounded, composed, without control characters or stray surrogates."""
    # What is pasted from a paper may hold soft hyphens, and other marks that nobody sees.
    text = _NOT_TEXT.sub(" ", str(text)[:_RAW_LENGTH]).translate(_SILENT)
    text = _STORM.sub(r"\1", text)
    return " ".join(unicodedata.normalize("NFC", text).split())[:limit].strip()


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in reading order."""
    position = end = 0
    for match in WORD.finditer(text):
        start, behind = match.span()
        # Mostly one space stands between, which ends nothing.
        if end and text[end:start] != " " and SENTENCE_END.search(text, end, start):
            position += SENTENCE_GAP
        word = normalise(match.group())
        if word:
            yield Token(word, position, start, behind)
            position += 1
        end = behind


def words(text: str) -> list[str]:
    """The words of a text, normalised."""
    return [token.word for token in tokens(text)]


@lru_cache(maxsize=65_536)
def normalise(word: str) -> str:
    """The one spelling under which a word is indexed: composed, lower case, tone on the usual vowel."""
    word = unicodedata.normalize("NFC", _NOT_TEXT.sub("", word).translate(_SILENT)).lower()
    if word[:1].isdigit():
        return word.replace(".", "") if _THOUSANDS.fullmatch(word) else word
    return _place_tone(_HARAKAT.sub("", _APOSTROPHES.sub("\u02bc", word)))


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """The word without any marks; đ is d, and Arabic letters that are often exchanged are one."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return bare.translate(_LETTERS_ALIKE)


def has_marks(word: str) -> bool:
    """Whether the word carries any mark that folding takes away."""
    return fold(word) != word


def is_vietnamese_only(word: str) -> bool:
    """Whether the word has a letter or mark that English, French and Spanish do not write."""
    parts = unicodedata.normalize("NFD", word)
    if "đ" in parts or any(mark in parts for mark in "\u0323\u0309\u031b"):
        return True
    return any(a in _HOOKED and b in _TONES for a, b in pairwise(parts))


def is_syllable_shape(word: str) -> bool:
    """Whether the folded word could be one Vietnamese syllable."""
    return _SHAPE.fullmatch(fold(word)) is not None


def _place_tone(word: str) -> str:
    """hoà and hòa, thuỷ and thủy, kĩ and kỹ are the same words: write each in one way."""
    parts = unicodedata.normalize("NFD", word)
    tones = [c for c in parts if c in _TONES]
    if len(tones) > 1 or (not tones and not _LONE_I.fullmatch(word)):
        return word
    toneless = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    shape = _SYLLABLE.fullmatch(fold(toneless))
    if shape is None:
        return word
    if _LONE_I.fullmatch(toneless):
        toneless = toneless[:-1] + ("i" if toneless[-1] == "y" else "y")
    if not tones:
        return toneless
    at = shape.start(2) + _tone_index(toneless[shape.start(2) : shape.end(2)], closed=bool(shape.group(3)))
    return unicodedata.normalize("NFC", toneless[: at + 1] + tones[0] + toneless[at + 1 :])


def _tone_index(vowels: str, *, closed: bool) -> int:
    """Which vowel of the group carries the tone in the traditional placement."""
    shaped = [i for i, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if shaped:
        return shaped[-1]
    if len(vowels) == 1:
        return 0
    if closed:
        return len(vowels) - 1
    return 0 if len(vowels) == 2 else 1
