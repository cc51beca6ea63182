"""Keeping the web server and the worker running side by side, and ending both cleanly."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextvars import Context
from multiprocessing.context import ForkProcess
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

PAUSE = 0.2
# In-flight requests get this long to end after a signal, then the process is killed.
GRACE = 35.0
# A worker that dies at once is started again ever more slowly.
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
# Bytes of a process's name that Linux keeps.
NAME = 15

Work = Callable[[], object]


class Kept:
    """A process that is started again when it dies."""

    def __init__(self, begin: Callable[[], ForkProcess]) -> None:
        self.begin = begin
        self.delay, self.again_at = FIRST_DELAY, 0.0
        self.process = begin()
        self.started_at = time.monotonic()

    def look_after(self) -> None:
        """Start the process again once its delay is over."""
        if self.process.exitcode is None:
            return
        now = time.monotonic()
        if not self.again_at:
            self.delay = FIRST_DELAY if now - self.started_at > LONGEST_DELAY else self.delay * 2
            self.again_at = now + min(self.delay, LONGEST_DELAY)
            click.echo(f"the worker ended ({self.process.exitcode}); it is started again", err=True)
        elif now >= self.again_at:
            self.process, self.again_at, self.started_at = self.begin(), 0.0, now


def run(
    web: Work, worker: Work, environment: Mapping[str, str], address: str, greet: Work, *, each_round: Work
) -> int:
    """Run both until a signal comes or the web server ends; returns the status to end with.

    `each_round` is called a few times a second; what it raises ends both.
    """
    serving = start("registry-web", web, environment)
    kept = Kept(lambda: start("registry-jobs", worker, environment))
    # Children begin with the ways of this process to answer signals; only now are they its own.
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    greeted = False
    try:
        while not stop.is_set() and serving.exitcode is None:
            each_round()
            kept.look_after()
            if not greeted and answers(address):
                greeted = True
                greet()
            stop.wait(PAUSE)
        return 0 if stop.is_set() else (serving.exitcode or 1)
    finally:
        end(serving, kept.process)


def start(name: str, work: Work, environment: Mapping[str, str]) -> ForkProcess:
    """Have `work` done by a child, which has all that was imported already: that takes most of a start.

    The caller must have closed what may not be shared, such as connections to the database.
    """
    process = multiprocessing.get_context("fork").Process(target=_become, args=(name, work, environment))
    process.start()
    return process


def _become(name: str, work: Work, environment: Mapping[str, str]) -> None:
    """Stand apart from the parent: the terminal's Ctrl+C reaches only the parent, which ends this process."""
    os.setsid()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_DFL)
    if sys.platform.startswith("linux"):
        system = ctypes.CDLL(None)
        # The system ends this process when the parent is killed without a chance to do so itself.
        system.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        system.prctl(PR_SET_NAME, name.encode()[:NAME])
    os.environ.update(environment)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # both are files of text
    # Nothing of the command that started it: no application, no open request.
    Context().run(work)


def end(*processes: ForkProcess) -> None:
    """Ask all to end, wait, and kill what does not."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        process.join(max(0.1, deadline - time.monotonic()))
        if process.exitcode is None:
            process.kill()
            process.join()


def answers(address: str) -> bool:
    """Whether the web server answers, whatever it says."""
    try:
        with urlopen(f"{address}healthz", timeout=2):  # noqa: S310 -- own address
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
