"""The processes of an installation that is being served: their work and their memory."""

import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

PATIENCE, PROCESSES = 20.0, 2
# The process that does what waits, and the seconds without work after which it is at rest, and at most.
WORKER, CALM, LONGEST = "registry-jobs", 2.0, 120.0
# Ticks of the processor that a worker at rest takes meanwhile: it looks for work twice a second.
LITTLE = 10
# Kinds of memory: resident; with a share of what several processes hold; of its own; and pages of the files
# of the index, which belong to nobody: the system takes them back when it wants.
HELD = {"Rss": "resident", "Pss": "by shares", "Own": "of its own", "Index": "pages of the index"}


def rest(server: int) -> None:
    """Wait until the worker has done what a start brings, such as the daily look at all ties."""
    until, before = time.monotonic() + LONGEST, -1.0
    while time.monotonic() < until:
        spent = sum(processor(one) for one in below(server) if name_of(one) == WORKER)
        if before > 0 and spent - before <= LITTLE:
            return
        before = spent
        time.sleep(CALM)
    raise SystemExit(f"the worker found no rest within {LONGEST:.0f} s")


def below(process: int) -> list[int]:
    """The children of a process and theirs."""
    own = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [one for child in map(int, own) for one in (child, *below(child))]


def name_of(process: int) -> str:
    """What a process calls itself."""
    return Path(f"/proc/{process}/comm").read_text().strip()


def processor(process: int) -> float:
    """Ticks of the processor that a process has had."""
    return sum(map(float, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]))


def web_workers(server: int) -> list[int]:
    """The processes that answer pages, once all of them are there."""
    until = time.monotonic() + PATIENCE
    while len(found := _web_workers(server)) < PROCESSES and time.monotonic() < until:
        time.sleep(0.1)
    return found


def _web_workers(server: int) -> list[int]:
    """What the master of gunicorn has started; it bears the same name."""
    web = [one for one in below(server) if name_of(one) == "registry-web"]
    return [one for one in web if not below(one)]


def spent(server: int) -> dict[str, float]:
    """Seconds of the processor that each kind of process of an installation has had, and this one."""
    ticks = {"web": 0.0, "worker": 0.0}
    for one in below(server):
        ticks["worker" if name_of(one) == WORKER else "web"] += processor(one)
    tick = os.sysconf("SC_CLK_TCK")
    return {kind: count / tick for kind, count in ticks.items()} | {"this": time.process_time()}


def memory(processes: Sequence[int]) -> list[str]:
    """Kinds of memory, as HELD says, each of all processes."""
    both = [memory_of(process) for process in processes]
    return [" / ".join(f"{one[kind] / 1e6:.0f}" for one in both) for kind in HELD]


def memory_of(process: int) -> Counter[str]:
    """Bytes of each kind of memory of a process."""
    held: Counter[str] = Counter()
    is_index = False
    for line in Path(f"/proc/{process}/smaps").read_text().splitlines():
        name, _, rest = line.partition(":")
        if " " in name:
            is_index = line.endswith((".words", ".cards"))
            continue
        if not rest.endswith(" kB"):
            continue
        size = int(rest.split()[0]) * 1024
        held[name] += size
        held["Own"] += size if name.startswith("Private_") else 0
        held["Index"] += size if is_index and name == "Rss" else 0
    return held
