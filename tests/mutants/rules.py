"""Turns one word after the other around in what says who may do what, and asks whether a test notices.

Nobody writes these defects down: they are made from the program itself. A comparison, an `and`, a `not`, a
constant or an answer is turned around, a predicate or a state is left out. Of all that can be made so many
are tried; which ones, the seed says. Prints a line for each that no test noticed and the share of those that
some did; exits with 1 below nine of ten.

    python -m tests.mutants.rules [HOW MANY [SEED]]
"""

import ast
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutants.run import LEFT_OUT, ROOT, Defect, failing, plant

HOW_MANY, WANTED = 60, 0.9
# Seconds for the tests of a defect: what turns round and round is noticed, too.
LIMIT = 300
# Asked first, as they are about nothing else; then the tests of the room.
EVERYWHERE = ("tests/checks/test_permissions_table.py", "tests/web/test_access_cases.py")
ROOMS = {
    "core": ("tests/units", "tests/catalogue"),
    "audit": ("tests/audit", "tests/operations/test_heads.py", "tests/web/admin/test_events.py"),
    "legacy": ("tests/legacy/test_merging.py", "tests/legacy/test_papers.py"),
    "calendar": ("tests/units",),
}
# Long ones that are about something else: processes that are killed, a state machine, fits of models.
LEFT_TO_OTHERS = ("kill", "machine", "calibration", "speed", "demonstration")
OPPOSITE = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
OTHER_NAME = {"any": "all", "all": "any"}


def files():
    """What says who may do what, in which state, and what is written down of it."""
    rules = [path for name in ("rules", "states") for path in (ROOT / "registry").glob(f"*/{name}.py")]
    audit = [path for path in (ROOT / "registry/audit").glob("*.py") if path.name != "models.py"]
    found = [ROOT / "registry/core/permissions.py", *rules, *audit]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def turned(node):  # noqa: C901 -- a case for each kind of part
    """The ways in which one part of a program can be turned around, as other parts."""
    match node:
        case ast.Compare(ops=[one]) if type(one) in OPPOSITE:
            yield ast.Compare(node.left, [OPPOSITE[type(one)]()], node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(OPPOSITE[type(node.op)](), node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int()):
            yield ast.Constant(node.value + 1)
        case ast.Call(func=ast.Name(id=name)) if name in OTHER_NAME:
            yield ast.Call(ast.Name(OTHER_NAME[name]), node.args, node.keywords)
        case ast.Return(value=ast.Call() | ast.Name() | ast.Attribute()):
            yield ast.Return(ast.UnaryOp(ast.Not(), node.value))
        case ast.Tuple(elts=[_, _, *_], ctx=ast.Load()) | ast.Set(elts=[_, _, *_]):
            for number in range(len(node.elts)):
                yield type(node)([one for at, one in enumerate(node.elts) if at != number])
        case ast.Call(func=ast.Name(id="role"), args=[_, _, *_]):
            for number in range(len(node.args)):
                rest = [one for at, one in enumerate(node.args) if at != number]
                yield ast.Call(node.func, rest, node.keywords)


def mutants_of(file):
    """Every defect that can be made of a file: what it was, where, and the whole file with it."""
    text = (ROOT / file).read_text("utf-8")
    lines = text.encode().splitlines(keepends=True)
    begins = [sum(map(len, lines[:number])) for number in range(len(lines))]
    for node in ast.walk(_without_types(ast.parse(text))):
        for other in turned(node):
            start, end = begins[node.lineno - 1] + node.col_offset, begins[node.end_lineno - 1]
            whole, end = text.encode(), end + node.end_col_offset
            put = ast.unparse(ast.fix_missing_locations(other)).encode()
            # In brackets: what was one part stays one.
            put = put if isinstance(other, ast.Return) else b"(" + put + b")"
            written = (whole[:start] + put + whole[end:]).decode()
            yield f"{file}:{node.lineno}  {ast.unparse(node)[:70]!r} -> {put.decode()[:70]!r}", written


def _without_types(tree):
    """What only says of which type something is has no tests; nor has what is done at the import."""
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if getattr(node, name, None) is not None:
                setattr(node, name, None)
        if isinstance(node, ast.Subscript):
            node.slice = ast.Name("x")
        if isinstance(node, ast.ClassDef | ast.Module):
            node.body = [one for one in node.body if not isinstance(one, ast.Import | ast.ImportFrom)]
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            node.decorator_list = []
    return tree


def tests_of(file):
    """Where a defect of a file is to be noticed."""
    room = Path(file).parts[1]
    return [*EVERYWHERE, *ROOMS.get(room, (f"tests/{room}", f"tests/web/{room}"))]


def is_noticed(tree, file, written):
    """Whether a test fails with a file written so, or never ends."""
    where = [path for path in tests_of(file) if (tree / path).exists()]
    options = ["-x", *(f"--ignore-glob=*/test_*{name}*" for name in LEFT_TO_OTHERS)]
    undo = plant(Defect("", file, (tree / file).read_text("utf-8"), written), tree)
    try:
        return bool(failing(tree, where, *options, limit=LIMIT))
    except (subprocess.TimeoutExpired, RuntimeError):
        return True
    finally:
        undo()


def main(how_many=HOW_MANY, seed=1):
    """Try so many; returns the exit code."""
    every = [(file, *one) for file in files() for one in mutants_of(file)]
    chosen = random.Random(seed).sample(every, min(how_many, len(every)))
    noticed = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "project"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        failing(tree, ["tests/core/test_receipts.py"])
        for file, told, written in chosen:
            found = is_noticed(tree, file, written)
            noticed += found
            if not found:
                print(f"SURVIVED  {told}", flush=True)
    print(f"{noticed} of {len(chosen)} were noticed, of {len(every)} that can be made (seed {seed})")
    return 0 if noticed >= WANTED * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
