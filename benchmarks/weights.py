"""What each weight of the ranking is worth: relevance with it and without it. `--write` keeps the table.

Weights of the text are measured on the judged queries. What counts beside the words (evidence, life, copies,
recognition, the reader's own circumstances) is drawn by lot for every model, many times over: of two models
that answer alike, the one that has more of it should stand first, so it is added to the judged grade as a
part of one. The last lines say what all of it costs in plain relevance, which knows nothing of it.
"""

import argparse
import csv
import random
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.search import DATA, DEPTH, FACETS, document_of, ndcg, read  # noqa: E402 -- also runs uninstalled
from registry.core.clock import today  # noqa: E402
from registry.search.base import Document, Query  # noqa: E402
from registry.search.measured import TABLE, values_of  # noqa: E402
from registry.search.memory_engine import MemoryEngine  # noqa: E402
from registry.search.ranking import STANDARD, Weights  # noqa: E402

DRAWS = 10
# What a weight is set to when its effect is taken away; 0 unless said.
WITHOUT = {
    "saturation": 1e-6,
    "usual_length": 10**9,
    "in_context": 1.0,
    "out_of_context": 1.0,
    "correction": 1.0,
}
GROUPS = ("merits", "context")
OURS = {"area": "rural", "unit_kind": "commune", "field": "ours", "province": "ours", "cost": "to-50m"}
# How well the models of the lot are shown, copied and recognised: each of these as likely.
LOTS: Mapping[str, Sequence[float]] = {
    "proof": (0, 0, 0.4, 0.7, 1), "copies": (0, 0, 1, 3, 10), "level": (0, 0.2, 0.4, 0.8, 1),
    "verified": (0, 2200, 1200, 400, 30),
}  # fmt: skip

Drawn = tuple[MemoryEngine, dict[str, dict[str, float]]]


def without(name: str) -> Weights:
    """The weights without one."""
    group, _dot, part = name.partition(".")
    if part and group == "fields":
        return replace(STANDARD, fields={**STANDARD.fields, part: 0.0})
    if part:
        return replace(STANDARD, **{group: {**getattr(STANDARD, group), part: 0.0}})
    return replace(STANDARD, **{name: WITHOUT.get(name, 0.0)})


def relevance(documents: Sequence[Document], queries: Sequence[Mapping], weights: Weights) -> float:
    """nDCG@10 of the judged queries."""
    engine = MemoryEngine(weights=weights)
    engine.rebuild(documents, 0)
    return statistics.mean(ndcg(_keys(engine, row, {}), row["relevant"]) for row in queries)


def drawn(documents: Sequence[Document], weights: Weights, seed: int) -> Drawn:
    """The models with circumstances drawn by lot, and what each has of every one, from 0 to 1."""
    chance, day = random.Random(seed), today().toordinal()
    made, amounts = [], {}
    for document in documents:
        lot = {name: chance.choice(values) for name, values in LOTS.items()}
        like = {name: chance.random() < 0.4 for name in OURS}
        ago = lot["verified"]
        keys = {**lot, "verified": day - ago if ago else 0}
        facets = {n: (*document.facets.get(n, ()), OURS[n]) for n, agrees in like.items() if agrees}
        made.append(replace(document, sort_keys=keys, facets={**document.facets, **facets}))
        amounts[document.key] = {
            "merits.proof": lot["proof"],
            "merits.copies": min(lot["copies"] / 10, 1.0),
            "merits.level": lot["level"],
            "merits.running": 1 - ago / 2200 * 0.6 if ago else 0.0,
            **{f"context.{name}": float(agrees) for name, agrees in like.items()},
        }
    engine = MemoryEngine(weights=weights)
    engine.rebuild(made, 0)
    return engine, amounts


def wanted(row: Mapping, amounts: Mapping[str, Mapping[str, float]], names: Sequence[str]) -> list[dict]:
    """The judged models, each grade raised by the share it has of what counts beside the words."""
    return [
        {"id": one["id"], "grade": one["grade"] + statistics.mean(amounts[one["id"]][n] for n in names)}
        for one in row["relevant"]
    ]


def usefulness(
    documents: Sequence[Document], queries: Sequence[Mapping], weights: Weights, group: str
) -> float:
    """nDCG@10 of the raised grades, over all draws."""
    names = [name for name in values_of(STANDARD) if name.startswith(f"{group}.")]
    context = {name: frozenset({code}) for name, code in OURS.items()} if group == "context" else {}
    scores = []
    for seed in range(DRAWS):
        engine, amounts = drawn(documents, weights, seed)
        scores += [ndcg(_keys(engine, row, context), wanted(row, amounts, names)) for row in queries]
    return statistics.mean(scores)


def cost(documents: Sequence[Document], queries: Sequence[Mapping], context: Mapping) -> tuple[float, float]:
    """Plain nDCG@10 with everything drawn by lot: the mean of the draws and the worst."""
    means = []
    for seed in range(DRAWS):
        engine, _amounts = drawn(documents, STANDARD, seed)
        means.append(statistics.mean(ndcg(_keys(engine, r, context), r["relevant"]) for r in queries))
    return statistics.mean(means), min(means)


def _keys(engine: MemoryEngine, row: Mapping, context: Mapping[str, frozenset[str]]) -> list[str]:
    filters = {name: frozenset([row[name]]) for name in FACETS if row.get(name)}
    return [hit.key for hit in engine.search(Query(row["q"], filters, limit=DEPTH, context=context)).hits]


def table(documents: Sequence[Document], queries: Sequence[Mapping]) -> Iterator[tuple[str, float, float]]:
    """Each weight with the figure it takes part in, and the same without it."""
    measures: dict[str, Callable[[Weights], float]] = {
        group: lambda weights, group=group: usefulness(documents, queries, weights, group)  # type: ignore[misc]
        for group in GROUPS
    }
    plain = relevance(documents, queries, STANDARD)
    full = {group: measure(STANDARD) for group, measure in measures.items()}
    for name in values_of(STANDARD):
        group = name.partition(".")[0]
        if group in GROUPS:
            yield name, full[group], measures[group](without(name))
        else:
            yield name, plain, relevance(documents, queries, without(name))


def main() -> None:
    """Print the table and, when asked, keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the table for the page of the staff")
    options = parser.parse_args()
    documents = [document_of(row) for row in read(DATA / "models.jsonl")]
    queries = read(DATA / "queries.jsonl")
    rows = list(table(documents, queries))
    for name, full, less in rows:
        value = values_of(STANDARD)[name]
        print(f"{name:<22}{value:>8.2f}  with {full:.4f}  without {less:.4f}  {full - less:+.4f}")
    context = {name: frozenset({code}) for name, code in OURS.items()}
    for told, asked in (("merits by lot", {}), ("and units like ours", context)):
        mean, worst = cost(documents, queries, asked)
        print(f"plain nDCG@10, {told}: mean {mean:.4f}, worst draw {worst:.4f}")
    if options.write:
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("weight", "with", "without"))
            writer.writerows((name, f"{full:.4f}", f"{less:.4f}") for name, full, less in rows)


if __name__ == "__main__":
    main()
