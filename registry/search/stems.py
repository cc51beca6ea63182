"""Stems of words in other languages, prefixed by the language so that they never meet Vietnamese words."""

import re
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer
from whoosh.lang.snowball.french import FrenchStemmer
from whoosh.lang.snowball.spanish import SpanishStemmer

from registry.search.text import fold

_SNOWBALL = {"en": EnglishStemmer(), "fr": FrenchStemmer(), "es": SpanishStemmer()}
_ARABIC_LETTERS = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_UKRAINIAN_ENDING = re.compile(
    "(?:ами|ями|ого|ому|ими|ість|ості|ам|ям|ах|ях|ів|ей|ою|ею|ий|ій|[аяиіуюеоь])$",
)
LANGUAGES = ("en", "fr", "es", "ar", "uk")


@lru_cache(maxsize=16_384)
def stem(lang: str, word: str) -> str | None:
    """The stem under which a word of that language is also indexed, or None where we know no rules."""
    if lang in _SNOWBALL:
        bare = fold(_SNOWBALL[lang].stem(word)) if fold(word).isascii() else ""
    elif lang == "ar":
        bare = _arabic(word)
    elif lang == "uk":
        bare = _UKRAINIAN_ENDING.sub("", word) if len(word) > 4 else word
    else:
        bare = ""
    return f"{lang}:{bare}" if bare else None


def _arabic(word: str) -> str:
    """The word without its article and with one spelling for each family of letters."""
    word = word.translate(_ARABIC_LETTERS)
    if word.startswith("وال"):
        word = word[1:]
    return word[2:] if word.startswith("ال") and len(word) > 4 else word
