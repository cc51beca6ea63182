"""Decides which words of the index a typed word may stand for, with the help of its neighbours."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from registry.search.corpus import Corpus
from registry.search.guessing import Guesses
from registry.search.parsing import Word
from registry.search.ranking import Weights, places_of
from registry.search.stems import LANGUAGES, stem
from registry.search.text import fold, has_marks, is_syllable_shape, is_vietnamese_only
from registry.search.thesaurus import Thesaurus
from registry.search.traces import Traces
from registry.search.typing_slips import retype

# Where the words beside another stand, and how far from it: behind it, or before it if that is negative.
Beside = Sequence[tuple[Traces, int]]
NEIGHBOUR_DISTANCE = 3
SHORT_WORD = 3
FITS = 0.3
CERTAIN = 0.4
LIKELY = 0.4
FIT_WORTH = 3.0
NEARLY_AS_NEAR = 0.25


@dataclass
class Reading:
    """A typed word, the words it is taken for by weight, and further guesses by the size of the slip."""

    word: Word
    spellings: dict[str, float]
    corrected: str | None = None
    guesses: dict[str, float] = field(default_factory=dict)


class Neighbourhood:
    """How much the neighbours of a typed word speak for what it may stand for."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def fits(self, words: Iterable[str], beside: Beside) -> dict[str, float]:
        """How much the neighbours speak for each word, in slips that they outweigh."""
        supports = self.supports(words, beside)
        return {word: FIT_WORTH * often / (self.frequency(word) + 1) for word, often in supports.items()}

    def support(self, word: str, beside: Beside) -> int:
        """In how many documents the word stands next to a neighbour, on the side it was typed on."""
        return self.supports((word,), beside)[word]

    def supports(self, words: Iterable[str], beside: Beside) -> dict[str, int]:
        """The same of several words."""
        total = dict.fromkeys(words, 0)
        for other, distance in beside:
            for word, often in self._corpus.beside(tuple(sorted(total)), other.recipe, distance).items():
                total[word] += often
        return total

    def frequency(self, word: str) -> int:
        """In how many documents the word stands."""
        return len(self._corpus.postings(word))


