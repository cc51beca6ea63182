"""Free memory goes back to the system, though not each time somebody asks for it."""

import subprocess
import sys
from pathlib import Path

import numpy as np

from registry.cli import spare
from registry.search.arrays import Arrays, ArraysFile
from tests.make.browser import ROOT

# In a process of its own, whose memory nothing else moves.
PROGRAM = """
import sys
from pathlib import Path
from registry.cli import spare

def held():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

own = spare.Spare()
how = sys.argv[1]
spare.GROWTH = 32 << 20 if how == "growth" else 1 << 40
blocks = [b"x" * 60_000 for _ in range(2000)]
# Between those that are free some stay, so that no end of the memory is free.
blocks = blocks[::40]
before = held()
own.give_back()
too_soon = held()
if how == "time":
    spare.EVERY = 0.0
own.give_back()
print(round(before - too_soon), round(before - held()))
"""


def given_back(how):
    """Megabytes that went back too soon, and all in all."""
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, how], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return map(int, told.stdout.split())


def test_what_is_free_between_what_is_used_goes_back_when_it_is_time():
    too_soon, given = given_back("time")
    assert too_soon < 5
    assert given > 60


def test_a_process_that_has_grown_gives_back_at_once():
    at_once, _given = given_back("growth")
    assert at_once > 60


ARENAS = """
import ctypes, sys, threading
from registry.cli.spare import share_pool

if sys.argv[1:] == ["shared"]:
    share_pool()
begun, library = threading.Barrier(9), ctypes.CDLL(None)
library.fdopen.restype = ctypes.c_void_p
library.malloc.restype = ctypes.c_void_p

def work():
    library.malloc(1000)
    begun.wait()
    begun.wait()

for _ in range(8):
    threading.Thread(target=work).start()
begun.wait()
out = ctypes.c_void_p(library.fdopen(1, b"w"))
library.malloc_info(0, out)
library.fflush(out)
begun.wait()
"""


def pools(*how):
    told = subprocess.run(
        [sys.executable, "-c", ARENAS, *how], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return told.stdout.count("<heap nr=")


def test_threads_share_a_pool():
    assert pools("shared") == 1 < pools()


def resident(path):
    """Kilobytes of a file that is mapped which are in this process."""
    lines = Path("/proc/self/smaps").read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith(str(path)))
    return next(int(line.split()[1]) for line in lines[at:] if line.startswith("Rss:"))


def test_pages_of_the_index_that_were_read_are_let_go_of(tmp_path, monkeypatch):
    monkeypatch.setattr(spare, "EVERY", 0.0)
    path = tmp_path / "numbers"
    file = ArraysFile(path.open("wb"))
    file.add("numbers", np.arange(1_000_000))
    file.close()
    opened = Arrays(path)
    values = opened["numbers"]
    total = values.sum()
    before = resident(path)
    spare.Spare().give_back()
    assert before > 7_000 > 70 > resident(path)
    assert values.sum() == total
