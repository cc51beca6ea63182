"""What the order of imports cannot say: pages ask the subjects' queries and look into no table themselves."""

import ast
from pathlib import Path

import pytest

import registry.web

WEB = Path(registry.web.__file__).parent
MODULES = sorted(path.relative_to(WEB).as_posix() for path in WEB.rglob("*.py"))
ASKS = {"select", "func", "text", "update", "delete", "insert", "or_", "and_", "exists"}

# After an error nothing of it may be left for whoever is answered next.
HARMLESS = {"db.session.rollback"}


def asks(source):
    """The names by which a module could ask the database itself."""
    found, tree = set(), ast.parse(source)
    inner = {node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= set(_imported(node))
        elif isinstance(node, ast.Import):
            found |= {
                name.name for name in node.names if name.name.startswith(("sqlalchemy", "registry.core.db"))
            }
        elif isinstance(node, ast.Attribute | ast.Name) and node not in inner:
            # The whole of a dotted name: `db.session` by itself could be given another name and asked then.
            found |= {dotted for dotted in [ast.unparse(node)] if dotted.split(".")[0] == "db"}
        if isinstance(node, ast.Attribute) and node.attr == "query" and ast.unparse(node.value)[:1].isupper():
            found.add(ast.unparse(node))
    return found


def _imported(node):
    module = node.module or ""
    for name in node.names:
        if module.startswith("sqlalchemy") and (name.name in ASKS or module == "sqlalchemy.orm"):
            yield name.name
        if (module, name.name) == ("registry.core", "db") or (module == "registry.core.db" and name.asname):
            yield f"{name.name} as {name.asname}"


@pytest.mark.parametrize("module", MODULES)
def test_pages_ask_the_queries_of_the_subjects(module):
    assert asks((WEB / module).read_text(encoding="utf-8")) <= HARMLESS


@pytest.mark.parametrize(
    "source",
    ["from sqlalchemy import select", "import sqlalchemy as sa", "from sqlalchemy.orm import selectinload",
     "db.session.scalars(x)", "db.session().get(User, 1)", "db.paginate(db.select(User))", "s = db.session",
     "ask(db)", "db.get_or_404(User, 1)", "User.query.all()", "from registry.core import db",
     "from registry.core.db import db as d", "import registry.core.db"],
)  # fmt: skip
def test_a_page_that_asks_the_database_is_found(source):
    assert asks(source) - HARMLESS


@pytest.mark.parametrize(
    "source", ["db.session.rollback()", "request.query_string", "self.query", "page.db.name"]
)
def test_what_asks_nothing_is_let_through(source):
    assert asks(source) <= HARMLESS


def test_sources_are_there():
    assert len(MODULES) > 80
