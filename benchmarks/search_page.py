"""The whole search page over HTTP: eight readers ask on end while somebody changes a model each second.

The installation is served as always (`registry serve`: two processes of gunicorn, and the worker that keeps
the index). Then mixed pages are opened until each process has answered thousands, and its memory is told.
"""

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import select  # noqa: E402 -- the benchmark also runs uninstalled

from benchmarks import shelf  # noqa: E402
from benchmarks.finding import visible as delays  # noqa: E402
from benchmarks.finding.corpus import Author  # noqa: E402
from benchmarks.finding.report import machine, number, table  # noqa: E402
from benchmarks.finding.speed import share  # noqa: E402
from benchmarks.pages import Client  # noqa: E402
from benchmarks.processes import HELD, memory, rest, spent, web_workers  # noqa: E402
from registry.app import create_app  # noqa: E402
from registry.audit import service as audit  # noqa: E402
from registry.catalogue.models import Exemplar  # noqa: E402
from registry.core.db import db  # noqa: E402
from registry.core.transaction import transaction  # noqa: E402
from registry.jobs.service import announce  # noqa: E402
from registry.search.base import EngineUnavailable, Query, SearchEngine  # noqa: E402
from registry.search.text import fold  # noqa: E402
from tests.make.browser import served  # noqa: E402

# Seconds between two looks for a change: what looks more often takes the processor from those who answer.
READERS, PATIENCE, LOOK = 8, 20.0, 0.01
# Addresses for so many pages a second are made up before a reader begins: that is no work of a reader's.
PREPARED = 20
# How many read while it is measured how soon a change is found, and for how many changes.
CROWDS, CHANGES = (0, 4), 30
WARMING = 4


@dataclass
class Heard:
    """What readers were answered: milliseconds by kind of page, and how often each status."""

    times: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)


@cache
def _author() -> Author:
    return Author()


@cache
def _title(number: int) -> str:
    return _author().model(number).title


def addresses(seed: int) -> Iterator[tuple[str, str]]:
    """(kind, address) of one page of results after the other, as people ask: one to four words, filters."""
    chance = random.Random(seed)
    while True:
        words = _title(chance.randrange(5000)).split()
        start = chance.randrange(max(1, len(words) - 3))
        some = words[start : start + chance.choice((1, 2, 2, 3, 4))]
        asked = {"q": " ".join(some)}
        kind = chance.choice(("words", "words", "without marks", "filters", "order", "second page", "phrase"))
        match kind:
            case "without marks":
                asked["q"] = fold(asked["q"].lower())
            case "filters":
                asked |= {"tinh": f"do-dac-{chance.randrange(shelf.PROVINCES)}", "nam": "2025"}
            case "order":
                asked["sap-xep"] = "updated"
            case "second page":
                asked["trang"] = "2"
            case "phrase":
                asked["q"] = f'"{" ".join(words[start : start + 2])}"'
        yield kind, f"/tim-kiem?{urlencode(asked)}"


def read(url: str, asked: Iterable[tuple[str, str]], until: float, heard: Heard) -> None:
    """Open one page after the other on one connection."""
    client = Client(url)
    for kind, path in asked:
        if time.monotonic() > until:
            return
        start = time.perf_counter()
        status, _text, _to = client.ask(path)
        heard.times.setdefault(kind, []).append((time.perf_counter() - start) * 1000)
        heard.statuses[status] += 1


def prepared(seed: int, count: int, most: int) -> Iterator[tuple[str, str]]:
    """At most so many addresses; the first of them are there already."""
    more = islice(addresses(seed), most)
    return chain(list(islice(more, count)), more)


