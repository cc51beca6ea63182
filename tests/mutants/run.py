"""Plants one defect after the other in a copy of the project and asks which abuse cases' tests fail.

A defect is told in `defects.toml`: the case it belongs to, the file, the text that stands there once and what
stands there instead. It is caught when a test of its case fails, and no test of another case beside it in the
same file; `also` names cases that rest on the same line. At the end the tests that noticed something are run
without any defect. Prints a line for each defect and exits with 1 when something is not as it should be.

    python -m tests.mutants.run [CASE ...]
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASE = re.compile(r"(?<=_)[a-z]\d\d(?=_)")
TEST = re.compile(r"^def (test_\w+)", re.M)
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?::test_\w+)", re.M)
# What was compiled goes along: it is still right, as the copies keep their times.
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "instance", ".*_cache", "node_modules")
# What pytest answers: all passed, some failed, none chosen.
PASSED, SOME_FAILED, NONE_CHOSEN = 0, 1, 5


@dataclass(frozen=True)
class Defect:
    """One safeguard taken away."""

    case: str
    file: str
    now: str
    instead: str
    also: list[str] = field(default_factory=list)


def defects():
    """Every defect that is told."""
    rows = tomllib.loads(Path(__file__).with_name("defects.toml").read_text("utf-8"))["defect"]
    return [Defect(**row) for row in rows]


def plant(defect, tree):
    """Put a defect in; returns what undoes it. Raises ValueError unless its text stands there once."""
    path = tree / defect.file
    text = path.read_text("utf-8")
    if text.count(defect.now) != 1:
        raise ValueError(f"{defect.file} holds {defect.now!r} {text.count(defect.now)} times")

    def write(content):
        path.write_text(content, "utf-8")
        # Python knows what it compiled by second and size, and two defects may share both.
        Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)

    write(text.replace(defect.now, defect.instead))
    return lambda: write(text)


def cases_in(tree):
    """The abuse cases of each file of tests: test_p01_u11_... belongs to two."""
    found = {}
    for path in sorted((tree / "tests").rglob("test_*.py")):
        names = TEST.findall(path.read_text("utf-8"))
        found[str(path.relative_to(tree))] = {case for name in names for case in CASE.findall(name)}
    return found


def named(cases):
    """The expression that chooses the tests of these cases."""
    return " or ".join(f"_{case}_" for case in sorted(cases))


def failing(tree, where, *options, limit=None):
    """Run tests, for at most so many seconds; returns which fail, as `file::name`."""
    kept = tree.parent / "kept"
    kept.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "PYTHONPATH": str(tree), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "KEPT_BETWEEN_RUNS": str(kept),
    }  # fmt: skip
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no", "-rfE",
            "-m", "not slow", *options, *where,
        ],
        cwd=tree, capture_output=True, text=True, check=False, env=environment,
        timeout=limit,
    )  # fmt: skip
    if done.returncode not in {PASSED, SOME_FAILED, NONE_CHOSEN}:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    found = FAILED.findall(done.stdout)
    if done.returncode == SOME_FAILED and not found:
        raise RuntimeError("tests failed and nothing says which")
    return found


def tried(defect, tree, cases):
    """With the defect planted: the test of its case that fails, and the tests of other cases that do."""
    files, kin = [path for path in cases if defect.case in cases[path]], {defect.case, *defect.also}
    undo = plant(defect, tree)
    try:
        own = failing(tree, files, "-x", "-k", named({defect.case}))
        path = own[0].partition("::")[0] if own else ""
        others = cases[path] - kin if own else set()
        expression = f"({named(others)}) and not ({named(kin)})"
        return own, failing(tree, [path], "-k", expression) if others else []
    finally:
        undo()


def main(wanted):
    """Try the wanted defects, or all of them; returns the exit code."""
    chosen = [one for one in defects() if not wanted or one.case in wanted]
    if unknown := wanted - {one.case for one in chosen}:
        print(f"no defect is told for {sorted(unknown)}")
        return 1
    wrong, noticed = 0, set()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "project"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        cases = cases_in(tree)
        # Without a defect: it leaves the empty database to the runs that follow.
        failing(tree, ["tests/core/test_receipts.py"])
        for defect in chosen:
            begun = time.monotonic()
            own, others = tried(defect, tree, cases)
            noticed.update(own)
            wrong += bool(others or not own)
            said = "MISSED" if not own else f"also fails {others}" if others else "caught"
            print(f"{defect.case}  {said}  {time.monotonic() - begun:5.1f} s  {defect.file}", flush=True)
        unsound = failing(tree, sorted(noticed)) if noticed else []
    print(f"{len(chosen) - wrong} of {len(chosen)} defects were caught by their own case")
    if unsound:
        print(f"fail without any defect: {unsound}")
    return 1 if wrong or unsound else 0


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
