"""Stems of words in other languages, prefixed by the language so that they never meet Vietnamese words."""

from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer
from whoosh.lang.snowball.french import FrenchStemmer
from whoosh.lang.snowball.spanish import SpanishStemmer

from registry.search.foreign_stems import arabic_stem, is_arabic, is_cyrillic, ukrainian_stem
from registry.search.text import fold

_SNOWBALL = {"en": EnglishStemmer(), "fr": FrenchStemmer(), "es": SpanishStemmer()}
LANGUAGES = ("en", "fr", "es", "ar", "uk")


@lru_cache(maxsize=16_384)
def stem(lang: str, word: str) -> str | None:
    """The stem under which a word of that language is also indexed, or None where we know no rules."""
    if lang in _SNOWBALL:
        bare = fold(_SNOWBALL[lang].stem(word)) if fold(word).isascii() else ""
    elif lang == "ar":
        bare = arabic_stem(word) if is_arabic(word) else ""
    elif lang == "uk":
        bare = ukrainian_stem(word) if is_cyrillic(word) else ""
    else:
        bare = ""
    return f"{lang}:{bare}" if bare else None


def is_stem(word: str) -> bool:
    """Whether it is no word as it was written, but a stem."""
    return ":" in word
