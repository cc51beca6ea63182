"""No page says in one language what it should say in the other."""

import re
from functools import cache, lru_cache
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from sqlalchemy import select

from registry.core.db import db
from tests.make.demonstration import ROLES
from tests.make.tour import one_of_each, signed_in, tour

CATALOGUE = Path(__file__).resolve().parents[2] / "registry/translations/vi/LC_MESSAGES/messages.po"
# An official paper is Vietnamese whoever reads it, and says so.
HIDDEN = re.compile(r"""<(script|style|svg|template|article(?=[^>]*\slang="))\b.*?</\1>""", re.S)
SPOKEN = re.compile(r"""\s(?:title|alt|placeholder|aria-label|content|data-[a-z]+)="([^"]*)\"""")
# What stands in another language on purpose says so: the language switch, a title kept as it was written.
FOREIGN = re.compile(r"""<(?!html)(\w+)[^>]*\slang="[^"]*"[^>]*>[^<]*</\1>""")
TAG = re.compile(r"<[^>]+>", re.S)
LINK = re.compile(r"""<a\b[^>]*\shref="(/[^"]*)\"""")
SWITCH = re.compile(r"<a[^>]*hreflang[^>]*>")
PLACEHOLDER = re.compile(r"%\(\w+\)s")
# Placeholders that stand for a number; of the others anything may be said, so more words must fit.
NUMBERS = re.compile(r"%\((?:n|num|count|done|all|most|total|wanted|year)\)s")
ENOUGH_WORDS = 3
LETTERS = re.compile(r"[^\W\d_]{2,}")


@lru_cache
def _texts():
    """[(English, Vietnamese)] of every text that differs, singular and plural."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="vi")
    pairs = []
    for message in catalogue:
        if message.id:
            english = [message.id] if isinstance(message.id, str) else list(message.id)
            vietnamese = message.string if isinstance(message.string, str) else message.string[0]
            pairs += [(text.replace("%%", "%"), vietnamese.replace("%%", "%")) for text in english]
    return [(e, v) for e, v in pairs if e != v and v and LETTERS.search(PLACEHOLDER.sub("", e))]


def _pattern(text):
    """A text with placeholders as a pattern for what a page says; None when too many things would fit."""
    text = re.escape(" ".join(text.split())).replace(r"%\(", "%(").replace(r"\)s", ")s")
    literal = LETTERS.findall(PLACEHOLDER.sub("", text))
    pattern = NUMBERS.sub(r"[\\d., ]+", text)
    if PLACEHOLDER.search(pattern) and len(literal) < ENOUGH_WORDS:
        return None
    return re.compile(PLACEHOLDER.sub("(.+?)", pattern))


@lru_cache
def _wanted(language):
    """(texts said exactly, patterns) that a page in the other language must not say."""
    position = 0 if language == "en" else 1
    texts = [pair[position] for pair in _texts()]
    plain = {" ".join(text.split()) for text in texts if not PLACEHOLDER.search(text)}
    patterns = [_pattern(text) for text in texts if PLACEHOLDER.search(text)]
    return plain, [one for one in patterns if one]


def stored():
    """Every text that people have written: it stays as it is in whatever language the page is."""
    found = set()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            texts = [value for value in row if isinstance(value, str)]
            texts += [
                one for value in row if isinstance(value, list) for one in value if isinstance(one, str)
            ]
            for text in texts:
                found |= {" ".join(line.split()).strip(" :·,") for line in [text, *text.splitlines()]}
    return found


def said(html):
    """Every text a page says, as a reader meets it: one for each stretch between tags."""
    html = FOREIGN.sub("", HIDDEN.sub("", html))
    found = [*SPOKEN.findall(html), *TAG.sub("\n", html).split("\n")]
    return {" ".join(unescape(text).split()).strip(" :·,") for text in found} - {""}


def foreign(html, language, written):
    """What a page says in `language` although it should not."""
    found = {text for text in said(html) - written if _is_foreign(text, language)}
    # "412 hộ" is a figure with the measure people gave it.
    return {text for text in found if text.lstrip("0123456789., ") not in written}


# Most of what a page says stands on other pages too, and a thousand patterns are asked.
@cache
def _is_foreign(text, language):
    plain, patterns = _wanted(language)
    return text in plain or any(one.fullmatch(text) for one in patterns)


def _pages_of(app, role):
    pages = one_of_each(tour(app))
    return [page for page in pages if page.role == role and page.is_html and page.status == 200]


def _pages_that_tell(app, role):
    """The first page of each address, and those on which a role reads a text that roles before it do not."""
    known, chosen = set(), []
    for one in ROLES:
        for page in _pages_of(app, one):
            parts = {page.endpoint} | (said(page.html) & _wanted("vi")[0])
            if parts - known and one == role:
                chosen.append(page)
            known |= parts
        if one == role:
            return chosen
    raise AssertionError(role)


@pytest.mark.parametrize("role", ROLES)
def test_vietnamese_pages_say_nothing_in_english(demonstration, role):
    found, written = {}, stored()
    for page in _pages_of(demonstration, role):
        if rest := foreign(page.html, "en", written):
            found[page.path] = sorted(rest)
    assert found == {}


@pytest.mark.parametrize("choose", [_pages_that_tell, pytest.param(_pages_of, marks=pytest.mark.slow)])
@pytest.mark.parametrize("role", ROLES)
def test_english_pages_say_nothing_in_vietnamese_and_lead_to_english_ones(demonstration, role, choose):
    client, found, written = signed_in(demonstration, role), {}, stored()
    for page in choose(demonstration, role):
        answer = client.get(f"/en{page.path}")
        assert answer.status_code == page.status, page.path
        assert '<html lang="en"' in answer.text, page.path
        if rest := foreign(answer.text, "vi", written):
            found[page.path] = sorted(rest)
        if away := [link for link in links_on(answer.text) if not link.startswith(("/en", "/static/"))]:
            found[page.path] = away
    assert found == {}


def links_on(html):
    """Where a page leads, save to itself in another language."""
    return LINK.findall(SWITCH.sub("", HIDDEN.sub("", html)))
