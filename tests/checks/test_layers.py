"""What the order of imports cannot say: pages ask the subjects' queries and look into no table themselves."""

import ast
from pathlib import Path

import pytest

import registry.web

WEB = Path(registry.web.__file__).parent
MODULES = sorted(path.relative_to(WEB).as_posix() for path in WEB.rglob("*.py"))
ASKS = {"select", "func", "text", "update", "delete", "insert", "or_", "and_", "exists"}

# After an error nothing of it may be left for whoever is answered next.
HARMLESS = {"session.rollback"}


def asks(source):
    """The names by which a module could ask the database itself."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            found |= {
                name.name for name in node.names if name.name in ASKS or node.module == "sqlalchemy.orm"
            }
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.startswith("sqlalchemy")}
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "db.session":
            found.add(f"session.{node.attr}")
    return found


@pytest.mark.parametrize("module", MODULES)
def test_pages_ask_the_queries_of_the_subjects(module):
    assert asks((WEB / module).read_text(encoding="utf-8")) <= HARMLESS


@pytest.mark.parametrize(
    "source",
    ["from sqlalchemy import select", "import sqlalchemy as sa", "from sqlalchemy.orm import selectinload",
     "db.session.scalars(x)"],
)  # fmt: skip
def test_a_page_that_asks_the_database_is_found(source):
    assert asks(source)


def test_sources_are_there():
    assert len(MODULES) > 80
