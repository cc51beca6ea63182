"""What a minus sign leaves out: the word behind it, or the phrase that it begins."""

import re
from collections.abc import Sequence
from dataclasses import replace

from registry.search.corpus import Corpus
from registry.search.missing import ONE_WORD
from registry.search.parsing import Parsed, Word
from registry.search.ranking import places_of
from registry.search.text import fold, has_marks
from registry.search.thesaurus import Thesaurus
from registry.search.traces import Traces, neighbours

# Two that stand beside each other only once may do so by chance.
OFTEN = 2


def with_whole_phrases(parsed: Parsed, corpus: Corpus, thesaurus: Thesaurus) -> Parsed:
    """The query without the phrases that a minus sign begins: `-an ninh` is not without every "an"."""
    without: list[tuple[str, ...]] = []
    words = list(parsed.words)
    for terms, place in zip(parsed.without, parsed.minus, strict=True):
        following = [] if place is None else _following(words, place + len(terms))
        size = _phrase_size(terms, [word.text for word in following], corpus, thesaurus)
        without.append((*terms, *(word.text for word in following[:size])))
        words = [word for word in words if word not in following[:size]]
    return replace(parsed, words=tuple(words), without=tuple(without))


def without_minus(text: str, phrase: str) -> str:
    """The query as typed without what it leaves out."""
    said = r"\W+".join(map(re.escape, phrase.split()))
    return " ".join(re.sub(rf'(?<!\S)-"?{said}"?(?!\w)', " ", text, flags=re.IGNORECASE).split())


def _following(words: Sequence[Word], place: int) -> list[Word]:
    found: list[Word] = []
    for word in words:
        if word.place == place + len(found) and not word.is_prefix:
            found.append(word)
    return found


def _phrase_size(terms: Sequence[str], following: Sequence[str], corpus: Corpus, thesaurus: Thesaurus) -> int:
    """How many of the words that follow belong to what is left out."""
    if not following:
        return 0
    run = [*terms, *following]
    marked = any(map(has_marks, run))
    for span in thesaurus.spans(run, folded=not marked):
        if span.start == 0 and span.end > len(terms):
            return span.end - len(terms)
    first, second = _places(corpus, terms[-1]), _places(corpus, following[0])
    together = len(neighbours(first, second, 1))
    return int(together >= max(OFTEN, ONE_WORD * min(len(first), len(second))))


def _places(corpus: Corpus, word: str) -> Traces:
    return places_of(
        corpus, {word: 1.0} if has_marks(word) else dict.fromkeys(corpus.spellings(fold(word)), 1.0)
    )