class Reader:
    """Reads the words of one query against one corpus."""

    def __init__(self, corpus: Corpus, weights: Weights, thesaurus: Thesaurus) -> None:
        self._corpus = corpus
        self._thesaurus = thesaurus
        self._weights = weights
        self._guesses = Guesses(corpus)
        self._near = Neighbourhood(corpus)

    def read(self, words: Sequence[Word]) -> list[Reading]:
        """What each word stands for. A word with marks means itself unless only another spelling fits."""
        marked = any(has_marks(word.text) for word in words)
        named = self._thesaurus.places_in_phrases([word.text for word in words], folded=not marked)
        readings = [
            _with_stems(
                self._corpus,
                self._weights,
                self._first_reading(word, marked=marked, sure=i in named, last=word is words[-1]),
            )
            for i, word in enumerate(words)
        ]
        unknown_first = sorted(range(len(readings)), key=lambda index: bool(readings[index].spellings))
        for index in unknown_first:
            self._settle(readings, index)
        return readings

    def _beside(self, readings: Sequence[Reading], index: int) -> list[tuple[Traces, int]]:
        """Where the words before and after stand, with their distance in the query."""
        here = readings[index].word.place
        return [
            (places_of(self._corpus, _likely(other)), other.word.place - here)
            for other in readings[max(0, index - 1) : index + 2]
            if 0 < abs(other.word.place - here) <= NEIGHBOUR_DISTANCE
        ]

    def _first_reading(self, word: Word, *, marked: bool, sure: bool, last: bool) -> Reading:
        """What a word stands for by itself; of a known phrase nothing is guessed."""
        if word.is_prefix:
            return Reading(word, self._guesses.expansions(word.text))
        reading = self._by_itself(word, marked=marked, sure=sure)
        known = sure or self._thesaurus.knows(word.text) or self._corpus.spellings(fold(word.text))
        if last and not known and not reading.spellings and len(word.text) >= SHORT_WORD:
            # The last word may not be typed to its end.
            begun = self._guesses.expansions(word.text)
            return Reading(word, begun) if begun else reading
        if sure:
            reading.guesses = {}
        return reading

    def _by_itself(self, word: Word, *, marked: bool, sure: bool) -> Reading:
        corpus, weights = self._corpus, self._weights
        folded = fold(word.text)
        group = corpus.spellings(folded)
        if word.text in group and (marked or has_marks(word.text)):
            spellings = dict.fromkeys(group, weights.other_spelling)
            spellings[word.text] = 1.0
            return Reading(word, spellings, guesses=self._guesses.confusions(word.text, group))
        if group and not has_marks(word.text):
            return Reading(word, dict.fromkeys(group, 1.0))
        if group:
            return Reading(word, {}, guesses=self._guesses.confusions(word.text, group))
        if sure or self._thesaurus.knows(word.text):
            return Reading(word, {})
        meant = retype(word.text)
        if meant and corpus.spellings(fold(meant)):
            group = corpus.spellings(fold(meant))
            exact = {meant: 1.0} if meant in group else dict.fromkeys(group, 1.0)
            return Reading(word, exact, corrected=next(iter(exact)))
        return Reading(word, {}, guesses=self._guesses.corrections(word.text))

    def _settle(self, readings: Sequence[Reading], index: int) -> None:
        """Weigh the possible spellings by how often they stand beside the neighbouring words of the query."""
        reading = readings[index]
        if reading.word.is_prefix:
            return
        beside = self._beside(readings, index)
        if reading.corrected:
            _with_other_marks(reading, self._corpus, self._weights, self._near, beside)
        elif not reading.spellings:
            self._choose_correction(reading, beside)
        elif reading.guesses:
            self._consider_confusion(reading, beside, lambda: self._bound(readings, index))
        elif len(reading.spellings) > 1:
            self._weigh_by_context(reading, beside)

    def _weigh_by_context(self, reading: Reading, beside: Beside) -> None:
        """A word without marks: spellings that fit the neighbours count fully, the others less."""
        support = self._near.supports(reading.spellings, beside)
        best = max(support.values())
        typed = reading.word.text
        for word in reading.spellings:
            fits = support[word] >= FITS * best if best else word == typed or typed not in reading.spellings
            if not fits and ":" not in word:
                reading.spellings[word] = (
                    self._weights.out_of_context if beside else self._weights.other_spelling
                )

    def _bound(self, readings: Sequence[Reading], index: int) -> int:
        """How often the neighbours of a word stand beside their own other neighbours.

        In "bà con bỏ hủ tục" the word "con" belongs to "bà" and says nothing of what follows it.
        """
        often = 0
        for side in (-1, 1):
            near, far = index + side, index + 2 * side
            if 0 <= far < len(readings):
                around = self._beside(readings, near)
                outer = [one for one in around if (one[1] > 0) == (side > 0)]
                own = readings[near].corrected or readings[near].word.text
                often = max(often, self._near.support(own, outer))
        return often

    def _consider_confusion(self, reading: Reading, beside: Beside, bound: Callable[[], int]) -> None:
        """A known word that never stands beside its neighbours may be a slip for one that mostly does."""
        typed = reading.word.text
        if not beside or self._near.support(typed, beside):
            return
        support = self._near.supports(reading.guesses, beside)
        chance = {word: often / self._near.frequency(word) for word, often in support.items()}
        best = max(chance, key=lambda word: (chance[word], word), default=None)
        if best is None or chance[best] < CERTAIN or support[best] < max(2, bound()):
            return
        reading.spellings[best] = self._weights.in_context
        reading.corrected = best

    def _choose_correction(self, reading: Reading, beside: Beside) -> None:
        """A word that nobody wrote: the guess that fits best, and a little of the other spellings."""
        typed = reading.word.text
        fits = self._near.fits(reading.guesses, beside)
        ranked = sorted(
            reading.guesses,
            key=lambda word: (reading.guesses[word] - fits[word], -self._near.frequency(word), word),
        )
        if not ranked:
            return
        best = ranked[0]
        is_well_formed = has_marks(typed) or is_syllable_shape(typed)
        if is_well_formed and beside and not self._near.support(best, beside):
            # Somebody may well know a word that no model has: nothing speaks for another one.
            return
        if len(typed) <= SHORT_WORD and reading.guesses[best] - fits[best] >= 1:
            return
        same = fold(best) == fold(typed)
        reading.corrected = best
        reading.spellings[best] = 1.0 if same else self._weights.correction
        if same:
            for word in ranked[1:]:
                if fold(word) == fold(typed):
                    reading.spellings[word] = self._weights.out_of_context


def _with_other_marks(
    reading: Reading,
    corpus: Corpus,
    weights: Weights,
    near: Neighbourhood,
    beside: Beside,
) -> None:
    """Keys of which one was left out ("hieen" for "hieens") may be meant for other marks: those that
    stand beside the neighbours, where the word as typed never does."""
    typed = str(reading.corrected)
    if not beside or near.support(typed, beside):
        return
    support = {one: near.support(one, beside) for one in corpus.spellings(fold(typed))}
    best = max(support, key=lambda one: (support[one], one), default=typed)
    if support.get(best):
        reading.corrected, reading.spellings = best, {typed: weights.other_spelling, best: 1.0}


def _with_stems(corpus: Corpus, weights: Weights, reading: Reading) -> Reading:
    """The word may also be of a text in another language."""
    word = reading.word.text
    if reading.word.is_prefix or is_vietnamese_only(word):
        return reading
    roots = [root for lang in LANGUAGES if (root := stem(lang, word)) and corpus.knows(root)]
    if roots and not corpus.spellings(fold(word)):
        return Reading(reading.word, dict.fromkeys(roots, 1.0))
    reading.spellings.update(dict.fromkeys(roots, weights.in_context))
    return reading


def _likely(reading: Reading) -> dict[str, float]:
    """The spellings that count for the neighbours of a word; of mere guesses only the nearest."""
    if reading.spellings:
        return {word: weight for word, weight in reading.spellings.items() if weight >= LIKELY}
    nearest = min(reading.guesses.values(), default=0.0) + NEARLY_AS_NEAR
    return {word: 1.0 for word, slip in reading.guesses.items() if slip <= nearest}
