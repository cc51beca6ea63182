"""Answers queries from a corpus: rank, cut, filter, count and sort, whatever engine keeps the segments."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from registry.search.base import (
    DEEPEST_HIT,
    PAGE_LIMIT,
    RELEVANCE,
    Document,
    Hit,
    Outcome,
    Query,
)
from registry.search.corpus import Corpus
from registry.search.faceting import bounded, filtered
from registry.search.merits import with_merits
from registry.search.missing import missing_in
from registry.search.ordering import ordered
from registry.search.parsing import parse
from registry.search.places import Floats
from registry.search.ranking import STANDARD, Scorer, Unit, Weights
from registry.search.similarity import telling_units, words_of_text
from registry.search.thesaurus import Thesaurus
from registry.search.traces import Traces
from registry.search.understanding import Interpreter, Understood

SHORT_QUERY = 2
# One answer for each document.
Chosen = NDArray[np.bool_]


def answer(
    corpus: Corpus,
    query: Query,
    thesaurus: Thesaurus,
    weights: Weights = STANDARD,
) -> Outcome:
    """The outcome of a query over what the reader may know of."""
    parsed = parse(query.text)
    understood = Interpreter(corpus, thesaurus, weights).understand(parsed)
    if parsed.words:
        found, scores = _matching(corpus, understood, weights)
    else:
        found, scores = np.zeros(corpus.size, dtype=bool), np.zeros(corpus.size)
        if parsed.without or not parsed.text:
            found[corpus.documents] = True
            _take_out(found, (), understood.excluded)
    if query.sort == RELEVANCE:
        scores = with_merits(corpus, scores, query.context, weights, asked=bool(parsed.words))
    matched, counts = filtered(corpus, found, bounded(query.filters))
    start = min(max(query.offset, 0), DEEPEST_HIT)
    size = min(max(query.limit, 0), PAGE_LIMIT, DEEPEST_HIT - start)
    shown = ordered(corpus, matched, scores, query.sort, start + size)[start:]
    sides = [side.syllables for side in (understood, *understood.others)]
    missing = missing_in(parsed.text, sides, shown)
    return Outcome(
        total=len(matched),
        hits=[
            Hit(corpus.key(d), round(float(scores[d]), 6), lacking)
            for d, lacking in zip(shown, missing, strict=True)
        ],
        counts=counts,
        terms=tuple(understood.terms),
        suggestion=understood.suggestion,
    )


def _matching(corpus: Corpus, understood: Understood, weights: Weights) -> tuple[Chosen, Floats]:
    """Which documents answer enough of the query or of one side of its OR, and the score of each document."""
    found, scores = np.zeros(corpus.size, dtype=bool), np.zeros(corpus.size)
    for side in (understood, *understood.others):
        ranked = Scorer(corpus, weights).rank(side.units)
        allowed = ranked.found
        _take_out(allowed, side.required, understood.excluded)
        best = float(ranked.coverage[allowed].max(initial=0.0))
        enough = best * (weights.nearly_all if side.words <= SHORT_QUERY else weights.enough)
        allowed &= ranked.coverage >= enough
        found |= allowed
        scores = np.maximum(scores, np.where(allowed, ranked.scores, 0.0))
    return found, scores


def _take_out(found: Chosen, required: Sequence[Traces], excluded: Sequence[Traces]) -> None:
    """Leave only what has every phrase that was asked for, and none that was not wanted."""
    for places in excluded:
        found[places.documents] = False
    for places in required:
        having = np.zeros(len(found), dtype=bool)
        having[places.documents] = True
        found &= having


def look_alike(
    corpus: Corpus,
    like: str | Document,
    limit: int,
    weights: Weights = STANDARD,
) -> list[Hit]:
    """Documents like the one of a reference or like a text: its most telling words and pairs as a query."""
    if isinstance(like, Document):
        units = telling_units(corpus, words_of_text(like), weights, least=1)
        return _alike(corpus, units, corpus.find(like.key), limit, weights)
    document = corpus.find(like)
    if document is None:
        return []
    units = telling_units(corpus, corpus.words_of(document), weights)
    return _alike(corpus, units, document, limit, weights)


def _alike(
    corpus: Corpus, units: Sequence[Unit], itself: int | None, limit: int, weights: Weights
) -> list[Hit]:
    ranked = Scorer(corpus, weights).rank(units)
    near = np.flatnonzero(ranked.found & (ranked.coverage >= weights.alike))
    close = [(-float(ranked.scores[other]), corpus.key(int(other))) for other in near if other != itself]
    return [
        Hit(reference, round(-score, 6))
        for score, reference in sorted(close)[: min(max(limit, 0), PAGE_LIMIT)]
    ]
