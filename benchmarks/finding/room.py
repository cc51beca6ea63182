"""Each engine in a process of its own, so that memory is its own and nothing warms another's caches."""

import multiprocessing
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.finding import corpus
from benchmarks.finding.asking import Engine, Question
from registry.search.base import Document

# By the name in tables: the module, the class, and the folder beside the others'.
ENGINES = {
    "registry": ("ours", "Registry"),
    "tantivy": ("compiled", "Tantivy"),
    "FTS5": ("fts5", "Fts5"),
    "PostgreSQL": ("postgres", "Postgres"),
    "Whoosh as usual": ("stock", "Stock"),
}
LIMIT = 20
# What a question costs: the time until its answer, or the work of the processor in the engine's own process,
# which does not grow when others use the machine; the work of a server is not in it.
CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}


class Room:
    """A process with one engine in it; the calls are answered by `_Inside`."""

    def __init__(self, name: str, folder: Path, clock: str = "wall") -> None:
        self.name = name
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_live, args=(there, name, folder, clock), daemon=True)
        self._process.start()
        there.close()

    def send(self, what: str, *given: Any) -> None:
        """Have it begin something."""
        self._here.send((what, given))

    def receive(self) -> Any:
        """What came of it."""
        worked, result = self._here.recv()
        if not worked:
            raise RuntimeError(f"{self.name}: {result}")
        return result

    def call(self, what: str, *given: Any) -> Any:
        """Have it do something and wait."""
        self.send(what, *given)
        return self.receive()

    def close(self) -> None:
        """End the process."""
        with suppress(OSError, RuntimeError):
            self.call("close")
        self._process.join(60)
        if self._process.is_alive():
            self._process.kill()


def _live(pipe: Connection, name: str, folder: Path, clock: str) -> None:
    inside = _Inside(name, folder, clock)
    while True:
        try:
            what, given = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((True, getattr(inside, what)(*given)))
        except Exception as error:
            pipe.send((False, f"{what}: {error!r}"))
        if what == "close":
            return


class _Inside:
    """What the process does with its engine."""

    def __init__(self, name: str, folder: Path, clock: str) -> None:
        self.name, self.folder = name, folder
        self._now = CLOCKS[clock]
        self.made: Engine | None = None

    @property
    def engine(self) -> Engine:
        if self.made is None:
            module, kind = ENGINES[self.name]
            self.made = getattr(import_module(f"benchmarks.finding.{module}"), kind)(self.folder)
        return self.made

    def is_installed(self) -> str:
        """Empty when it can be measured here, else why not."""
        try:
            module, _kind = ENGINES[self.name]
            place = getattr(import_module(f"benchmarks.finding.{module}"), "programs", lambda: "here")()
        except ImportError as error:
            return str(error)
        return "" if place else "its programs are not installed"

    def build(self, path: Path) -> dict[str, float]:
        """Seconds, work of the processor, bytes and most memory of building over the models of a file."""
        start, worked = time.perf_counter(), time.process_time()
        self.engine.build(corpus.read(path))
        return {
            "seconds": time.perf_counter() - start,
            "processor": time.process_time() - worked,
            "bytes": self.engine.size(),
            "peak": _memory(os.getpid(), "VmHWM"),
        }

    def open(self) -> dict[str, float]:
        """Seconds until the first question may be asked, and the memory then and before."""
        before = self.memory(quiet=True)
        engine = self.engine
        start = time.perf_counter()
        engine.open()
        return {"seconds": time.perf_counter() - start, "before": before, "memory": self.memory()}

    def ask(self, questions: Sequence[Question], less: int, budget: float) -> list[tuple[float, int]]:
        """Milliseconds and hits of each question. `less` changes the size of the page from round to round.

        So no engine can answer by giving back the very answer it gave before.
        """
        answers = []
        until = time.perf_counter() + budget
        for question in questions:
            start = self._now()
            answer = self.engine.ask(question, LIMIT - less)
            answers.append(((self._now() - start) * 1000, answer.total))
            if time.perf_counter() > until:
                break
        return answers

    def ask_anew(self, questions: Sequence[Question], budget: float) -> list[tuple[float, int]]:
        """The same when the index has just changed."""
        self.engine.forget()
        return self.ask(questions, 0, budget)

    def totals(self, questions: Sequence[Question]) -> list[int]:
        """How many models answer each question."""
        return [self.engine.ask(question, LIMIT).total for question in questions]

    def judged(self, asked: Sequence[tuple[str, dict[str, str], int]]) -> list[list[str]]:
        """The best answers to what people typed."""
        return [self.engine.judged(text, filters, limit) for text, filters, limit in asked]

    def change(self, documents: Sequence[Document], pause: float) -> list[tuple[float, float]]:
        """Store one model after the other; when each began and when its commit came back."""
        times = []
        for document in documents:
            time.sleep(pause)
            start = time.monotonic()
            self.engine.put(document)
            times.append((start, time.monotonic()))
        return times

    def watch(self, names: Sequence[str], busy: Sequence[Question], patience: float) -> list[float]:
        """When each of these names was found for the first time, while asking other things all the time."""
        seen: list[float] = []
        until = time.monotonic() + patience
        turn = os.getpid()
        while len(seen) < len(names) and time.monotonic() < until:
            if busy:
                turn += 1
                self.engine.ask(busy[turn % len(busy)], LIMIT)
            else:
                time.sleep(0.001)
            if self.engine.ask(Question((names[len(seen)],), "all"), 1).total:
                seen.append(time.monotonic())
        return seen

    def memory(self, *, quiet: bool = False) -> float:
        """Bytes of memory held by this process and by others that answer for it, shared ones by shares."""
        others = [] if quiet or self.made is None else self.engine.processes()
        return sum(_memory(number) for number in {os.getpid(), *others})

    def close(self) -> None:
        """End what the engine started."""
        close = getattr(self.made, "close", None)
        if close is not None:
            close()


def _memory(process: int, kind: str = "Pss") -> float:
    """Bytes of a kind of memory of a process: its share (Pss), what is resident (VmRSS), the most (VmHWM)."""
    path = Path(f"/proc/{process}/{'smaps_rollup' if kind == 'Pss' else 'status'}")
    with suppress(OSError):
        for line in path.read_text().splitlines():
            if line.startswith(f"{kind}:"):
                return int(line.split()[1]) * 1024
    return 0