def crowd(url: str, readers: int, seconds: float, most: int = 10**9, seed: int = 0) -> Heard:
    """So many readers at once, for seconds on end or until each has opened so many pages."""
    asked = [prepared(seed + one, min(most, int(seconds * PREPARED)), most) for one in range(readers)]
    heard, until = Heard(), time.monotonic() + seconds
    threads = [threading.Thread(target=read, args=(url, one, until, heard)) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


class Writer(threading.Thread):
    """Changes a model each second, and looks how long it takes until a process of its own finds it."""

    def __init__(self, instance: Path, most: int = 10**9) -> None:
        super().__init__()
        self.stop, self.most = threading.Event(), most
        self.commits: list[float] = []
        self.seen: list[float] = []
        self.missed = 0
        self._app = create_app(shelf.settings_of(instance))

    def run(self) -> None:
        with self._app.app_context():
            engine = self._app.extensions["registry.search"]
            turn = 0
            while not self.stop.is_set() and turn < self.most:
                turn += 1
                begun = time.monotonic()
                self._change(turn, f"zq{turn:04}x{int(begun)}")
                self._look(engine, f'"zq{turn:04}x{int(begun)}"')
                self.stop.wait(max(0.0, 1 - (time.monotonic() - begun)))
            db.session.remove()
            db.engine.dispose()

    def _change(self, turn: int, word: str) -> None:
        start = time.perf_counter()
        with transaction():
            exemplar = db.session.scalars(
                select(Exemplar).where(Exemplar.id > shelf.FIRST).order_by(Exemplar.id).offset(turn).limit(1)
            ).one()
            exemplar.versions[-1].title = f"{exemplar.versions[-1].title[:200]} {word}"
            # As every command does: what is kept until something is stored is worked out anew.
            audit.record(None, "exemplar.changed", exemplar)
            announce("exemplars", exemplar.reference)
        self.commits.append((time.perf_counter() - start) * 1000)

    def _look(self, engine: SearchEngine, word: str) -> None:
        start = time.monotonic()
        while time.monotonic() - start < PATIENCE:
            try:
                if engine.search(Query(word, limit=1)).total:
                    self.seen.append((time.monotonic() - start) * 1000)
                    return
            except EngineUnavailable:
                break
            time.sleep(LOOK)
        self.missed += 1


def times(heard: Heard) -> str:
    """p50 and p95 by kind of page, and of all."""
    everything = [one for values in heard.times.values() for one in values]
    rows = [
        [kind, str(len(values)), number(share(values, 0.5)), number(share(values, 0.95)), number(max(values))]
        for kind, values in [*sorted(heard.times.items()), ("all", everything)]
    ]
    return table(("milliseconds", "pages", "p50", "p95", "worst"), rows)


def main() -> None:
    """Build, serve, read while it is written, read thousands, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", type=int, default=20_000)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument(
        "--pages", type=int, default=10_000, help="after how many pages memory is told; 0: never"
    )
    asked.add_argument("--instance", type=Path, help="a folder that was built before, or is kept")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance = given.instance or Path(folder)
        start = time.perf_counter()
        shelf.at(instance, given.size)
        print(f"{given.size:,} models, made and indexed in {time.perf_counter() - start:.0f} s\n", flush=True)
        with served(instance, REGISTRY_SECRET_KEY=shelf.SECRET) as server:
            measure(server.url, server.process.pid, instance, given)
    print(machine())


def visible(url: str, instance: Path) -> str:
    """From the end of a commit until another process finds the change; beside it what the disk takes."""
    rows = []
    for readers in CROWDS:
        writer = Writer(instance, CHANGES)
        writer.start()
        while writer.is_alive():
            crowd(url, readers, 1) if readers else writer.join(1)
        disk = delays.disk(instance)
        both = [*_two(writer.commits), *_two(writer.seen), *map(number, disk)]
        rows.append([str(readers), *both, str(writer.missed)])
    head = ("readers", "commit, p50", "p95", "until found, p50", "p95", "one fsync, p50", "p95", "not found")
    return table(head, rows)


def _two(values: Sequence[float]) -> tuple[str, str]:
    return (number(share(values, 0.5)), number(share(values, 0.95))) if values else ("", "")


def measure(url: str, process: int, instance: Path, given: argparse.Namespace) -> None:
    """Everything over HTTP."""
    workers = web_workers(process)
    rest(process)
    held = [("started", memory(workers))]
    crowd(url, READERS, 120, WARMING, seed=900)
    held.append(("warm", memory(workers)))
    print(f"## Until a change is found by another process\n\n{visible(url, instance)}")
    writer = Writer(instance)
    writer.start()
    before, begun = spent(process), time.monotonic()
    heard = crowd(url, READERS, given.seconds)
    after, taken = spent(process), time.monotonic() - begun
    writer.stop.set()
    writer.join()
    print(f"## {READERS} readers, a change each second, {given.seconds:.0f} s\n\n{times(heard)}")
    print(f"Statuses: {dict(heard.statuses)}.")
    count = sum(heard.statuses.values())
    each = {kind: number((after[kind] - before[kind]) * 1000 / count) for kind in after}
    both = number(taken * (os.cpu_count() or 1) * 1000 / count)
    print(f"Milliseconds of the processor for each page: {each}; all cores together had {both}.")
    print(f"Changes: {len(writer.commits)}, not found in time: {writer.missed}.")
    for name, values in (("commit", writer.commits), ("commit until found by another process", writer.seen)):
        if values:
            print(f"{name}: p50 {number(share(values, 0.5))} ms, p95 {number(share(values, 0.95))} ms")
    held.append(("after that", memory(workers)))
    if given.pages:
        more = crowd(url, READERS, 10**6, given.pages // READERS, seed=100)
        held.append((f"after {sum(more.statuses.values()):,} more pages", memory(workers)))
    rows = [[when, *values] for when, values in held]
    print(f"\n## Memory of each web process, MB\n\n{table(('', *HELD.values()), rows)}")


if __name__ == "__main__":
    main()
