"""Answers queries from a corpus: rank, cut, filter, count and sort, whatever engine keeps the segments."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence

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
from registry.search.corpus import Corpus, Part
from registry.search.parsing import parse
from registry.search.ranking import STANDARD, Scorer, Unit, Weights
from registry.search.similarity import telling_units, words_of_text
from registry.search.thesaurus import Thesaurus
from registry.search.understanding import Interpreter, Understood

NEWEST_FIRST = ("recognised", "updated")
SHORT_QUERY = 2


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
        scores = _matching(corpus, understood, weights)
    elif parsed.without or not parsed.text:
        scores = dict.fromkeys((d for d in corpus.documents if d not in understood.excluded), 0.0)
    else:
        scores = {}
    matched, counts = _filter(corpus, scores, _bounded(query.filters))
    ordered = _ordered(corpus, matched, scores, query.sort)
    start = min(max(query.offset, 0), DEEPEST_HIT)
    size = min(max(query.limit, 0), PAGE_LIMIT, DEEPEST_HIT - start)
    return Outcome(
        total=len(matched),
        hits=[Hit(corpus.key(d), round(scores[d], 6)) for d in ordered[start : start + size]],
        counts=counts,
        terms=tuple(understood.terms),
        suggestion=understood.suggestion,
    )


def _matching(corpus: Corpus, understood: Understood, weights: Weights) -> dict[int, float]:
    """The score of each document that answers enough of the query."""
    ranked = Scorer(corpus, weights).rank(understood.units)
    allowed = {
        document: mark
        for document, mark in ranked.items()
        if document not in understood.excluded and all(document in places for places in understood.required)
    }
    best = max((mark.coverage for mark in allowed.values()), default=0.0)
    enough = best * (weights.nearly_all if understood.words <= SHORT_QUERY else weights.enough)
    return {document: mark.score for document, mark in allowed.items() if mark.coverage >= enough}


def _bounded(filters: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The filters that hold something, never more values than a person would choose."""
    return {
        name: frozenset(sorted(map(str, values))[:FILTER_VALUES])
        for name, values in filters.items()
        if values
    }


def _filter(
    corpus: Corpus, scores: Mapping[int, float], filters: Mapping[str, frozenset[str]]
) -> tuple[list[int], dict[str, dict[str, int]]]:
    """The documents that pass every filter, and the facet counts, each without the facet's own filter."""
    matched: list[int] = []
    tallies: dict[str, Counter[str]] = {name: Counter() for name in filters}
    for document in scores:
        facets = corpus.facets(document)
        failed = [name for name, wanted in filters.items() if wanted.isdisjoint(facets.get(name, ()))]
        if len(failed) > 1:
            continue
        for name in failed or facets:
            tallies.setdefault(name, Counter()).update(set(facets.get(name, ())))
        if not failed:
            matched.append(document)
    return matched, {name: _largest(tally, filters.get(name, frozenset())) for name, tally in tallies.items()}


def _largest(tally: Counter[str], chosen: frozenset[str]) -> dict[str, int]:
    """The commonest codes of a facet; a chosen one is always among them."""
    codes = sorted(tally, key=lambda code: (code not in chosen, -tally[code], code))[:FACET_BUCKETS]
    return {code: tally[code] for code in sorted(codes, key=lambda code: (-tally[code], code))}


def _ordered(corpus: Corpus, matched: Sequence[int], scores: Mapping[int, float], sort: str) -> list[int]:
    """Best first; equal ones newest first, then by reference so that a page is always the same."""

    def place(document: int) -> tuple[float, float, list[float], str]:
        by = 0.0 if sort == RELEVANCE else _descending(corpus.sort_value(document, sort))
        newest = [_descending(corpus.sort_value(document, name)) for name in NEWEST_FIRST]
        return (by, -scores[document], newest, corpus.key(document))

    return sorted(matched, key=place)


def _descending(value: float | None) -> float:
    return float("inf") if value is None or value != value else -float(value)


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
    close = [
        (-mark.score, corpus.key(other))
        for other, mark in ranked.items()
        if mark.coverage >= weights.alike and other != itself
    ]
    return [
        Hit(reference, round(-score, 6))
        for score, reference in sorted(close)[: min(max(limit, 0), PAGE_LIMIT)]
    ]
