"""Answers queries from a corpus: rank, cut, filter, count and sort, whatever engine keeps the segments."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from registry.search.base import (
    DEEPEST_HIT,
    FACET_BUCKETS,
    FILTER_VALUES,
    PAGE_LIMIT,
    RELEVANCE,
    Document,
    Hit,
    Outcome,
    Query,
)
from registry.search.columns import FacetColumn
from registry.search.corpus import Corpus, Part
from registry.search.merits import with_merits
from registry.search.parsing import parse
from registry.search.places import Floats, Numbers
from registry.search.ranking import STANDARD, Scorer, Unit, Weights
from registry.search.similarity import telling_units, words_of_text
from registry.search.thesaurus import Thesaurus
from registry.search.traces import Traces
from registry.search.understanding import Interpreter, Understood

NEWEST_FIRST = ("recognised", "updated")
SHORT_QUERY = 2
# One answer for each document.
Chosen = NDArray[np.bool_]


def answer(
    parts: Sequence[Part],
    query: Query,
    visible: Container[str] | None,
    thesaurus: Thesaurus,
    weights: Weights = STANDARD,
) -> Outcome:
    """The outcome of a query over these parts of an index."""
    corpus = Corpus(parts, visible)
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
    matched, counts = _filter(corpus, found, _bounded(query.filters))
    start = min(max(query.offset, 0), DEEPEST_HIT)
    size = min(max(query.limit, 0), PAGE_LIMIT, DEEPEST_HIT - start)
    shown = _ordered(corpus, matched, scores, query.sort, start + size)[start:]
    return Outcome(
        total=len(matched),
        hits=[Hit(corpus.key(d), round(float(scores[d]), 6)) for d in shown],
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


def _bounded(filters: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The filters that hold something, never more values than a person would choose."""
    return {
        name: frozenset(sorted(map(str, values))[:FILTER_VALUES])
        for name, values in filters.items()
        if values
    }


def _filter(
    corpus: Corpus, found: Chosen, filters: Mapping[str, frozenset[str]]
) -> tuple[Numbers, dict[str, dict[str, int]]]:
    """The documents that pass every filter, and the facet counts, each without the facet's own filter."""
    matched: list[Chosen] = []
    tallies: dict[str, Counter[str]] = {name: Counter() for name in filters}
    for segment, among in corpus.split(found):
        facets = segment.cards.facets
        passes = {name: _having(facets, name, wanted, len(among)) for name, wanted in filters.items()}
        failed = sum((~having for having in passes.values()), np.zeros(len(among), dtype=int))
        whole = among & (failed == 0)
        matched.append(whole)
        for name, column in facets.items():
            own = among & (failed == 1) & ~passes[name] if name in passes else False
            if (asked := whole | own).any():
                tallies.setdefault(name, Counter()).update(column.counted(np.flatnonzero(asked)))
    documents = np.flatnonzero(np.concatenate(matched)) if matched else corpus.documents
    return documents, {
        name: _largest(tally, filters.get(name, frozenset())) for name, tally in tallies.items()
    }


def _having(facets: Mapping[str, FacetColumn], name: str, wanted: Iterable[str], count: int) -> Chosen:
    return facets[name].having(wanted) if name in facets else np.zeros(count, dtype=bool)


def _largest(tally: Counter[str], chosen: frozenset[str]) -> dict[str, int]:
    """The commonest codes of a facet; a chosen one is always among them."""
    codes = sorted(tally, key=lambda code: (code not in chosen, -tally[code], code))[:FACET_BUCKETS]
    return {code: tally[code] for code in sorted(codes, key=lambda code: (-tally[code], code))}


def _ordered(corpus: Corpus, matched: Numbers, scores: Floats, sort: str, wanted: int) -> list[int]:
    """The first ones, best first; equal ones newest first, then by reference: a page is always the same."""
    names = NEWEST_FIRST if sort == RELEVANCE else (sort, *NEWEST_FIRST)
    columns = [corpus.sort_values(name)[matched] for name in names]
    columns.insert(0 if sort == RELEVANCE else 1, -scores[matched])
    order = np.lexsort(columns[::-1])[: wanted + 1]
    if len(order) > wanted > 0:
        # Those that are equal to the last one shown may belong before it.
        last = order[wanted - 1]
        equal = np.all([column == column[last] for column in columns], axis=0)
        order = np.union1d(order[:wanted], np.flatnonzero(equal))
    ranks = [tuple(float(column[at]) for column in columns) for at in order]
    keyed = sorted(zip(ranks, (corpus.key(int(matched[at])) for at in order), order, strict=True))
    return [int(matched[at]) for _rank, _key, at in keyed[:wanted]]


def look_alike(
    parts: Sequence[Part],
    like: str | Document,
    visible: Container[str] | None,
    limit: int,
    weights: Weights = STANDARD,
) -> list[Hit]:
    """Documents like the one of a reference or like a text: its most telling words and pairs as a query."""
    corpus = Corpus(parts, visible)
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
