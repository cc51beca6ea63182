"""Opening what strangers sent: in a process of its own with little memory, little time and one file."""

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from registry.core.transaction import require_none_open

ROOT = Path(__file__).resolve().parents[2]
BOOT = "import runpy,sys; sys.path.insert(0, sys.argv[1]); runpy.run_module(sys.argv[2], run_name='__main__')"
MEGABYTE = 1024 * 1024
# Readers that take much memory wait for each other: a decoded photo may take 200 MB.
_turns = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Bounds:
    """What a reader may use: bytes of memory, seconds of processor, seconds in all, bytes of answer."""

    memory: int = 1024 * MEGABYTE
    cpu: int = 10
    seconds: float = 20
    answer: int = 32 * MEGABYTE


@dataclass
class Answer:
    """What a reader managed to say before its end: facts, and parts such as pictures."""

    facts: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)


def ask(reader: str, source: IO[bytes], bounds: Bounds, *values: str) -> Answer:
    """Have the reader of a module open a file. What it said before a limit ended it counts."""
    return _understood(run(reader, source, bounds, *values))


def run(reader: str, source: IO[bytes], bounds: Bounds, *values: str) -> bytes:
    """What a reader wrote, as far as it may write."""
    with answer_of(reader, source, bounds, *values) as said:
        return said.read(bounds.answer)


@contextlib.contextmanager
def answer_of(reader: str, source: IO[bytes], bounds: Bounds, *values: str) -> Iterator[IO[bytes]]:
    """The file a reader wrote, for answers too long to be held as a whole.

    The reader gets the file to open as its standard input and nothing else.
    """
    require_none_open()
    limits = [str(bounds.memory), str(bounds.cpu), str(bounds.answer)]
    command = [sys.executable, "-I", "-c", BOOT, str(ROOT), reader, *limits, *values]
    with tempfile.TemporaryFile() as said:
        with _turns, _as_file(source) as given, contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(  # noqa: S603 -- a fixed command; the file goes in by standard input
                command, stdin=given, stdout=said, stderr=subprocess.DEVNULL, timeout=bounds.seconds,
                cwd="/", env={}, check=False,
            )  # fmt: skip
        said.seek(0)
        yield said


def _as_file(source: IO[bytes]) -> IO[bytes]:
    """The bytes as a file of this machine that a process can be given, at its beginning."""
    source.seek(0)
    try:
        # Opened anew, so that reading it does not move the place at which the other side reads.
        return Path(f"/proc/self/fd/{source.fileno()}").open("rb")
    except (OSError, AttributeError):
        copy = tempfile.TemporaryFile()  # noqa: SIM115 -- whoever asked closes it
    try:
        shutil.copyfileobj(source, copy, MEGABYTE)
    except BaseException:
        copy.close()
        raise
    source.seek(0)
    copy.seek(0)
    return copy


def _understood(said: bytes) -> Answer:
    answer, position = Answer(), 0
    while (end := said.find(b"\n", position)) >= 0:
        try:
            line = json.loads(said[position:end])
        except ValueError:
            break
        position = end + 1
        if "part" in line:
            content = said[position : position + line["size"]]
            if len(content) != line["size"]:
                break
            answer.parts[line["part"]] = content
            position += line["size"]
        else:
            answer.facts.update(line)
    return answer
