"""The goals for 100,000 models beside what was measured."""

from collections.abc import Iterator

from benchmarks.finding.judging import Judged
from benchmarks.finding.report import MB, number, table
from benchmarks.finding.run import FIRST_WORD, Sized

# Milliseconds that one in twenty may pass.
LIMITS = {
    "frequent term": 2, "rare term": 2, "AND of 2-3": 2, "OR of 2-3": 2, "AND + 3 filters": 2,
    "sorted by date": 2, "phrase": 5, "9 facets of a frequent term": 4, "page: AND, facets, highlight": 8,
}  # fmt: skip
# How many times as long SQLite FTS5 shall take.
FASTER = {"frequent term": 100, "OR of 2-3": 100, "9 facets of a frequent term": 100, "AND of 2-3": 20}
# Milliseconds from the commit's beginning until all find it, by the number of readers.
VISIBLE = {0: 30, 4: 100}
OURS, RUST, SQLITE = "registry", "tantivy", "FTS5"
Row = tuple[str, str, str, bool]


def goals(result: Sized, judged: Judged) -> str:
    """Each goal, what it asks, what was measured, and whether it is met."""
    rows = [
        *_beside_rust(result),
        *_beside_sqlite(result),
        *_limits(result),
        *_costs(result),
        *_delays(result),
    ]
    rows.append(("nDCG@10", "0.97 or more", f"{judged.ndcg:.4f}", judged.ndcg >= 0.97))
    rows.append(
        ("accent cases", "all", f"{judged.accents} of {judged.cases}", judged.accents == judged.cases)
    )
    return (
        f"## Goals (they are set for 100,000 models on a quiet machine; here {result.size:,})\n\n"
        + table(("", "goal", "measured", "met"), ([*row[:3], "yes" if row[3] else "no"] for row in rows))
    )  # fmt: skip


def _beside_rust(result: Sized) -> Iterator[Row]:
    if RUST not in result.built:
        return
    ratios = [each[RUST].p50 / each[OURS].p50 for each in result.times.values()]
    equal, twice = sum(one >= 1 for one in ratios), sum(one >= 2 for one in ratios)
    yield "classes as fast as tantivy, p50", "all", f"{equal} of {len(ratios)}", equal == len(ratios)
    yield "classes twice as fast as tantivy", "half", f"{twice} of {len(ratios)}", twice * 2 >= len(ratios)


def _beside_sqlite(result: Sized) -> Iterator[Row]:
    if SQLITE not in result.built:
        return
    for kind, wanted in FASTER.items():
        ratio = result.times[kind][SQLITE].p50 / result.times[kind][OURS].p50
        yield f"{kind}, against FTS5", f"{wanted} times", f"{number(ratio)} times", ratio >= wanted


def _limits(result: Sized) -> Iterator[Row]:
    for kind, limit in LIMITS.items():
        p95 = result.times[kind][OURS].p95
        yield f"{kind}, p95", f"{limit} ms", f"{number(p95)} ms", p95 <= limit
    p95 = result.once[FIRST_WORD][OURS].p95
    yield f"{FIRST_WORD}, p95", "10 ms", f"{number(p95)} ms", p95 <= 10


def _costs(result: Sized) -> Iterator[Row]:
    opened, built = result.opened[OURS], result.built[OURS]
    held = opened["memory"] / MB
    yield "open", "0.5 s", f"{number(opened['seconds'])} s", opened["seconds"] <= 0.5
    yield "memory opened, the whole process", "80 MB", f"{number(held)} MB", held <= 80
    yield "full build", "150 s", f"{number(built['seconds'])} s", built["seconds"] <= 150


def _delays(result: Sized) -> Iterator[Row]:
    for delay in result.delays.get(OURS, ()):
        if delay.readers in VISIBLE:
            limit, whole = VISIBLE[delay.readers], delay.whole[1]
            name = f"commit to visible with {delay.readers} readers, p95"
            yield name, f"{limit} ms", f"{number(whole)} ms", whole <= limit
