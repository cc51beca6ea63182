"""Due days come from one place: what was extended counts wherever a last day is shown or sorted by."""

import ast
from pathlib import Path

ROOMS = ("registry/web/review", "registry/web/campaigns/present.py", "registry/review/queries")


def modules():
    for room in map(Path, ROOMS):
        yield from [room] if room.suffix else sorted(room.rglob("*.py"))


def test_no_page_reads_the_planned_last_day_of_a_stage():
    found = [
        f"{path}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "ends_on"
    ]
    assert found == [], "last_day_of(stage, unit_id) and due_of(nomination, kind) know what was extended"
