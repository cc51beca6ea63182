"""Stems of Ukrainian and Arabic words: one spelling for each family of letters, no endings, no article."""

import re
from collections.abc import Iterable

# A word keeps at least so many letters.
SHORTEST = 3
_VOWELS = "аеиіоуюяєї"
_REFLEXIVE = ("ся", "сь")
# What an abstract noun ends with; then the endings of verbs, adjectives and nouns.
_ENDINGS = re.findall(
    r"\w+",
    "ість ості істю ннями ннях нням ння нню нні"
    " увати ювати ати яти ити іти ти уємо юємо ємо емо ують юють ають яють ять ить ає ує"
    " ами ями еві ові єві ого ому ими ій ої ою ею єю їй ую юю"
    " ам ям ах ях ів їв ей ом ем єм ий их им й а я о е є у ю и і ї",
)
_OF_DOING = re.compile("(?<=[ая])нь$")
_SOFT = re.compile("[ьʼ]+$")
# A vowel that comes and goes: жінок and жінка, земель and земля.
_FLEETING = re.compile(f"(?<=[^{_VOWELS}])[ео](?=[клнц]$)")
# Letters that change before an ending: шкіл and школа, безпека and безпеці, дорога and дорозі.
_CLOSED = re.compile(f"і(?=[^{_VOWELS}]$)")
_SOFTENED = {"ц": "к", "з": "г"}
_DOUBLED = re.compile(r"(.)\1$")

_ALIKE = str.maketrans("أإآٱىةؤئ", "اااايهوي")
# "And" goes with the article alone: without one it cannot be told from the first letter of a noun.
_ARTICLES = ("وبال", "وكال", "ولل", "وال", "بال", "كال", "فال", "لل", "ال")
# Words of parents begin with what looks like such an article.
_PARENTS = re.compile("والد(?:ه|ين|ان|ات|ي)?$")
_ARABIC_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_FEWEST = 2


def is_cyrillic(word: str) -> bool:
    """Whether a word begins with a letter of the Cyrillic script."""
    return "\u0400" <= word[:1] <= "\u04ff"


def is_arabic(word: str) -> bool:
    """Whether a word begins with a letter of the Arabic script."""
    return "\u0620" <= word[:1] <= "\u064a" or word[:1] == "\u0671"


def ukrainian_stem(word: str) -> str:
    """The word without the ending of its case, number or person, and without soft sign."""
    word = _without(_REFLEXIVE, word)
    bare = _OF_DOING.sub("", word) if len(word) > SHORTEST + 2 else word
    bare = _without(_ENDINGS, bare) if bare == word else bare
    has_ending = bare != word
    bare = _SOFT.sub("", bare)
    if not has_ending and len(bare) > SHORTEST:
        bare = _FLEETING.sub("", bare)
    bare = _CLOSED.sub("о", _DOUBLED.sub(r"\1", bare))
    return bare[:-1] + _SOFTENED.get(bare[-1:], bare[-1:])


def _without(endings: Iterable[str], word: str) -> str:
    """The word without the longest of the endings that leaves enough of it."""
    fitting = [one for one in endings if word.endswith(one) and len(word) - len(one) >= SHORTEST]
    return word[: len(word) - len(max(fitting, key=len, default=""))]


def arabic_stem(word: str) -> str:
    """The word without its article, what is written together with it and the endings of number and kind."""
    word = word.translate(_ALIKE)
    article = next((one for one in _ARTICLES if word.startswith(one)), "")
    if len(word) - len(article) >= _FEWEST and not _PARENTS.match(word):
        word = word[len(article) :]
    for ending in _ARABIC_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _FEWEST:
            word = word[: -len(ending)]
    return word
