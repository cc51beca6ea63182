"""In which language a query was typed."""

from collections.abc import Sequence

from registry.search.corpus import Corpus
from registry.search.text import is_syllable_shape, is_vietnamese_only
from registry.search.thesaurus import FOREIGN, Thesaurus

FOREIGN_SHARE = 0.5


def language_of(corpus: Corpus, thesaurus: Thesaurus, words: Sequence[str]) -> str | None:
    """A foreign language, when the glossary knows most of the words and Vietnamese texts lack some."""
    if not words or any(map(is_vietnamese_only, words)):
        return None
    if all(is_syllable_shape(word) or corpus.knows(word) for word in words):
        return None
    best: tuple[float, str | None] = (0.0, None)
    for lang in FOREIGN:
        spans = thesaurus.foreign_spans(lang, words)
        known = {i for span in spans for i in range(span.start, span.end)}
        known.update(i for i, word in enumerate(words) if thesaurus.is_stop_word(word, lang))
        best = max(best, (len(known) / len(words), lang), key=lambda item: item[0])
    return best[1] if best[0] >= FOREIGN_SHARE else None
