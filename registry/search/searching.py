"""Answers queries from a corpus: rank, cut, filter, count and sort, whatever engine keeps the segments."""

import threading
import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from registry.search.answers import ROWS_KEPT, Answers, Found, Rows
from registry.search.base import (
    COUNTING_BUDGET,
    DEEPEST_HIT,
    PAGE_LIMIT,
    RELEVANCE,
    Document,
    Hit,
    Outcome,
    Query,
)
from registry.search.corpus import Corpus
from registry.search.excluding import with_whole_phrases
from registry.search.faceting import bounded, filtered
from registry.search.merits import with_merits
from registry.search.missing import with_nearly_all
from registry.search.ordering import ordered
from registry.search.parsing import Parsed, parse
from registry.search.places import Floats, Numbers, union
from registry.search.ranking import STANDARD, Mask, Scorer, Weights
from registry.search.run_together import with_words_apart
from registry.search.similarity import Telling, shared_with, tellings_of, words_of_text
from registry.search.thesaurus import Thesaurus
from registry.search.traces import Traces
from registry.search.understanding import Interpreter, Understood

# Questions that are worked out at once; others wait. Each needs tens of megabytes for a moment, and as one
# thread at a time runs Python, more of them at once would only all be later.
AT_ONCE = 2
_working = threading.BoundedSemaphore(AT_ONCE)
SHORT_QUERY = 2
LONG_QUERY, FEW = 5, 5


def answer(
    corpus: Corpus,
    query: Query,
    thesaurus: Thesaurus,
    weights: Weights = STANDARD,
    answers: Answers | None = None,
) -> Outcome:
    """The outcome of a query over what the reader may know of; `answers` are those given before."""
    began = time.thread_time()
    found = _found(corpus, query.text, thesaurus, weights, answers)
    start = min(max(query.offset, 0), DEEPEST_HIT)
    end = start + min(max(query.limit, 0), PAGE_LIMIT, DEEPEST_HIT - start)
    filters = bounded(query.filters)
    whole = query.whole and bool(found.parsed.words)
    if filters or query.context or whole or end > ROWS_KEPT:
        with _working:
            page = _narrowed(corpus, found, query, filters, end, began)
    else:
        rows = found.first_rows(corpus, query.sort)
        late = _is_late(began)
        counted = query.counted and not late
        counts = found.counts(corpus) if counted else {}
        page = _Page(rows, found.total, counts, late, counted)
    shown = page.rows.documents[start:end]
    missing = found.lacking(shown)
    scores = page.rows.scores[start:end].tolist()
    return Outcome(
        total=page.total,
        hits=[
            Hit(corpus.key(document), round(score, 6), lacking)
            for document, score, lacking in zip(shown.tolist(), scores, missing, strict=True)
        ],
        counts=page.counts,
        terms=tuple(found.understood.terms),
        suggestion=found.understood.suggestion,
        uncounted=page.late,
        excluded=tuple(" ".join(phrase) for phrase in found.parsed.without),
        # Looking through all that answer is worth it only where none of those shown has every word.
        partly=page.counted and bool(missing) and all(missing) and not found.somewhere_whole(page.matched),
    )


@dataclass(frozen=True, eq=False)
class _Page:
    """The first documents of an answer up to the end of the page, and what is told of all of them.

    `matched` are all of them, where these are not simply what was found.
    """

    rows: Rows
    total: int
    counts: dict[str, dict[str, int]]
    late: bool
    counted: bool
    matched: Numbers | None = None


def _is_late(began: float) -> bool:
    return time.thread_time() - began > COUNTING_BUDGET


def _narrowed(
    corpus: Corpus, found: Found, query: Query, filters: Mapping[str, frozenset[str]], end: int, began: float
) -> _Page:
    """The page of what passes the filters, or is asked for otherwise than by words and an order alone."""
    documents, scores = found.documents, found.scores
    asked = bool(found.parsed.words)
    if query.whole and asked:
        whole = with_nearly_all(found.sides, documents)
        documents, scores = documents[whole], scores[whole]
    late = _is_late(began)
    counted = query.counted and not late
    passed, counts = filtered(corpus, documents, filters, count=counted)
    if passed is not None:
        documents, scores = documents[passed], scores[passed]
    if query.sort == RELEVANCE:
        scores = with_merits(corpus, documents, scores, query.context, found.weights, asked=asked)
    chosen = ordered(corpus, documents, scores, query.sort, end)
    rows = Rows(documents[chosen], scores[chosen])
    return _Page(rows, len(documents), counts, late, counted, documents)


def matching(
    corpus: Corpus,
    query: Query,
    thesaurus: Thesaurus,
    weights: Weights = STANDARD,
    answers: Answers | None = None,
) -> frozenset[str]:
    """The keys of everything that `answer` would count, whatever its order and however much it is."""
    documents = _found(corpus, query.text, thesaurus, weights, answers).documents
    passed, _counts = filtered(corpus, documents, bounded(query.filters), count=False)
    left = documents if passed is None else documents[passed]
    return frozenset(key.decode("utf-8") for key in corpus.keys(left).tolist())


