"""What counts beside the words for somebody who wants to copy: evidence, life, copies, recognition, likeness.

A text that answers twice as well still comes first: all together adds a share to the worth of the words.
"""

from collections.abc import Mapping

import numpy as np

from registry.core.clock import today
from registry.search.columns import Cards
from registry.search.corpus import Corpus
from registry.search.places import Floats, Numbers
from registry.search.ranking import Weights

# The sort keys that a document gives: from 0 to 1 the first and the last, a number, a day as an ordinal.
PROOF, COPIES, VERIFIED, LEVEL = "proof", "copies", "verified", "level"
MANY_COPIES = 16
OUTDATED_DAYS = 5 * 365.25
# What a model that goes on counts when nobody looked for years, or nobody said when.
UNSEEN = 0.4


def with_merits(
    corpus: Corpus,
    documents: Numbers,
    scores: Floats,
    context: Mapping[str, frozenset[str]],
    weights: Weights,
    *,
    asked: bool,
) -> Floats:
    """The worth of the words in these documents, raised by what else counts there.

    Without words and a context nothing is added.
    """
    if not asked and not context:
        return scores
    share = merits_of(corpus, weights).take(documents)
    if context:
        share = share + likeness_of(corpus, documents, context, weights)
    return raised(scores, share) if asked else share


def raised(scores: Floats, share: Floats) -> Floats:
    """Scores with a share of them added to each."""
    return scores * (1 + share)


def merits_of(corpus: Corpus, weights: Weights) -> Floats:
    """The share that the merits of each document of the corpus add to the worth of its words."""
    day = today().toordinal()
    return corpus.columns.merits(
        [_remembered(part.segment.cards, weights.merits, day) for part in corpus.parts]
    )


def likeness_of(
    corpus: Corpus, documents: Numbers, context: Mapping[str, frozenset[str]], weights: Weights
) -> Floats:
    """The share that being made in circumstances like the reader's adds, by the weight of what agrees."""
    likeness = np.zeros(len(documents))
    for name, codes in context.items():
        if codes:
            likeness += weights.context[name] * corpus.columns.having(name, codes).take(documents)
    return likeness


def signals(cards: Cards, day: int) -> dict[str, Floats]:
    """Each merit of each document, from 0 to 1."""
    copies, verified = _values(cards, COPIES), _values(cards, VERIFIED)
    freshness = np.clip(1 - (day - verified) / OUTDATED_DAYS, 0, 1)
    return {
        "proof": np.clip(_values(cards, PROOF), 0, 1),
        "running": np.where(verified > 0, UNSEEN + (1 - UNSEEN) * freshness, 0.0),
        "copies": np.minimum(np.log1p(copies) / np.log1p(MANY_COPIES), 1.0),
        "level": np.clip(_values(cards, LEVEL), 0, 1),
    }


def _remembered(cards: Cards, weights: Mapping[str, float], day: int) -> Floats:
    key = (day, *weights.items())
    known = cards.merits
    if known is None or known[0] != key:
        share = np.zeros(len(cards.lengths))
        for name, values in signals(cards, day).items():
            share += weights[name] * values
        known = cards.merits = (key, share)
    return known[1]


def _values(cards: Cards, name: str) -> Floats:
    """The numbers of a sort key; 0 where there is none."""
    values = cards.sort_values.get(name)
    return np.zeros(len(cards.lengths)) if values is None else np.nan_to_num(values)
