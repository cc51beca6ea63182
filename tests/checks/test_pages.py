"""Every page in Chromium: nothing for axe to find, nothing in the console, nothing wider than the screen."""

import gzip
import re

import pytest

from registry.demo.people import PASSWORD
from tests.make.browser import Visitor
from tests.make.demonstration import ROLES
from tests.make.tour import tour

pytestmark = pytest.mark.browser

# make test has time for the last one.
NARROW = (390, 320)
FORM_BUDGET = 100 * 1024
# With what was a year before beside each figure, on request only: some 600 bytes more.
COMPARED, COMPARED_BUDGET = "so-voi=", 101 * 1024
# The heaviest form pages stand for the others: style, script and letters are the same for all.
WEIGHED = 3
COUNTED = {"document", "stylesheet", "script", "font"}
MARKS = re.compile(r"""<(\w+)(?:[^>]*?\sclass="([^"]*)")?""")
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
POST_FORM = re.compile(r"<main.*<form[^>]*method=\"post\"", re.S)


def shape(page):
    """What a page is built of: the kinds of elements and their classes, whatever they say."""
    return {
        f"{tag}.{name}" for tag, names in MARKS.findall(page.html) for name in (names or "").split() or [""]
    }


def worth_looking_at(pages):
    """The pages that show at least one part that their endpoint's pages before them did not show."""
    seen, chosen = {}, []
    for page in pages:
        if page.is_html and page.status == 200:
            known = seen.setdefault(page.endpoint, set())
            if new := shape(page) - known:
                known |= new
                chosen.append(page)
    return chosen


def first_of_each(pages):
    """The first page of each endpoint, whoever meets it: what make test has time for."""
    return list({page.endpoint: page for page in reversed(pages)}.values())[::-1]


def built_anew(pages):
    """Few of the first pages of all endpoints that show every part there is: the richest first.

    Axe judges parts: what it would say of the others it says of these. make test-slow asks it of all.
    """
    shapes = [(page, shape(page)) for page in first_of_each(pages)]
    waiting, chosen = set().union(*(parts for _page, parts in shapes)), []
    while waiting:
        page, parts = max(shapes, key=lambda one: len(one[1] & waiting))
        chosen.append(page)
        waiting -= parts
    return chosen


@pytest.fixture
def pages(demonstration):
    return worth_looking_at(tour(demonstration))


def _look(visitor, path, widths=NARROW, *, by_axe=True):
    """Everything that is wrong with one page; `widths` from the widest to the narrowest."""
    # The whole page in view: axe takes what the window's edge cuts through for smaller than it is.
    size = {"width": 1280, "height": 4000} if by_axe else {"width": widths[0], "height": 800}
    visitor.page.set_viewport_size(size)
    visitor.open(path)
    wrong = visitor.findings() if by_axe else []
    for width in widths:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        if (extra := visitor.page.evaluate(WIDER)) > 0:
            wrong.append(f"{extra} px wider than {width}")
    return wrong


def _visitor(browser, server, role):
    visitor = Visitor(browser, server.url)
    if ROLES[role]:
        visitor.sign_in(ROLES[role], PASSWORD)
    return visitor


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_for_everybody(served_demonstration, browser, pages, role):
    visitor, judged = _visitor(browser, served_demonstration, role), built_anew(pages)
    assert _wrong(visitor, role, first_of_each(pages), judged, NARROW[-1:]) == {}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_form_of_a_page_is_for_everybody(served_demonstration, browser, pages, role):
    assert _wrong(_visitor(browser, served_demonstration, role), role, pages, pages, NARROW) == {}


def _wrong(visitor, role, pages, judged, widths):
    wrong = {}
    for page in pages:
        if page.role == role and (found := _look(visitor, page.path, widths, by_axe=page in judged)):
            wrong[page.path] = found
    visitor.close()
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("role", ROLES)
def test_pages_are_for_everybody_on_a_phone_and_in_english(
    served_demonstration, browser, pages, role, prefix
):
    visitor, wrong = _visitor(browser, served_demonstration, role), {}
    # As long as the longest page, for the reason given above.
    visitor.page.set_viewport_size({"width": 390, "height": 9000})
    for page in pages:
        if page.role == role:
            visitor.open(prefix + page.path)
            if found := visitor.findings():
                wrong[page.path] = found
    visitor.close()
    assert wrong == {}


def _weight(browser, server, cookies, path):
    """Bytes on the wire that a first visit costs, by kind."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    context.add_cookies(cookies)
    page, kinds, sizes = context.new_page(), {}, {}
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"].lower()}))
    wire.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    page.goto(server.url + path, wait_until="networkidle")
    context.close()
    weight = {}
    for request, size in sizes.items():
        kind = kinds.get(request, "other")
        weight[kind] = weight.get(kind, 0) + int(size)
    return weight


def test_form_pages_are_light(served_demonstration, browser, pages):
    forms = {page.endpoint: page for page in pages if POST_FORM.search(page.html)}
    heaviest = sorted(forms.values(), key=lambda page: len(gzip.compress(page.html.encode())))[-WEIGHED:]
    heavy = {}
    for page in heaviest:
        visitor = _visitor(browser, served_demonstration, page.role)
        weight = _weight(browser, served_demonstration, visitor.context.cookies(), page.path)
        visitor.close()
        budget = COMPARED_BUDGET if COMPARED in page.path else FORM_BUDGET
        if sum(size for kind, size in weight.items() if kind in COUNTED) > budget:
            heavy[page.path] = weight
    assert heavy == {}


def test_the_server_met_no_mishap(served_demonstration):
    assert "Traceback" not in served_demonstration.said()
    assert "mishap" not in served_demonstration.said()
