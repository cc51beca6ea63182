"""Names and questions typed without spaces, `HoChiMinh` or `hiendatlamduong`, read as their syllables."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from registry.search.corpus import Corpus
from registry.search.languages import language_of
from registry.search.parsing import CLAUSE_LIMIT, Parsed, Word
from registry.search.ranking import places_of
from registry.search.stems import LANGUAGES, stem
from registry.search.text import fold, is_syllable_shape, normalise
from registry.search.thesaurus import FOREIGN, Thesaurus
from registry.search.traces import Traces, neighbours
from registry.search.typing_slips import retype

# Shorter words are slips rather than several syllables; longer ones are nobody's.
SHORTEST, LONGEST = 5, 48
LEAST_WORD, LONGEST_WORD = 4, 7
# How many ways of dividing a word are compared, those with the fewest syllables first.
MOST_WAYS = 12

Change = tuple[Word, str]


def with_words_apart(parsed: Parsed, corpus: Corpus, thesaurus: Thesaurus) -> tuple[Parsed, list[Change]]:
    """The query with each word that nobody wrote, but whose syllables follow one another somewhere, taken
    apart; and what to ask for instead."""
    typed = [word for side in (parsed, *parsed.others) for word in side.words]
    quoted = {word for side in (parsed, *parsed.others) for phrase in side.phrases for word in phrase}
    if not any(_may_be_several(word, corpus, thesaurus) for word in typed):
        return parsed, []
    if language_of(corpus, thesaurus, [word.text for word in typed]):
        return parsed, []
    parts = {}
    for word in typed:
        if word.text not in quoted and _may_be_several(word, corpus, thesaurus):
            parts[word] = _syllables(parsed.text[word.start : word.end], corpus)
    parts = {word: found for word, found in parts.items() if found}
    if len(typed) + sum(map(len, parts.values())) > CLAUSE_LIMIT:
        return parsed, []
    changes = [(word, " ".join(found)) for word, found in parts.items()]
    return replace(_apart(parsed, parts), others=tuple(_apart(one, parts) for one in parsed.others)), changes


def _may_be_several(word: Word, corpus: Corpus, thesaurus: Thesaurus) -> bool:
    """Whether the word is nothing that somebody wrote, or that stands for something else."""
    text = word.text
    if word.is_prefix or not SHORTEST <= len(text) <= LONGEST or not text.isalpha():
        return False
    folded = fold(text)
    if not folded.isascii() or corpus.spellings(folded) or thesaurus.knows(text):
        return False
    if any(thesaurus.foreign_spans(lang, [text]) or thesaurus.is_stop_word(text, lang) for lang in FOREIGN):
        return False
    if any((root := stem(lang, text)) and corpus.knows(root) for lang in LANGUAGES):
        return False
    meant = retype(text)
    known = bool(meant and corpus.spellings(fold(meant)))
    return not known and not corpus.near(folded) and not corpus.starting_with(folded)


def _syllables(typed: str, corpus: Corpus) -> list[str]:
    """The parts of a word as they were typed; empty when no way of dividing it was ever written."""
    places: dict[str, Traces] = {}

    def stands(part: str) -> Traces:
        if part not in places:
            places[part] = places_of(corpus, dict.fromkeys(corpus.spellings(part), 1.0))
        return places[part]

    best: tuple[int, list[str]] = (0, [])
    folded = fold(normalise(typed))
    if len(folded) != len(typed):
        return []
    for ends in islice(_ways(folded, corpus), MOST_WAYS):
        parts = [folded[begin:end] for begin, end in pairwise(ends)]
        often = min(len(neighbours(stands(one), stands(other), 1)) for one, other in pairwise(parts))
        if often > best[0]:
            best = often, [typed[begin:end] for begin, end in pairwise(ends)]
    return best[1]


def _ways(folded: str, corpus: Corpus) -> Iterator[tuple[int, ...]]:
    """Where the syllables of a word begin and end, in every way that makes known words; fewest first."""
    reached: list[list[tuple[int, ...]]] = [[(0,)], *([] for _letter in folded)]
    for end in range(1, len(folded) + 1):
        for begin in range(max(0, end - LONGEST_WORD), end):
            part = folded[begin:end]
            if reached[begin] and _is_part(part) and corpus.spellings(part):
                reached[end] += [(*way, end) for way in reached[begin]]
        reached[end] = sorted(reached[end], key=len)[:MOST_WAYS]
    yield from (way for way in reached[-1] if len(way) > 2)


def _is_part(part: str) -> bool:
    """Whether it is a syllable, or long enough to be no accident: `camera` in `cameraanninh`."""
    return len(part) >= LEAST_WORD or is_syllable_shape(part)


def _apart(side: Parsed, parts: dict[Word, list[str]]) -> Parsed:
    """One side of the query; what comes behind a word that was taken apart moves on."""
    words: list[Word] = []
    moved = 0
    shifts: list[tuple[int, int]] = []
    for word in side.words:
        moved_on = replace(word, place=word.place + moved)
        if word not in parts:
            words.append(moved_on)
            continue
        words += _parted(moved_on, parts[word])
        more = len(parts[word]) - 1
        shifts.append((word.place, more))
        moved += more
    minus = tuple(
        None if place is None else place + sum(by for at, by in shifts if at < place) for place in side.minus
    )
    return replace(side, words=tuple(words), minus=minus)


def _parted(word: Word, parts: Sequence[str]) -> list[Word]:
    found: list[Word] = []
    start = word.start
    for place, part in enumerate(parts, word.place):
        found.append(Word(normalise(part), place, start, start + len(part)))
        start += len(part)
    return found
