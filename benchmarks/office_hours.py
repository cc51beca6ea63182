"""A working day in ten minutes: two hundred people at once, who read, write, score and add photos, and think.

The installation is served as always (`registry serve`: two processes of gunicorn and the worker). Six in ten
of the people search and read models, two write a registration (each act is what the script of the page stores
while they type, or a photo), one and a half score, the others look at lists, rankings and figures. Between
two acts everybody thinks for a while. With `--minutes 60` it is a soak: how the memory and the open files of
the web processes grow is told per minute, from a fifth of the time on.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import shelf  # noqa: E402 -- the benchmark also runs uninstalled
from benchmarks.finding.report import machine, number, table  # noqa: E402
from benchmarks.finding.speed import share  # noqa: E402
from benchmarks.processes import memory_of, rest, spent, web_workers  # noqa: E402
from benchmarks.search_page import addresses  # noqa: E402
from registry.app import create_app  # noqa: E402
from registry.core.db import db  # noqa: E402
from registry.units.queries import list_provinces  # noqa: E402
from tests.make import Make  # noqa: E402
from tests.make.at_work import Answer, Line, Member, Reviewer, Unanswered  # noqa: E402
from tests.make.browser import served  # noqa: E402
from tests.make.busy import WHO, at_work, people  # noqa: E402

# Of two hundred; the others read.
MEMBERS, REVIEWERS, CLERKS = 40, 30, 10
# Seconds between two acts of one person: on average, and at least and at most.
THINKING, SHORTEST, LONGEST = 10.0, 1.0, 40.0
# How often a member adds a photo instead of writing on.
PHOTOS = 0.15
# Seconds between two looks at the memory.
LOOK = 15.0
# Made by what fills the shelf: names beyond are free.
TAKEN = 100_000
Act = tuple[str, Callable[[], Answer]]


@dataclass
class Heard:
    """What people were answered: milliseconds and statuses by kind of act."""

    times: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    unanswered: int = 0


class Person(threading.Thread):
    """Does one act after the other until it is over, and thinks between them."""

    def __init__(self, acts: Iterator[Act], heard: Heard, until: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.acts, self.heard, self.until, self.chance = acts, heard, until, random.Random(seed)

    def run(self) -> None:
        """Not all begin at once."""
        time.sleep(self.chance.random() * THINKING)
        for kind, act in self.acts:
            if time.monotonic() > self.until:
                return
            start = time.perf_counter()
            try:
                status = act().status
            except Unanswered:
                self.heard.unanswered += 1
                continue
            self.heard.times.setdefault(kind, []).append((time.perf_counter() - start) * 1000)
            self.heard.statuses[kind, status] += 1
            time.sleep(min(LONGEST, max(SHORTEST, self.chance.expovariate(1 / THINKING))))


def reading(line: Line, seed: int) -> Iterator[Act]:
    """Search, open something found, and now and then the first page."""
    chance = random.Random(seed)
    for _kind, path in addresses(seed):
        found: list[str] = []
        yield "search", lambda path=path, found=found: _searched(line, path, found)  # type: ignore[misc]
        for model in islice(found, chance.randrange(3)):
            yield "model", lambda model=model: line.ask(model)  # type: ignore[misc]
        if chance.random() < 0.1:
            yield "first page", lambda: line.ask("/")


def _searched(line: Line, path: str, found: list[str]) -> Answer:
    answer = line.ask(path)
    found += dict.fromkeys(
        part.split('"')[0] for part in answer.text.split('href="')[1:] if "/mo-hinh/MH-" in part[:40]
    )
    return answer


def working(person: Member | Reviewer, seed: int) -> Iterator[Act]:
    """Write or score; a photo now and then."""
    chance = random.Random(seed)
    while True:
        if isinstance(person, Reviewer):
            yield "store a ballot", person.score
        elif chance.random() < PHOTOS and len(person.files.sent) < 150:
            yield "page of evidence", person.open_manager
            yield "send a photo", person.send_photo
        else:
            yield "store a text", person.type


def overseeing(line: Line, campaign: str, seed: int) -> Iterator[Act]:
    """Lists, rankings, figures."""
    pages = {
        "list of nominations": f"/dot-xet/{campaign}/ho-so", "ranking": f"/dot-xet/{campaign}/xep-hang",
        "figures": "/bao-cao", "what to do": "/viec-can-lam",
    }  # fmt: skip
    chance = random.Random(seed)
    while True:
        kind = chance.choice(list(pages))
        yield kind, lambda kind=kind: line.ask(pages[kind])  # type: ignore[misc]


def fill(instance: Path) -> dict[str, Any]:
    """Add those who work to an installation with models; returns who they are."""
    path = instance / WHO
    if not path.exists():
        app = create_app(shelf.settings_of(instance))
        with app.app_context():
            make = Make(app)
            make.count = TAKEN
            who = people(make, list_provinces()[0], MEMBERS, REVIEWERS)
            db.session.remove()
            db.engine.dispose()
        path.write_text(json.dumps(who), "utf-8")
    return dict(json.loads(path.read_text("utf-8")))


def crowd(url: str, instance: Path, users: int, until: float) -> tuple[list[Person], Heard]:
    """Everybody, signed in and at work until the moment; those who write are a share of all."""
    who, heard = fill(instance), Heard()
    writers = at_work(url, instance)
    acts = [working(one.begin(), seed) for seed, one in enumerate(writers)]
    for turn in range(CLERKS):
        line = Line(url).sign_in(who["secretary"])
        acts.append(overseeing(line, who["campaign"], turn))
    acts += [reading(Line(url), seed) for seed in range(users - len(acts))]
    crowd = [Person(one, heard, until, seed) for seed, one in enumerate(acts)]
    for one in crowd:
        one.start()
    return crowd, heard


def slope(points: Sequence[tuple[float, float]]) -> float:
    """By how much the second grows a minute, along the straight line through all points."""
    return (
        statistics.linear_regression(*zip(*points, strict=True)).slope * 60
        if len(points) > 2
        else float("nan")
    )


def watched(processes: Sequence[int], seconds: float) -> Iterator[tuple[float, float, float]]:
    """(seconds, MB of their own, open files) of all web processes together, every so often."""
    start = time.monotonic()
    while (passed := time.monotonic() - start) < seconds:
        own = sum(memory_of(one)["Own"] for one in processes) / 1e6
        files = sum(len(list(Path(f"/proc/{one}/fd").iterdir())) for one in processes)
        yield passed, own, files
        time.sleep(min(LOOK, max(0.0, seconds - passed)))


def told(heard: Heard) -> str:
    """p50 and p95 of each kind of act, of all reading and of all writing."""
    writes = {kind for kind in heard.times if kind.startswith(("store", "send"))}
    together = {
        "all reading": [one for kind, some in heard.times.items() if kind not in writes for one in some],
        "all writing": [one for kind in writes for one in heard.times[kind]],
    }
    rows = [
        [kind, str(len(some)), number(share(some, 0.5)), number(share(some, 0.95)), number(max(some))]
        for kind, some in [*sorted(heard.times.items()), *together.items()]
        if some
    ]
    return table(("milliseconds", "acts", "p50", "p95", "worst"), rows)


def measure(url: str, server: int, instance: Path, given: argparse.Namespace) -> None:
    """The whole day, and what is wrong with it."""
    workers, seconds = web_workers(server), given.minutes * 60
    rest(server)
    before = spent(server)
    persons, heard = crowd(url, instance, given.users, time.monotonic() + seconds)
    points = list(watched(workers, seconds))
    for one in persons:
        one.join(LONGEST + 70)
    after = spent(server)
    print(f"## {given.users} people, {given.minutes:g} minutes, {given.size:,} models\n\n{told(heard)}")
    bad = {f"{kind} {status}": count for (kind, status), count in heard.statuses.items() if status >= 400}
    print(f"Refused or failed: {bad or 'none'}; unanswered: {heard.unanswered}.")
    busy = sum(after[kind] - before[kind] for kind in ("web", "worker")) / seconds
    themselves = (after["this"] - before["this"]) / seconds
    print(f"Processors busy: {busy:.2f}, besides {themselves:.2f} for the people.")
    later = [one for one in points if one[0] > seconds / 5]
    own, files = slope([(at, one) for at, one, _ in later]), slope([(at, one) for at, _, one in later])
    print(
        f"Both web processes: {points[0][1]:.0f} MB of their own at first, {points[-1][1]:.0f} MB at the end."
    )
    print(f"From a fifth of the time on: {own:+.2f} MB and {files:+.2f} open files a minute.")


def main() -> None:
    """Build, serve, let them work, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", type=int, default=20_000)
    asked.add_argument("--users", type=int, default=200)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--instance", type=Path, help="a folder that was built before, or is kept")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance = given.instance or Path(folder)
        shelf.at(instance, given.size)
        fill(instance)
        with served(instance, REGISTRY_SECRET_KEY=shelf.SECRET, REGISTRY_PASSWORD_COST="1") as server:
            measure(server.url, server.process.pid, instance, given)
            said = server.said()
            print(f"Mishaps in the log: {said.count('mishap')}.")
    print(machine())


if __name__ == "__main__":
    main()
