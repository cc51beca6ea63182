"""Two thousand questions and fifty-five files that nobody would send, and whether others notice.

Six people read with a second between two pages, alone at first, then while four clients send the questions as
fast as they are answered, then while two members of units send the files. Told are the statuses, and how long
the six waited each time.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import shelf  # noqa: E402 -- the benchmark also runs uninstalled
from benchmarks.finding.report import machine, number, table  # noqa: E402
from benchmarks.finding.speed import share  # noqa: E402
from benchmarks.office_hours import fill  # noqa: E402
from benchmarks.processes import rest  # noqa: E402
from benchmarks.search_page import addresses  # noqa: E402
from registry.app import create_app  # noqa: E402
from tests.make import Make  # noqa: E402
from tests.make.at_work import Line, Member, Unanswered  # noqa: E402
from tests.make.browser import served  # noqa: E402
from tests.make.browser_client import form_of  # noqa: E402
from tests.make.busy import at_work  # noqa: E402
from tests.make.hostile import files, questions  # noqa: E402

OTHERS, ATTACKERS, SENDERS, QUESTIONS = 6, 4, 2, 2000
PAUSE, ALONE = 1.0, 30.0


class Others:
    """Those who read meanwhile, and the milliseconds they waited."""

    def __init__(self, url: str) -> None:
        self.waited: list[float] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._read, args=(url, seed)) for seed in range(OTHERS)]

    def _read(self, url: str, seed: int) -> None:
        line = Line(url)
        for turn, (_kind, path) in enumerate(addresses(seed)):
            if self.over.wait(PAUSE):
                return
            start = time.perf_counter()
            answer = line.ask("/" if turn % 3 else path)
            self.waited.append((time.perf_counter() - start) * 1000)
            assert answer.status in {200, 303}, answer

    def while_(self, act: Callable[[], object]) -> list[float]:
        """How long each page took while something was going on."""
        for one in self.threads:
            one.start()
        act()
        self.over.set()
        for one in self.threads:
            one.join()
        return self.waited


def ask(url: str, share_of: Iterable[list[tuple[str, str]]], statuses: Counter[str]) -> None:
    """Send questions on one connection."""
    line = Line(url)
    for asked in share_of:
        try:
            statuses[str(line.ask(f"/tim-kiem?{urlencode(asked)}").status)] += 1
        except Unanswered:
            statuses["unanswered"] += 1


def send(member: Member, some: Iterator[tuple[str, tuple[str, bytes]]], statuses: Counter[str]) -> None:
    """Send files with the form of the page of evidence."""
    member.begin()
    for _case, (name, content) in some:
        fields, _action = form_of(member.line.ask(member.manager).text, "them")
        answer = member.line.ask(member.manager, {**fields, "caption": "Ảnh"}, [("files", name, content)])
        statuses[str(answer.status)] += 1


def together(works: list[tuple[Callable[..., None], tuple[object, ...]]]) -> Callable[[], None]:
    """All at once, until the last has ended."""

    def act() -> None:
        threads = [threading.Thread(target=work, args=values) for work, values in works]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    return act


def main() -> None:
    """Build, serve, ask and send, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--instance", type=Path, help="a folder that was built before, or is kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance = given.instance or Path(folder)
        shelf.at(instance, given.size)
        fill(instance)
        bad = list(files(Make(create_app(shelf.settings_of(instance)))).items())
        with served(instance, REGISTRY_SECRET_KEY=shelf.SECRET, REGISTRY_PASSWORD_COST="1") as server:
            rest(server.process.pid)
            measure(server.url, instance, bad)
            print(f"Mishaps in the log: {server.said().count('mishap')}.")
    print(machine())


def measure(url: str, instance: Path, bad: list[tuple[str, tuple[str, bytes]]]) -> None:
    """Print how long the others waited in each of the three."""
    asked, sent = Counter[str](), Counter[str]()
    many = list(questions(QUESTIONS))
    members = [one for one in at_work(url, instance) if isinstance(one, Member)]
    phases: dict[str, Callable[[], object]] = {
        "alone": lambda: time.sleep(ALONE),
        "while questions came": together([(ask, (url, many[n::ATTACKERS], asked)) for n in range(ATTACKERS)]),
        "while files came": together([(send, (members[n], bad[n::SENDERS], sent)) for n in range(SENDERS)]),
    }
    rows = []
    for name, act in phases.items():
        waited = Others(url).while_(act)
        rows.append([name, str(len(waited)), *(number(share(waited, part)) for part in (0.5, 0.95, 1.0))])
    print(table(("milliseconds of others", "pages", "p50", "p95", "worst"), rows))
    print(f"Questions: {dict(asked)}. Files: {dict(sent)}.")


if __name__ == "__main__":
    main()
