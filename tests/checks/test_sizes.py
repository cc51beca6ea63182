"""Files and functions stay small enough to be read at once: the limits of the architecture notes."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULE, TABLES, WIRING, TEST_MODULE, CONFTEST, TEMPLATE = 300, 400, 200, 400, 200, 150
FUNCTION, VIEW, CLASS = 40, 30, 150


def _modules(folder):
    return [
        path
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    ]


def _limit(path):
    if path.name == "app.py":
        return WIRING
    if path.name == "conftest.py":
        return CONFTEST
    if path.is_relative_to(ROOT / "tests"):
        return TEST_MODULE
    tables = path.name in {"models.py", "fieldtypes.py"} or path.parent.name == "models"
    return TABLES if tables else MODULE


def _length(path):
    return len(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize("folder", ["registry", "tests", "benchmarks"])
def test_modules_are_short(folder):
    long = {str(p.relative_to(ROOT)): _length(p) for p in _modules(folder) if _length(p) > _limit(p)}
    assert long == {}


@pytest.mark.parametrize("folder", ["registry", "tests", "benchmarks"])
def test_functions_and_classes_are_short(folder):
    long = {}
    for path in _modules(folder):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            limit = _limit_of(node, path)
            if limit and node.end_lineno - node.lineno + 1 > limit:
                long[f"{path.relative_to(ROOT)}:{node.name}"] = node.end_lineno - node.lineno + 1
    assert long == {}


def _limit_of(node, path):
    if isinstance(node, ast.ClassDef):
        return None if path.is_relative_to(ROOT / "tests") else CLASS
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return VIEW if _is_view(node) else FUNCTION
    return None


def _is_view(node):
    """Whether a route leads to the function."""
    calls = [each.func for each in node.decorator_list if isinstance(each, ast.Call)]
    return any(
        isinstance(call, ast.Attribute)
        and call.attr in {"route", "get", "post"}
        and isinstance(call.value, ast.Name)
        and call.value.id == "bp"
        for call in calls
    )


def test_templates_are_short():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    long = {str(p.relative_to(ROOT)): _length(p) for p in templates if _length(p) > TEMPLATE}
    assert long == {}


def test_every_module_says_what_is_in_it():
    silent = [
        str(path.relative_to(ROOT))
        for path in _modules("registry")
        if not (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").endswith((".", ":"))
        and _length(path) > 0
    ]
    assert silent == []
