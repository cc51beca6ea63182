"""Templates compile, are used, and leave script, style and trust to the files made for them."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
PICTURES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.svg"))
LAYOUTS = "layouts/"
EXTENDS = re.compile(r"""\{%-? extends "(?:layouts/|\w+/(?:_|show_exemplar))""")
REFERS = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")
FORBIDDEN = {
    # Linked data is no script: no browser runs it, and the policy on scripts does not ask about it.
    "a script inside": re.compile(r'<script(?![^>]*\ssrc=|\stype="application/ld\+json">)', re.I),
    "a style inside": re.compile(r"<style", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"""\son[a-z]+\s*=\s*["'{]""", re.I),
    "an address that is a script": re.compile(r"javascript:", re.I),
    "an address elsewhere": re.compile(r"""(?:src|srcset)\s*=\s*["'](?:https?:)?//""", re.I),
    "trust in a value": re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\("),
}


def _source(name):
    return (FOLDER / name).read_text("utf-8")


@pytest.fixture(scope="module")
def code():
    """Every text that stands in the program's code."""
    texts = set()
    for path in (ROOT / "registry").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
    return texts


def test_every_template_compiles(app):
    assert [app.jinja_env.get_template(name).name for name in TEMPLATES] == list(TEMPLATES)


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_script_style_and_trust_stay_outside(what):
    found = [name for name in (*TEMPLATES, *PICTURES) if FORBIDDEN[what].search(_source(name))]
    assert found == []


def test_u18_links_that_people_gave_take_nothing_along():
    given = re.compile(r'<a href="\{\{ (?:\w+\.)?(?:link|source) \}\}"([^>]*)>')
    links = [(name, rest) for name in TEMPLATES for rest in given.findall(_source(name))]
    assert len(links) > 3
    assert [name for name, rest in links if rest != ' rel="noopener noreferrer nofollow ugc"'] == []


@pytest.fixture(scope="module")
def referred():
    """Every template that another one names; the beginning of a name where the rest is chosen later."""
    return {other for name in TEMPLATES for other in REFERS.findall(_source(name))}


def test_every_template_is_used(code, referred):
    beginnings = tuple(name for name in referred if not name.endswith(".html"))
    unused = [name for name in TEMPLATES if name not in code | referred]
    assert [name for name in unused if not (beginnings and name.startswith(beginnings))] == []


def test_every_template_named_anywhere_exists(code, referred):
    named = {name for name in code | referred if re.fullmatch(r"[a-z_]+/[a-z_/]+\.html", name)}
    assert named - set(TEMPLATES) == set()


def test_every_page_has_a_layout():
    pages = [name for name in TEMPLATES if not name.startswith((LAYOUTS, "parts/")) and "/_" not in name]
    assert [name for name in pages if not EXTENDS.search(_source(name))] == []


def test_no_layout_sets_what_a_page_is_given():
    """What a layout sets hides the value of the same name that a view hands to its page."""
    layouts = "".join(one.read_text("utf-8") for one in (ROOT / "templates/layouts").glob("*.html"))
    names = re.findall(r"{%-? set ([a-z_]+)", layouts)
    given = set()
    for path in (ROOT / "registry").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "render_template":
                given |= {keyword.arg for keyword in node.keywords}
    assert names
    assert set(names) & given == set()