def _found(
    corpus: Corpus, text: str, thesaurus: Thesaurus, weights: Weights, answers: Answers | None
) -> Found:
    """What answers a text, unless it was found before."""
    key = corpus, text, thesaurus
    known = _known(answers, key, weights)
    if known is not None:
        return known
    with _working:
        # While this one waited, another thread may have been asked the same.
        found = _known(answers, key, weights)
        if found is None:
            found = _worked_out(corpus, text, thesaurus, weights)
            if answers is not None:
                answers.put(key, found, found.size(corpus))
    return found


def _known(answers: Answers | None, key: Hashable, weights: Weights) -> Found | None:
    """What was found before."""
    known = None if answers is None else answers.get(key)
    return known if known is not None and known.weights is weights else None


def _worked_out(corpus: Corpus, text: str, thesaurus: Thesaurus, weights: Weights) -> Found:
    """What answers a text."""
    typed, apart = with_words_apart(parse(text), corpus, thesaurus)
    parsed = with_whole_phrases(typed, corpus, thesaurus)
    understood = Interpreter(corpus, thesaurus, weights).understand(parsed, apart)
    if parsed.words:
        rows = Rows(*_matching(corpus, understood, weights))
    else:
        documents = _without_words(corpus, parsed, understood)
        rows = Rows(documents, np.broadcast_to(np.float64(0), len(documents)))
    return Found(corpus, weights, parsed, understood, rows)


def _matching(corpus: Corpus, understood: Understood, weights: Weights) -> tuple[Numbers, Floats]:
    """The documents that answer enough of the query or of one side of its OR, and their scores."""
    ranked = []
    for side in (understood, *understood.others):
        allowed = _allowed(corpus, side.required, understood.excluded)
        enough = weights.nearly_all if side.words <= SHORT_QUERY else weights.enough
        found = Scorer(corpus, weights).rank(side.units, enough, allowed)
        if side.words >= LONG_QUERY and len(found.documents) < FEW:
            # What answers a part of a long question is worth reading where hardly anything answers more.
            found = Scorer(corpus, weights).rank(side.units, weights.enough_of_long, allowed)
        ranked.append(found)
    if len(ranked) == 1:
        return ranked[0].documents, ranked[0].scores
    documents = union(corpus.size, [one.documents for one in ranked])
    best = np.zeros(corpus.size)
    for one in ranked:
        at = one.documents.astype(np.intp, copy=False)
        best[at] = np.maximum(best.take(at), one.scores)
    return documents, best.take(documents)


def _without_words(corpus: Corpus, parsed: Parsed, understood: Understood) -> Numbers:
    """All documents when nothing is asked for, but those that are not wanted."""
    if parsed.text and not parsed.without:
        return corpus.documents[:0]
    allowed = _allowed(corpus, (), understood.excluded)
    return corpus.documents if allowed is None else corpus.documents[allowed[corpus.documents]]


def _allowed(corpus: Corpus, required: Sequence[Traces], excluded: Sequence[Traces]) -> Mask | None:
    """Which documents have every phrase that was asked for, and none that was not wanted; None for all."""
    if not required and not excluded:
        return None
    allowed = np.ones(corpus.size, dtype=bool)
    for places in required:
        allowed &= places.having
    for places in excluded:
        if places:
            allowed &= ~places.having
    return allowed


def look_alike(
    corpus: Corpus,
    like: str | Document,
    limit: int,
    weights: Weights = STANDARD,
) -> list[Hit]:
    """Documents like the one of a reference or like a text: its most telling words and pairs as a query."""
    if isinstance(like, Document):
        tellings = tellings_of(corpus, words_of_text(like), weights, least=1)
        return _alike(corpus, tellings, corpus.find(like.key), limit, weights)
    document = corpus.find(like)
    if document is None:
        return []
    tellings = tellings_of(corpus, corpus.words_of(document), weights)
    return _alike(corpus, tellings, document, limit, weights)


def _alike(
    corpus: Corpus, tellings: Sequence[Telling], itself: int | None, limit: int, weights: Weights
) -> list[Hit]:
    with _working:
        ranked = Scorer(corpus, weights).rank([one.unit for one in tellings], 0.0)
    near = np.flatnonzero(ranked.coverage >= weights.alike)
    pairs = zip(ranked.scores[near].tolist(), ranked.documents[near].tolist(), strict=True)
    close = [(-score, corpus.key(other), other) for score, other in pairs if other != itself]
    return [
        Hit(reference, round(-score, 6), shared=shared_with(other, tellings))
        for score, reference, other in sorted(close)[: min(max(limit, 0), PAGE_LIMIT)]
    ]
