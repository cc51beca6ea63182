"""From a change to the moment when every reading process finds it, with nobody and with many reading."""

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.finding import corpus
from benchmarks.finding.asking import Question
from benchmarks.finding.room import Room
from benchmarks.finding.speed import share

CHANGES, PAUSE, PATIENCE = 20, 0.25, 90.0


@dataclass(frozen=True)
class Delay:
    """Milliseconds: of the commit, from its end until the last process has found the change, and of both."""

    readers: int
    commit: tuple[float, float]
    seen: tuple[float, float]
    whole: tuple[float, float]
    missed: int


def measure(name: str, folder: Path, models: Path, busy: Sequence[Question], readers: int) -> Delay:
    """Change some models of an index while so many processes read. With none, one waits quietly."""
    stamp = f"{os.getpid():x}{time.time_ns():x}"
    names = [f"zq{number:02}{stamp}" for number in range(CHANGES)]
    chosen = list(corpus.read(models, CHANGES))
    changed = [
        replace(model, title=f"{model.title} {name_}", version=2)
        for model, name_ in zip(chosen, names, strict=True)
    ]
    writer = Room(name, folder)
    watchers: list[Room] = []
    try:
        writer.call("open")
        for _ in range(max(1, readers)):
            watchers.append(Room(name, folder))
            watchers[-1].call("open")
            watchers[-1].call("ask", busy, 0, PATIENCE)
        for watcher in watchers:
            watcher.send("watch", names, busy if readers else [], PATIENCE)
        written = writer.call("change", changed, PAUSE)
        seen = [watcher.receive() for watcher in watchers]
    finally:
        for room in [*watchers, writer]:
            room.close()
    commits = [(end - start) * 1000 for start, end in written]
    # One that found nothing in time found it never.
    complete = [max(times) for times in zip(*seen, strict=False)]
    after = [max(0.0, (found - end) * 1000) for found, (_start, end) in zip(complete, written, strict=False)]
    whole = [a + b for a, b in zip(commits, after, strict=False)]
    never = [float("nan")]
    return Delay(readers, _two(commits), _two(after or never), _two(whole or never), CHANGES - len(complete))


def _two(values: Sequence[float]) -> tuple[float, float]:
    return statistics.median(values), share(values, 0.95)


def disk(folder: Path, times: int = 60) -> tuple[float, float]:
    """Milliseconds in which the disk takes 4 KB for good: the least that a commit can cost."""
    spent = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(times):
            start = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            spent.append((time.perf_counter() - start) * 1000)
    return _two(spent)
