"""Plants ten bugs in the review, one after the other, and counts in how many runs the state machine finds it.

Every run begins elsewhere (`MACHINE_SEEDS`). A bug must be found in at least four of five runs; without any
bug no run may find one. Prints a line for each bug and exits with 1 when something is not as it should be.

    python -m tests.mutants.machine [WORDS OF A NAME]
"""

import os
import shutil
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from tests.mutants.run import LEFT_OUT, ROOT, Defect, failing, plant

RUNS, WANTED = 5, 4
MACHINE = "tests/review/test_machine.py"


def bugs():
    """Every bug that is told, by name."""
    rows = tomllib.loads(Path(__file__).with_name("machine.toml").read_text("utf-8"))["bug"]
    return {row.pop("name"): Defect(case="", **row) for row in rows}


def count_found(tree):
    """In how many runs the machine finds something."""
    os.environ["MACHINE_SEEDS"] = " ".join(str(seed) for seed in range(1, RUNS + 1))
    return len(failing(tree, [MACHINE]))


def main(words):
    """Try the bugs whose name holds the words, or all; returns the exit code."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "project"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        for name, bug in bugs().items():
            if words not in name:
                continue
            begun, undo = time.monotonic(), plant(bug, tree)
            try:
                found = count_found(tree)
            finally:
                undo()
            wrong += found < WANTED
            print(f"{found} of {RUNS}  {time.monotonic() - begun:5.1f} s  {name}", flush=True)
        if not words:
            found = count_found(tree)
            wrong += bool(found)
            print(f"{found} of {RUNS}  without any bug", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
