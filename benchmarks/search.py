"""Relevance and speed of the registry's search beside SQLite FTS5, on judged queries, in one run."""

import argparse
import itertools
import json
import math
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from registry.search.base import Document, Query  # noqa: E402 -- the benchmark also runs uninstalled
from registry.search.memory_engine import MemoryEngine  # noqa: E402
from registry.search.ranking import STANDARD, Weights  # noqa: E402
from registry.search.whoosh_engine import WhooshEngine  # noqa: E402

DATA = Path(__file__).resolve().parent / "data"
DEPTH = 10
ROUNDS = 20
FOLDS = 5
FACETS = ("field", "province")
GRID: Mapping[str, Sequence[float]] = {
    "adjacent": (0.5, 1.0, 1.5),
    "coverage": (0.5, 1.0, 2.0),
    "synonym": (0.5, 0.8, 1.0),
    "saturation": (0.8, 1.2, 2.0),
}

Row = Mapping[str, object]
Search = Callable[[Row], list[str]]


def read(path: Path) -> list[dict]:
    """The rows of a file with one JSON object on each line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def document_of(row: Mapping) -> Document:
    """A model as a search document; its results are its body."""
    results = "\n".join(f"{r['indicator']}: {r['value']} {r['unit']}" for r in row.get("results", ()))
    facets = {name: (row[name],) for name in FACETS if row.get(name)}
    return Document(
        key=row["id"],
        version=1,
        title=row["title"],
        summary=row["summary"],
        body=results,
        unit=row["unit"],
        topics=tuple(row["topics"]),
        facets=facets,
    )


def registry_search(engine: MemoryEngine | WhooshEngine) -> Search:
    """The registry's engine as a function from a judged query to keys."""

    def search(row: Row) -> list[str]:
        filters = {name: frozenset([row[name]]) for name in FACETS if row.get(name)}
        return [hit.key for hit in engine.search(Query(row["q"], filters, limit=DEPTH)).hits]

    return search


