"""Every action the audit log is told of has a sentence that people can read."""

import ast
from importlib import import_module
from pathlib import Path

import registry
from registry.web.admin.sentences import SENTENCES

ROOT = Path(registry.__file__).parent
TELLING = ("audit.record", "audit.record_many", "record")


def calls():
    """(module, the action as it is written) of every call of `audit.record`."""
    for file in sorted(ROOT.rglob("*.py")):
        name = ".".join(("registry", *file.relative_to(ROOT).with_suffix("").parts))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in TELLING:
                yield name, node.args[1]


def actions(module, written):
    """The words a written action can become; one made from a table of the module counts for each entry."""
    if isinstance(written, ast.IfExp):
        return actions(module, written.body) | actions(module, written.orelse)
    if isinstance(written, ast.Constant):
        return {written.value}
    start, chosen = written.values
    table = getattr(import_module(module), chosen.value.value.id)
    return {start.value + word for word in table.values()}


def test_every_recorded_action_has_a_sentence_and_every_sentence_an_action():
    recorded = set().union(*(actions(module, written) for module, written in calls()))
    assert len(recorded) > 60
    assert recorded - set(SENTENCES) == set()
    assert set(SENTENCES) - recorded == set()
