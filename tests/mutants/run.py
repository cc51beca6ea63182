"""Plants one defect after the other in a copy of the project and asks which abuse cases' tests fail.

A defect is told in `defects.toml`: the case it belongs to, the file, the text that stands there once and what
stands there instead. It is caught when tests of exactly that case fail; `also` names cases that rest on the
same line. Prints a line for each and exits with 1 when one was missed or disturbed another case.

    python -m tests.mutants.run [CASE ...]
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASE = re.compile(r"(?<=_)[a-z]\d\d(?=_)")
FAILED = re.compile(r"^(?:FAILED|ERROR) \S*?::(test_\w+)", re.M)
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", "instance", ".*_cache", "node_modules")


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


def cases_of(name):
    """The abuse cases in the name of a test: test_p01_u11_... belongs to two."""
    return set(CASE.findall(name))


def plant(defect, tree):
    """Put a defect in; returns what undoes it. Raises ValueError unless its text stands there once."""
    path = tree / defect.file
    text = path.read_text("utf-8")
    if text.count(defect.now) != 1:
        raise ValueError(f"{defect.file} holds {defect.now!r} {text.count(defect.now)} times")
    path.write_text(text.replace(defect.now, defect.instead), "utf-8")
    return lambda: path.write_text(text, "utf-8")


def test_files(tree, cases):
    """The files that hold tests of these cases."""
    named = re.compile(rf"def test_\w*(?:{'|'.join(sorted(cases))})_")
    return sorted(
        str(path.relative_to(tree))
        for path in (tree / "tests").rglob("test_*.py")
        if named.search(path.read_text())
    )


def failing(tree, files, cases):
    """The cases of which a test fails."""
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider",
            "-rfE", "-m", "not slow", "-k", " or ".join(f"{case}_" for case in sorted(cases)), *files,
        ],
        cwd=tree, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in {0, 1}:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return {case for name in FAILED.findall(done.stdout) for case in cases_of(name)} & cases


def main(wanted):
    """Try the wanted defects, or all of them; returns the exit code."""
    every = defects()
    cases, wrong = {one.case for one in every}, 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "project"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        files = test_files(tree, cases)
        if sound := failing(tree, files, cases):
            print(f"fail without any defect: {sorted(sound)}")
            return 1
        for defect in [one for one in every if not wanted or one.case in wanted]:
            undo = plant(defect, tree)
            found = failing(tree, files, cases)
            undo()
            missed, others = defect.case not in found, found - {defect.case, *defect.also}
            wrong += bool(missed or others)
            said = "MISSED" if missed else f"also fails {sorted(others)}" if others else "caught"
            print(f"{defect.case}  {said:12}  {defect.file}", flush=True)
    print(
        f"{wrong} of {len(every)} not as they should be" if wrong else "every defect was caught by its case"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
