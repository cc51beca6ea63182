"""Ways of writing code that are safe in few places only, each place named here."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What may be called only in the modules named; everywhere else it is a mistake.
ONLY_IN = {
    "datetime.now": {"registry/core/clock.py"},
    "datetime.utcnow": set(),
    "date.today": set(),
    "render_template_string": set(),
    "pickle.loads": set(),
    "pickle.load": set(),
    "yaml.load": set(),
    "eval": set(),
    "exec": set(),
    "os.system": set(),
    "print": set(),
}
SENDS_FILES = (
    "registry/web/assets.py",
    "registry/web/evidence/",
    "registry/evidence/",
    # The empty form to fill in elsewhere, which the program writes itself.
    "registry/web/catalogue/views/starting.py",
    # All results of a search, which the program writes itself from what the reader sees.
    "registry/web/search/taking.py",
    # The figures of a page, written by the program itself.
    "registry/web/periodic/files.py",
    "registry/web/stock/files.py",
    "registry/web/reports/files.py",
    "registry/web/reports/builder_views.py",
)


@cache
def _calls():
    """(place, what is called, node) of every call in the program; reading them takes a second."""
    return tuple(_read_calls())


def _read_calls():
    for path in sorted((ROOT / "registry").rglob("*.py")):
        if "versions" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(ROOT).as_posix(), ast.unparse(node.func), node


@pytest.mark.parametrize("name", sorted(ONLY_IN))
def test_p15_is_called_only_where_it_is_safe(name):
    found = {place for place, called, _ in _calls() if called == name or called.endswith(f".{name}")}
    assert found - ONLY_IN[name] == set()


def test_p15_no_command_goes_through_a_shell():
    found = {
        place
        for place, _, call in _calls()
        if any(word.arg == "shell" and getattr(word.value, "value", None) for word in call.keywords)
    }
    assert found == set()


def test_files_are_sent_from_few_places_only():
    found = {place for place, called, _ in _calls() if called.split(".")[-1].startswith("send_f")}
    assert [place for place in found if not place.startswith(SENDS_FILES)] == []


def test_sql_is_never_put_together_from_values():
    found = {
        place
        for place, called, call in _calls()
        if called.split(".")[-1] in {"text", "exec_driver_sql"}
        and call.args
        and isinstance(call.args[0], ast.JoinedStr)
    }
    assert found == set()


def test_tables_are_asked_by_select():
    found = {place for place, called, _ in _calls() if ".query." in called and called[0].isupper()}
    assert found == set()
