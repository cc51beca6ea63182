"""Keeping the web server and the worker running side by side, and ending both cleanly."""

import ctypes
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

PAUSE = 0.2
# In-flight requests get this long to end after a signal, then the process is killed.
GRACE = 35.0
# A worker that dies at once is started again ever more slowly.
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
PR_SET_PDEATHSIG = 1


class Kept:
    """A process that is started again when it dies."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.command, self.environment = command, environment
        self.delay, self.again_at = FIRST_DELAY, 0.0
        self.process = start(command, environment)
        self.started_at = time.monotonic()

    def look_after(self) -> None:
        """Start the process again once its delay is over."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.again_at:
            self.delay = FIRST_DELAY if now - self.started_at > LONGEST_DELAY else self.delay * 2
            self.again_at = now + min(self.delay, LONGEST_DELAY)
            click.echo(f"the worker ended ({self.process.returncode}); it is started again", err=True)
        elif now >= self.again_at:
            self.process, self.again_at, self.started_at = start(self.command, self.environment), 0.0, now


def run(
    web_command: list[str],
    worker_command: list[str],
    environment: dict[str, str],
    address: str,
    greet: Callable[[], None],
) -> int:
    """Run both until a signal comes or the web server ends; returns the status to end with."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    web, worker = start(web_command, environment), Kept(worker_command, environment)
    greeted = False
    while not stop.is_set() and web.poll() is None:
        worker.look_after()
        if not greeted and answers(address):
            greeted = True
            greet()
        stop.wait(PAUSE)
    status = 0 if stop.is_set() else (web.returncode or 1)
    end(web, worker.process)
    return status


def start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: the terminal's Ctrl+C reaches only the parent, which ends it."""
    return subprocess.Popen(  # noqa: S603 -- own programs only
        command,
        env=environment,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform.startswith("linux") else None,
    )


def end(*processes: subprocess.Popen[bytes]) -> None:
    """Ask all to end, wait, and kill what does not."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(address: str) -> bool:
    """Whether the web server answers, whatever it says."""
    try:
        with urlopen(f"{address}healthz", timeout=2):  # noqa: S310 -- own address
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False


def _end_with_parent() -> None:
    """Have the system end this child when the parent is killed without a chance to do so itself."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
