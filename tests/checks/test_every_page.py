"""Every page of the demonstration as each role meets it: it answers, is built properly, writes nothing."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from registry.web.guard import access_of
from tests.make.addresses import routes
from tests.make.demonstration import ROLES
from tests.make.tour import WITHOUT_LINK, one_of_each, signed_in, tour

# The session's last use, who is at which section and the limits on tries are noted on the way (no records).
NOTED = re.compile(r"user_sessions|section_presences|sign_in_tries|throttle|INTO readings")
HEADING = re.compile(r"<h([1-6])[\s>]")
ID = re.compile(r"""\sid="([^"]*)\"""")


@pytest.fixture
def pages(demonstration):
    return tour(demonstration)


def _html(pages):
    return [page for page in pages if page.is_html and page.status == 200]


def test_no_link_leads_astray(pages):
    answers = {(page.role, page.path): page.status for page in pages if page.status != 403}
    assert {where: status for where, status in answers.items() if status not in {200, 302, 303}} == {}


def test_a_link_leads_to_every_page(demonstration, pages):
    reached = {page.endpoint for page in pages}
    lonely = {rule.endpoint for rule in routes(demonstration)} - reached - set(WITHOUT_LINK)
    assert lonely == set()


def test_nobody_is_shown_a_link_to_a_page_that_refuses_them(demonstration, pages):
    refused = [(page.role, page.path) for page in pages if page.status in {401, 403}]
    assert refused == []


def test_the_public_meets_public_pages_only(demonstration, pages):
    met = {page.endpoint for page in pages if page.role == "public" and page.status == 200}
    accesses = {access_of(demonstration.view_functions[endpoint]) for endpoint in met}
    assert accesses == {"public"}


def test_x03_reading_writes_nothing(pages):
    written = {}
    # A refusal is kept in the audit log; whether anybody is led to one is asked above.
    for page in (page for page in pages if page.status != 403):
        if statements := [one for one in page.written if not NOTED.search(one)]:
            written[(page.role, page.path)] = statements
    assert written == {}


def test_every_page_has_one_first_heading_and_skips_none(pages):
    wrong = {}
    for page in _html(pages):
        levels = [int(level) for level in HEADING.findall(page.html)]
        skips = [b for a, b in pairwise(levels) if b > a + 1]
        if levels.count(1) != 1 or skips or levels[0] > 2:
            wrong[(page.role, page.path)] = levels
    assert wrong == {}


def test_every_page_names_each_thing_once(pages):
    wrong = {}
    for page in _html(pages):
        if twice := [name for name, count in Counter(ID.findall(page.html)).items() if count > 1]:
            wrong[(page.role, page.path)] = twice
    assert wrong == {}


def test_every_page_has_a_title_of_its_own(pages):
    titles = {}
    for page in _html(one_of_each(pages)):
        title = re.search(r"<title>(.*?)</title>", page.html, re.S)
        assert title, page.path
        assert title[1].strip(" –-|"), page.path
        titles.setdefault(title[1].strip(), set()).add(page.endpoint)
    assert {title: sorted(ends) for title, ends in titles.items() if len(ends) > 1} == {}


def test_nothing_of_the_code_is_seen(pages):
    signs = re.compile(
        r"&lt;registry\.|object at 0x|Traceback|\{\{|%\(\w+\)s|LazyString|>None<|\bUndefined\b"
    )
    found = {(page.role, page.path): signs.findall(page.html) for page in _html(pages)}
    assert {where: what for where, what in found.items() if what} == {}


def test_every_page_forbids_keeping_it_or_says_how_long(pages):
    silent = [page.path for page in pages if "Cache-Control" not in page.headers]
    assert silent == []
    kept = [
        (page.role, page.path)
        for page in _html(pages)
        if page.role != "public" and "no-store" not in page.headers["Cache-Control"]
    ]
    assert kept == []


def test_head_answers_as_get_without_the_page(demonstration, pages):
    clients = {role: signed_in(demonstration, role) for role in ROLES}
    # What answers HEAD is the same for all who may open a page: one of them is asked.
    first, different = {page.endpoint: page for page in reversed(pages)}, {}
    for page in first.values():
        head = clients[page.role].head(page.path)
        got = (head.status_code, head.get_data(), head.headers.get("Content-Type"))
        wanted = (page.status, b"", page.headers.get("Content-Type"))
        if got != wanted:
            different[page.path] = got
    assert different == {}
