"""How long the pages of a large campaign take: 5,000 nominations, 60 reviewers, 15,000 ballots.

The installation is served as always (`registry serve`: two processes of gunicorn with four threads each).
Once its worker is at rest one client opens each page in turn and the middle of its times is told, then eight
do at once. Beside it stand the goal, and what HotCRP and pretalx took on two such cores for the same page.
`/healthz` in the same run says what the machine, the server and the client take for nothing: pages are told
as multiples of it, too.
"""

import argparse
import http.client
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import large  # noqa: E402 -- the benchmark also runs uninstalled
from benchmarks.processes import rest  # noqa: E402
from tests.make.browser import served  # noqa: E402
from tests.make.browser_client import form_of  # noqa: E402

CLIENTS = 8


@dataclass(frozen=True)
class Page:
    """What is opened, by whom, the goal and what two others take, in milliseconds."""

    name: str
    path: str
    who: str
    goal: float
    hotcrp: float | None = None
    pretalx: float | None = None


class Client:
    """One person on one connection that is kept open."""

    def __init__(self, url: str) -> None:
        self.address = url.removeprefix("http://")
        self.url, self.cookies = url, dict[str, str]()
        self.link = http.client.HTTPConnection(self.address, timeout=120)

    def ask(self, path: str, fields: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Status, text and where a page leads."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.url}
        self.link.request("POST" if fields is not None else "GET", path, body, headers)
        answer = self.link.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                crumb, _, content = value.split(";")[0].partition("=")
                self.cookies[crumb] = content
        return answer.status, text, answer.getheader("Location") or ""

    def sign_in(self, name: str, password: str) -> None:
        """Open a session by the page."""
        fields, _action = form_of(self.ask("/dang-nhap")[1])
        status, text, _to = self.ask("/dang-nhap", {**fields, "username": name, "password": password})
        if status != 303:
            raise SystemExit(f"signing in failed: {status} {text[:300]}")


def times(act: Callable[[], None], rounds: int) -> list[float]:
    """Milliseconds of each round, after one that is not counted."""
    act()
    taken = []
    for _round in range(rounds):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def opened(client: Client, path: str) -> Callable[[], None]:
    """Opening a page, which must answer."""

    def act() -> None:
        status, text, _to = client.ask(path)
        if status != 200:
            raise SystemExit(f"{path}: {status} {text[:300]}")

    return act


def saved(client: Client, path: str) -> Callable[[], None]:
    """Saving a ballot as its script does; only the saving is timed by the caller of `times`."""
    fields, _action = form_of(client.ask(path)[1], "phieu")
    first = next(name for name in fields if name.startswith("points_"))
    state = {"turn": 0}

    def act() -> None:
        state["turn"] += 1
        fields[first] = str(10 + state["turn"] % 9)
        status, text, _to = client.ask(f"{path}/tu-luu", fields)
        if status != 200:
            raise SystemExit(f"saving: {status} {text[:300]}")
        fields["version"] = text.split('"version":')[1].split(",")[0].strip(" }\n")

    return act


def pages_of(it: large.Large) -> list[Page]:
    """The pages that are compared."""
    campaign = f"/dot-xet/{it.campaign}"
    return [
        Page("nothing (/healthz)", "/healthz", "", 0),
        Page("nomination", f"/de-cu/{it.nomination}", it.secretary, 24, 45, 215),
        Page("queue of a reviewer", "/cham-diem", it.reviewer, 31, 31, 4948),
        Page("ballot", f"/cham-diem/{it.ballot}", it.reviewer, 38, 40, 245),
        Page("search", f"/tim-kiem?q={quote('hien dat mo duong')}", "", 100, 345, 1718),
        Page("first page of the list", f"{campaign}/ho-so", it.secretary, 60, 333, 1317),
        Page("ranking", f"{campaign}/xep-hang", it.secretary, 450, 458, 4997),
    ]


def together(clients: list[Client], path: str, rounds: int) -> float:
    """The middle time of a page when all clients open it at once."""
    taken: list[float] = []

    def run(client: Client) -> None:
        taken.extend(times(opened(client, path), rounds))

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statistics.median(taken)


def line(name: str, one: float, nothing: float, eight: float | None, page: Page | None) -> str:
    """A line of the table."""
    others = (page.goal, page.hotcrp, page.pretalx) if page else (None,) * 3
    beside = [f"{number:8.0f}" if number else "       -" for number in others]
    many = f"{eight:8.0f} ({eight / one:3.1f}x)" if eight else " " * 15
    return f"{name:24} {one:8.1f} {one / nothing:6.1f}x {many} {' '.join(beside)}"


def main() -> None:
    """Build, serve, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--nominations", type=int, default=5000)
    asked.add_argument("--reviewers", type=int, default=60)
    asked.add_argument("--reads", type=int, default=3)
    asked.add_argument("--rounds", type=int, default=25)
    asked.add_argument("--instance", type=Path, help="a folder that was built before, or is kept")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance = given.instance or Path(folder)
        start = time.perf_counter()
        it = large.at(instance, given.nominations, given.reviewers, given.reads)
        print(f"built in {time.perf_counter() - start:.0f} s")
        with served(instance, REGISTRY_SECRET_KEY=large.SECRET) as server:
            rest(server.process.pid)
            measure(server.url, it, given.rounds)


def measure(url: str, it: large.Large, rounds: int) -> None:
    """Print a line for every page."""
    clients = {"": Client(url)}
    for who in (it.secretary, it.reviewer):
        clients[who] = Client(url)
        clients[who].sign_in(who, it.password)
    print(
        f"{'milliseconds, p50':24} {'one':>8} {'':7} {'eight':>15} {'goal':>8} {'HotCRP':>8} {'pretalx':>8}"
    )
    nothing = 0.0
    for page in pages_of(it):
        one = statistics.median(times(opened(clients[page.who], page.path), rounds))
        nothing = nothing or one
        crowd = [Client(url) for _ in range(CLIENTS)]
        for client in crowd:
            client.cookies = dict(clients[page.who].cookies)
        eight = together(crowd, page.path, max(3, rounds // 4))
        print(line(page.name, one, nothing, eight, page), flush=True)
    act = saved(clients[it.reviewer], f"/cham-diem/{it.ballot}")
    one = statistics.median(times(act, rounds))
    print(line("saving a ballot", one, nothing, None, Page("", "", "", 31, 31, 211)))


if __name__ == "__main__":
    main()
