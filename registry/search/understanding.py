"""Turns a parsed query into what is looked for: units of evidence, what must be there and what must not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from registry.search.corpus import Corpus
from registry.search.languages import language_of
from registry.search.missing import Syllable, syllables_of
from registry.search.parsing import Parsed, Word, replaced
from registry.search.ranking import Evidence, Unit, Weights, phrase_places, places_of
from registry.search.recipes import size_of
from registry.search.spelling import NEIGHBOUR_DISTANCE, Reader, Reading
from registry.search.suggesting import changes_of
from registry.search.text import fold, has_marks
from registry.search.thesaurus import Span, Thesaurus
from registry.search.traces import Traces, joined, neighbours, weighed

MEANT = 0.5
SHOWN = 0.5
TERMS_SHOWN = 64
# What it takes beside the recipes.
UNDERSTOOD = 8192


@dataclass
class Understood:
    """What a query asks for in one corpus; `others` are the further sides of an OR."""

    units: list[Unit] = field(default_factory=list)
    required: list[Traces] = field(default_factory=list)
    excluded: list[Traces] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    changes: list[tuple[Word, str]] = field(default_factory=list)
    suggestion: str | None = None
    words: int = 0
    syllables: list[Syllable] = field(default_factory=list)
    others: "list[Understood]" = field(default_factory=list)

    @property
    def size(self) -> int:
        """About how many bytes it takes: mostly recipes, which units and syllables share."""
        asked = [evidence.places for unit in self.units for evidence in (*unit.own, unit.other) if evidence]
        traces = [*asked, *self.required, *self.excluded]
        return UNDERSTOOD + 2 * sum(size_of(one.recipe) for one in traces) + sum(o.size for o in self.others)


class Interpreter:
    """Understands queries against one corpus with the help of a thesaurus."""

    def __init__(self, corpus: Corpus, thesaurus: Thesaurus, weights: Weights) -> None:
        self._corpus = corpus
        self._thesaurus = thesaurus
        self._weights = weights
        self._reader = Reader(corpus, weights, thesaurus)

    def understand(self, parsed: Parsed, changes: Sequence[tuple[Word, str]] = ()) -> Understood:
        """Everything that search needs to know of the query; `changes` are those made to it before."""
        understood = self._side(parsed)
        understood.others = [self._side(other) for other in parsed.others]
        for phrase in parsed.without:
            understood.excluded.append(self._phrase(phrase, marked=any(map(has_marks, phrase))))
        for other in understood.others:
            understood.terms += other.terms
            understood.changes += other.changes
        understood.changes = _with_spaces(understood.changes, changes)
        understood.terms = list(dict.fromkeys(understood.terms))[:TERMS_SHOWN]
        if understood.changes:
            understood.suggestion = replaced(parsed, understood.changes)
        return understood

    def _side(self, parsed: Parsed) -> Understood:
        """What one side of an OR asks for."""
        marked = any(has_marks(word.text) for word in parsed.words)
        lang = language_of(self._corpus, self._thesaurus, [word.text for word in parsed.words])
        words = self._content(parsed, lang or "vi")
        readings = self._reader.read(words)
        terms = [word.text for word in words]
        if lang:
            spans = self._thesaurus.foreign_spans(lang, terms)
            _forget_guesses(readings)
        else:
            spans = self._thesaurus.spans(_meant(readings), folded=not marked)
        understood = Understood(words=len(readings))
        understood.units = self._units(readings, spans, understood.terms, weak=lang is not None)
        understood.required = [self._phrase(phrase, marked=marked) for phrase in parsed.phrases]
        understood.syllables = syllables_of(
            self._corpus, self._thesaurus, readings, spans, foreign=lang is not None
        )
        understood.changes = changes_of(self._corpus, parsed, readings)
        for reading in readings:
            understood.terms.extend(w for w, x in reading.spellings.items() if x >= SHOWN and ":" not in w)
        return understood

    def _content(self, parsed: Parsed, lang: str) -> list[Word]:
        """The words that say what is looked for; stop words stay only when there is nothing else."""
        kept: list[Word] = []
        words = list(parsed.words)
        terms = [word.text for word in words]
        # In "nhà ở" the word "ở" is part of a name.
        marked = any(map(has_marks, terms))
        named = self._thesaurus.places_in_phrases(terms, folded=not marked)
        quoted = {word for phrase in parsed.phrases for word in phrase}
        quoted |= {terms[index] for index in named if self._thesaurus.is_stop_word(terms[index], lang)}
        index = 0
        while index < len(words):
            skipped = self._thesaurus.stop_phrase_at(terms, index)
            word = words[index]
            stop = self._thesaurus.is_stop_word(word.text, lang) and not word.is_prefix
            stop = stop and (lang != "vi" or marked or not _has_other_marks(self._corpus, word.text))
            if word.text in quoted or not (skipped or stop):
                kept.append(word)
                skipped = 1
            index += max(skipped, 1)
        return kept or words

    def _phrase(self, phrase: Sequence[str], *, marked: bool) -> Traces:
        """Where a quoted phrase stands: in its exact spelling when marks were typed and it is known so."""
        exact: list[dict[str, float]] = [{word: 1.0} for word in phrase]
        places = phrase_places(self._corpus, exact)
        if places or marked:
            return places
        return phrase_places(
            self._corpus, [dict.fromkeys(self._corpus.spellings(fold(word)), 1.0) for word in phrase]
        )

    def _units(
        self, readings: Sequence[Reading], spans: Sequence[Span], shown: list[str], *, weak: bool
    ) -> list[Unit]:
        """The words and pairs of the query, those with another meaning grouped by span."""
        slots = [self._slot(reading, alone=len(readings) == 1) for reading in readings]
        pairs = self._pairs(readings, slots)
        units: list[Unit] = []
        spoken: set[int] = set()
        for span in spans:
            inside = range(span.start, span.end)
            beside = [pairs.pop(i) for i in inside[:-1] if i in pairs]
            # Of a phrase that nobody wrote, its words apart say nothing: "sai" and "gọn" are no Sài Gòn.
            own = [] if len(inside) > 1 and not beside and self._is_said(span) else [slots[i] for i in inside]
            own += beside
            other = self._otherwise(span, sum(e.mass for e in own), shown, foreign=weak)
            if other is None and weak and not any(e.places for e in own):
                continue
            units.append(Unit(tuple(own), other))
            spoken.update(inside)
        units.extend(Unit((slot,)) for i, slot in enumerate(slots) if i not in spoken)
        units.extend(Unit((pair,)) for pair in pairs.values())
        return units

    def _is_said(self, span: Span) -> bool:
        """Whether anything stands somewhere that the words of a span are also called."""
        return any(phrase_places(self._corpus, [{w: 1.0} for w in one.words]) for one in span.meanings)

    def _slot(self, reading: Reading, *, alone: bool) -> Evidence:
        places = places_of(self._corpus, reading.spellings)
        mass = self._corpus.rarity(_count(places)) if places else 0.0
        return Evidence(places, mass, mass, any_spelling=alone and not has_marks(reading.word.text))

    def _pairs(self, readings: Sequence[Reading], slots: Sequence[Evidence]) -> dict[int, Evidence]:
        """Neighbouring words that are neighbours somewhere, by the index of the first."""
        pairs: dict[int, Evidence] = {}
        for i in range(len(slots) - 1):
            distance = readings[i + 1].word.place - readings[i].word.place
            if not 0 < distance <= NEIGHBOUR_DISTANCE:
                continue
            places = neighbours(slots[i].places, slots[i + 1].places, distance)
            if places:
                often = _count(places)
                rarest = min(_count(slots[i].places), _count(slots[i + 1].places))
                mass = self._weights.adjacent * self._corpus.rarity(often)
                cohesion = min(often / max(rarest, 1), 1.0)
                pairs[i] = Evidence(places, mass, self._weights.compound * cohesion * mass)
        return pairs

    def _otherwise(self, span: Span, own_mass: float, shown: list[str], *, foreign: bool) -> Evidence | None:
        """The places of the other meanings of a span."""
        found = []
        for meaning in span.meanings:
            places = phrase_places(self._corpus, [{word: 1.0} for word in meaning.words])
            if places:
                shown.append(" ".join(meaning.words))
                found.append(weighed(places, meaning.weight))
        merged = joined(found)
        if not merged:
            return None
        if own_mass and not foreign:
            return Evidence(merged, self._weights.synonym * own_mass, own_mass)
        mass = self._corpus.rarity(len(merged)) * (1 + self._weights.adjacent)
        return Evidence(merged, mass, mass)


def _has_other_marks(corpus: Corpus, word: str) -> bool:
    """Whether it may be another word without its marks: "cho" may be "chợ"."""
    return any(has_marks(spelling) for spelling in corpus.spellings(fold(word)))


def _meant(readings: Sequence[Reading]) -> list[str]:
    return [reading.corrected or reading.word.text for reading in readings]


def _forget_guesses(readings: Sequence[Reading]) -> None:
    """A foreign word is no misspelt Vietnamese word."""
    for reading in readings:
        if reading.corrected:
            reading.corrected = None
            reading.spellings = {}


def _with_spaces(
    corrected: Sequence[tuple[Word, str]], apart: Sequence[tuple[Word, str]]
) -> list[tuple[Word, str]]:
    """The corrections, and the words that were taken apart with the corrections of their parts in them."""
    better = {word.start: text for word, text in corrected}
    spaced = []
    for word, parts in apart:
        at, read = word.start, []
        for part in parts.split():
            read.append(better.pop(at, part))
            at += len(part)
        spaced.append((word, " ".join(read)))
    return [one for one in corrected if one[0].start in better] + spaced


def _count(places: Traces) -> int:
    """How many documents have it in a spelling that was meant."""
    return places.often(MEANT) or len(places)
