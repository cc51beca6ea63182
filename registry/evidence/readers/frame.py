"""What every reader does: give up its rights first, then say what it finds piece by piece."""

import json
import resource
import sys
from typing import IO, Any

# Behind the name of the program: the folder, the reader, memory, seconds of processor, bytes of answer.
FIRST_VALUE = 6


class Refusal(Exception):
    """The file is not taken; the word says why and is put into a sentence by whoever asked."""


def confine() -> list[str]:
    """Accept the limits given on the command line; returns the values behind them."""
    memory, cpu, answer = (int(value) for value in sys.argv[3:FIRST_VALUE])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (answer, answer))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return sys.argv[FIRST_VALUE:]


def given() -> IO[bytes]:
    """The file to read; one can seek in it."""
    return sys.stdin.buffer


def say(**facts: Any) -> None:
    """Tell facts at once, so that they stand even if the rest takes too long."""
    _write(json.dumps(facts).encode() + b"\n")


def give(part: str, content: bytes) -> None:
    """Hand over a picture or a text."""
    _write(json.dumps({"part": part, "size": len(content)}).encode() + b"\n" + content)


def _write(content: bytes) -> None:
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
