"""The stylesheet as served: one file, an address that changes with it, small enough."""

import gzip
import re

import pytest

from registry.web import assets

# Shared parts take 11 KB; the rest is for what single pages add.
BUDGET = 14 * 1024


def only_some_pages():
    """The sheets that single pages name."""
    return set((assets.STATIC / "css" / "only").glob("*.css"))


def test_stylesheet_holds_every_source_file_once():
    sources = assets.stylesheets()
    assert len(sources) == len(set(sources))
    assert set(sources) | only_some_pages() == set((assets.STATIC / "css").rglob("*.css"))
    assert not set(sources) & only_some_pages()


def test_sheets_of_single_pages_are_small_and_named_by_a_page():
    templates = assets.STATIC.parent / "templates"
    named = "".join(path.read_text("utf-8") for path in templates.rglob("*.html"))
    for path in only_some_pages():
        assert len(gzip.compress(path.read_bytes(), 9)) <= 3 * 1024
        assert f"asset_url('css/only/{path.name}')" in named, path.name


def test_stylesheet_stays_inside_its_budget():
    body, _ = assets.read_stylesheet()
    assert len(gzip.compress(body, 9)) <= BUDGET


def test_stylesheet_keeps_what_the_browser_must_tell_apart():
    written = """a { b: c, d; } /* why */
    @media (max-width: 4rem) { .x > .y:not(.z) { top: calc(0.5px + 10.2px); } }
    .a :hover {}"""
    kept = "a{b:c,d}@media (max-width: 4rem){.x>.y:not(.z){top:calc(.5px + 10.2px)}}.a :hover{}"
    assert assets.lighter(written) == kept


def test_stylesheet_is_written_for_both_directions():
    sides = re.compile(r"(?<![\w-])(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right):")
    every = [*assets.stylesheets(), *only_some_pages()]
    found = [path.name for path in every if sides.search(path.read_text("utf-8"))]
    assert found == []


def test_every_address_in_the_stylesheet_is_a_file():
    body, _ = assets.read_stylesheet()
    addresses = re.findall(r"url\(/static/([^?)]+)\?v=[0-9a-f]{12}\)", body.decode())
    assert len(addresses) == body.count(b"url(") > 0
    assert [name for name in addresses if not (assets.STATIC / name).is_file()] == []


def test_asset_url_changes_with_the_content_and_has_no_language(app):
    assert re.fullmatch(r"/static/app\.[0-9a-f]{12}\.css", assets.asset_url("app.css"))
    assert re.fullmatch(r"/static/img/mark\.svg\?v=[0-9a-f]{12}", assets.asset_url("img/mark.svg"))


def test_the_stylesheet_is_kept_for_a_year_only_under_its_own_address(client):
    right = client.get(assets.asset_url("app.css"))
    old = client.get("/static/app.000000000000.css")
    assert (right.status_code, right.mimetype) == (200, "text/css")
    assert "immutable" in right.headers["Cache-Control"]
    assert old.data == right.data
    assert old.headers["Cache-Control"] == "no-cache"


def test_a_static_file_is_kept_for_a_year_only_under_its_digest(client):
    right = client.get(assets.asset_url("img/mark.svg"))
    assert (right.status_code, right.mimetype) == (200, "image/svg+xml")
    assert "immutable" in right.headers["Cache-Control"]
    assert client.get("/static/img/mark.svg?v=wrong").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/img/mark.svg").headers["Cache-Control"] == "no-cache"


ELSEWHERE = ("../pyproject.toml", "..%2fpyproject.toml", "nothing.js", "", "css", "img/\x00.svg", "9" * 26)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_nothing_outside_the_static_folder_is_served(client, name):
    assert client.get(f"/static/{name}").status_code == 404
