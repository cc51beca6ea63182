"""The figures of a run as a page of Markdown, which is also what is kept."""

import math
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from benchmarks.finding.judging import Judged
from benchmarks.finding.run import Sized
from benchmarks.finding.speed import share

MB = 1e6


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, numbers to the right."""
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """Three figures that count."""
    if math.isnan(value):
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def machine() -> str:
    """What was measured on, without any name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    today = datetime.now(UTC).date().isoformat()
    return (
        f"{today}, {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB of memory, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end of the run"
    )


def speeds(result: Sized, names: Sequence[str]) -> str:
    """p50 / p95 of every class, and how many times as long as the registry each engine takes."""
    rows, ratios = [], []
    for kind, by_engine in result.times.items():
        cells = [f"{number(by_engine[name].p50)} / {number(by_engine[name].p95)}" for name in names]
        rows.append([kind, *cells])
        ours = by_engine[names[0]].p50
        ratios.append([kind, *(f"{number(by_engine[name].p50 / ours)}" for name in names[1:])])
    for kind, by_engine in result.once.items():
        rows.append([kind, *(f"{number(by_engine[n].p50)} / {number(by_engine[n].p95)}" for n in names)])
    return (
        f"## Milliseconds, p50 / p95, {result.size:,} models\n\n{table(['', *names], rows)}\n"
        f"## p50 of the others, divided by the registry's\n\n{table(['', *names[1:]], ratios)}"
    )


def first_round(result: Sized, names: Sequence[str]) -> str:
    """What it takes when each question is asked for the first time, others having been asked."""
    rows = []
    for kind, by_engine in result.times.items():
        first = [[share(by_engine[name].first, part) for part in (0.5, 0.95)] for name in names]
        rows.append([kind, *(" / ".join(map(number, both)) for both in first)])
    return f"## Each question for the first time, p50 / p95, ms\n\n{table(['', *names], rows)}"


def anew(result: Sized, names: Sequence[str]) -> str:
    """What it takes to ask again when the index has changed since: answers are lost, lists are not."""
    rows = [
        [kind, *(f"{number(by_engine[name].p50)} / {number(by_engine[name].p95)}" for name in names)]
        for kind, by_engine in result.anew.items()
    ]
    return f"## Asked again after a change of the index, p50 / p95, ms\n\n{table(['', *names], rows)}"


def hits(result: Sized, names: Sequence[str]) -> str:
    """The middle number of models found, and where engines agree."""
    rows = []
    for kind, by_engine in result.times.items():
        middle = [sorted(by_engine[name].hits)[len(by_engine[name].hits) // 2] for name in names]
        rows.append([kind, *(f"{one:,}" for one in middle)])
    same = [[kind, *(str(one) for one in by_engine.values())] for kind, by_engine in result.agreement.items()]
    return (
        f"## Models found (the middle of each class)\n\n{table(['', *names], rows)}\n"
        "## Agreement, of 40 questions of each kind over words with one spelling\n\n"
        f"{table(['same number of models', *result.agreement[next(iter(result.agreement))]], same)}"
    )


def weights(result: Sized, names: Sequence[str]) -> str:
    """What an index costs."""
    rows = []
    for name in names:
        built, opened = result.built[name], result.opened[name]
        figures = (
            built["seconds"], built["processor"], built["peak"] / MB, built["bytes"] / MB, opened["seconds"],
            (opened["memory"] - opened["before"]) / MB, (result.after[name] - opened["before"]) / MB,
        )  # fmt: skip
        rows.append([name, *map(number, figures)])
    head = (
        "", "build, s", "of the processor, s", "most memory while building, MB", "size, MB", "open, s",
        "memory opened, MB", "memory after all questions, MB",
    )  # fmt: skip
    return (
        f"## Build, size, memory ({result.size:,} models)\n\n"
        "Memory is what the engine adds to a bare process. The work of a server is not counted.\n\n"
        f"{table(head, rows)}"
    )


def delays(result: Sized, disk: tuple[float, float]) -> str:
    """From a change to its being found."""
    head = ("", "readers", "the commit", "then until the last reader finds it", "both", "missed")
    rows = []
    for name, measured in result.delays.items():
        for delay in measured:
            pairs = (delay.commit, delay.seen, delay.whole)
            cells = [f"{number(p50)} / {number(p95)}" for p50, p95 in pairs]
            rows.append([name, str(delay.readers), *cells, str(delay.missed)])
    return (
        "## From a change to its being found, ms, p50 / p95\n\n"
        f"The disk alone takes {number(disk[0])} / {number(disk[1])} ms for 4 KB with fsync.\n\n"
        f"{table(head, rows)}"
    )


def growth(small: Sized, large: Sized, names: Sequence[str]) -> str:
    """By which power of the number of models the time grows: 1 means in step with it, 0 not at all."""
    by = math.log(large.size / small.size)
    rows = [
        [kind, *(f"{math.log(each[n].p50 / small.times[kind][n].p50) / by:.2f}" for n in names)]
        for kind, each in large.times.items()
    ]
    rows.append(
        [
            "build",
            *(f"{math.log(large.built[n]['seconds'] / small.built[n]['seconds']) / by:.2f}" for n in names),
        ]
    )
    return (
        f"## Growth from {small.size:,} to {large.size:,} models, as a power of the number\n\n"
        f"{table(['', *names], rows)}"
    )


def relevance(judged: Mapping[str, Judged]) -> str:
    """How well each engine answers the judged samples."""
    rows = [
        [name, f"{one.ndcg:.4f}", f"{one.mrr:.4f}", f"{one.accents} of {one.cases}"]
        for name, one in judged.items()
    ]
    return f"## Relevance on the judged samples\n\n{table(['', 'nDCG@10', 'MRR', 'accent cases'], rows)}"