def fts5_search(documents: Iterable[Document]) -> Search:
    """SQLite FTS5 as it is usually set up, with the weights the registry is compared at."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE models USING fts5(key UNINDEXED, field UNINDEXED, province UNINDEXED,"
        " title, summary, unit, topics, tokenize='unicode61 remove_diacritics 2')"
    )
    connection.executemany(
        "INSERT INTO models VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                d.key,
                *(d.facets.get(f, ("",))[0] for f in FACETS),
                d.title,
                d.summary,
                d.unit,
                " ; ".join(d.topics),
            )
            for d in documents
        ],
    )

    def search(row: Row) -> list[str]:
        terms = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", row["q"]))
        where = "".join(f" AND {name} = ?" for name in FACETS if row.get(name))
        found = connection.execute(
            f"SELECT key FROM models WHERE models MATCH ?{where}"
            f" ORDER BY bm25(models, 0, 0, 0, 4, 1, 2, 2) LIMIT {DEPTH}",
            [terms, *(row[name] for name in FACETS if row.get(name))],
        )
        return [key for (key,) in found]

    return search


def ndcg(found: Sequence[str], relevant: Sequence[Mapping]) -> float:
    """Normalised discounted cumulative gain at 10 with the gain 2^grade - 1."""
    grades = {row["id"]: row["grade"] for row in relevant}
    gain = [2 ** grades.get(key, 0) - 1 for key in found[:DEPTH]]
    ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:DEPTH]
    return _discounted(gain) / _discounted(ideal)


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def evaluate(search: Search, queries: Sequence[Row]) -> list[float]:
    """The nDCG of each query."""
    return [ndcg(search(row), row["relevant"]) for row in queries]


def timings(search: Search, queries: Sequence[Row]) -> tuple[float, float]:
    """p50 and p95 of a warm query, in milliseconds."""
    for row in queries:
        search(row)
    spent = []
    for row in list(queries) * ROUNDS:
        start = time.perf_counter()
        search(row)
        spent.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(spent, n=100)
    return cuts[49], cuts[94]


def cross_validated(documents: Sequence[Document], queries: Sequence[Row]) -> tuple[float, int]:
    """nDCG on queries that had no say in choosing the weights, and how many sets of weights were tried."""
    tried = []
    for values in itertools.product(*GRID.values()):
        weights = replace(STANDARD, **dict(zip(GRID, values, strict=True)))
        tried.append(evaluate(registry_search(_memory(documents, weights)), queries))
    held_out = []
    for fold in range(FOLDS):
        inside = [i for i in range(len(queries)) if i % FOLDS != fold]
        best = max(tried, key=lambda scores: sum(scores[i] for i in inside))
        held_out.extend(best[i] for i in range(len(queries)) if i % FOLDS == fold)
    return statistics.mean(held_out), len(tried)


def _memory(documents: Sequence[Document], weights: Weights) -> MemoryEngine:
    engine = MemoryEngine(weights=weights)
    engine.rebuild(documents, 0)
    return engine


def report(queries: Sequence[Row], ours: Sequence[float], theirs: Sequence[float]) -> None:
    """Print the mean of each style of query and of all."""
    print(f"{'style':<14}{'queries':>8}{'registry':>10}{'FTS5':>8}")
    styles = sorted({(row["lang"], row["style"]) for row in queries})
    for lang, style in styles:
        chosen = [i for i, row in enumerate(queries) if (row["lang"], row["style"]) == (lang, style)]
        name = style if lang == "vi" else f"in {lang}"
        print(f"{name:<14}{len(chosen):>8}{_mean(ours, chosen):>10.3f}{_mean(theirs, chosen):>8.3f}")
    everything = range(len(queries))
    print(
        f"{'nDCG@10':<14}{len(queries):>8}{_mean(ours, everything):>10.4f}{_mean(theirs, everything):>8.4f}"
    )


def _mean(scores: Sequence[float], chosen: Iterable[int]) -> float:
    return statistics.mean(scores[i] for i in chosen)


def main() -> None:
    """Build both indexes from the models, ask every query, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=DATA / "models.jsonl")
    parser.add_argument("--queries", type=Path, default=DATA / "queries.jsonl")
    parser.add_argument("--each", action="store_true", help="print the score of every query")
    parser.add_argument("--no-tuning", action="store_true", help="leave out the cross-validated figure")
    options = parser.parse_args()
    documents = [document_of(row) for row in read(options.models)]
    queries = read(options.queries)

    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder) / "search")
        engine.rebuild(documents, 0)
        registry, fts5 = registry_search(engine), fts5_search(documents)
        ours, theirs = evaluate(registry, queries), evaluate(fts5, queries)
        if options.each:
            for row, a, b in zip(queries, ours, theirs, strict=True):
                print(f"{a:.3f} {b:.3f} {engine.search(Query(row['q'])).total:>4}  {row['q']}")
        report(queries, ours, theirs)
        if options.queries == DATA / "queries.jsonl" and options.models == DATA / "models.jsonl":
            # Judged by reading the models before the engine was asked: see docs/search-words.md.
            apart = read(DATA / "independent.jsonl")
            score = statistics.mean(evaluate(registry, apart))
            print(
                f"independent   {len(apart):>8}{score:>10.4f}{statistics.mean(evaluate(fts5, apart)):>8.4f}"
            )
        (p50, p95), (other50, other95) = timings(registry, queries), timings(fts5, queries)
    print(f"p50 {p50:.2f} ms against {other50:.2f} ms ({p50 / other50:.1f} times), ", end="")
    print(f"p95 {p95:.2f} ms against {other95:.2f} ms ({p95 / other95:.1f} times)")
    if not options.no_tuning:
        score, tried = cross_validated(documents, queries)
        print(f"cross-validated nDCG@10 {score:.4f} ({FOLDS} folds, {tried} sets of weights)")


if __name__ == "__main__":
    main()
