"""A tour: every page a role reaches from the front page by following links, a few addresses of each kind."""

import pickle
import re
from collections import Counter, deque
from dataclasses import dataclass
from html import unescape
from itertools import zip_longest

from sqlalchemy import event
from werkzeug.exceptions import HTTPException

from registry.core.db import db
from registry.demo.people import PASSWORD
from tests.make.demonstration import ROLES
from tests.make.sharing import made_once

# Addresses of one endpoint that are looked at: plain ones, and ones with a question mark.
PLAIN, ASKING = 3, 2
# Of files one is enough; of pages that lead to many kinds of pages more are worth their time.
LIMITS = dict.fromkeys(
    ("evidence.download", "evidence.preview", "evidence.show_page", "evidence.thumbnail"), 1
)
LIMITS |= dict.fromkeys(("periodic.take_report", "periodic.take_table"), 1)
LIMITS |= dict.fromkeys(("search.take_results", "search.follow_results"), 1)
HUBS = (
    "campaigns.prepare_campaign", "documents.list_papers", "council.list_sessions", "council.show_session",
    "documents.show_paper",
    "review.list_nominations", "review.show_ranking",
)  # fmt: skip
LIMITS |= dict.fromkeys(HUBS, 9)
# Pages a role opens beyond that in search of kinds of pages nobody has met.
FURTHER = 40
# Pages that a form leads to, each with the page on which the form stands.
BY_HAND = {
    "review.show_receipt": "review.show_nomination",
    "review.submit": "review.score",
    "review.return_to_unit": "review.verify",
}
# What takes seconds to make and is no page.
PASSED_OVER = frozenset({"documents.download_pdf", "documents.preview_template"})
# What no link leads to: what programs read, and what one comes to by another way.
WITHOUT_LINK = {
    "api-docs.openapi_json": "for programs",
    "api_figures.Figures": "for programs",
    "api_standing.StandingFigures": "for programs",
    "api_search.Search": "for programs",
    "assets.show_favicon": "asked for by browsers",
    "catalogue.share_picture": "for other sites",
    "assets.show_file": "not a page",
    "assets.show_stylesheet": "not a page",
    "catalogue.show_kept": "once something typed was put aside",
    "documents.download_scan": "once the scan of a signed paper is kept",
    **dict.fromkeys(PASSED_OVER, "a file that takes long to make"),
    "evidence.move_transfer": "for programs",
    "evidence.show_covered": "where parts of a file are covered",
    "evidence.show_original": "where a unit kept the photo as it was taken",
    "evidence.show_trash": "once a file was put aside",
    "search.ask_stop": "a mail leads there",
    "search.suggest_results": "for a script",
    "search.compare_results": "a form leads there",
    "replication.compare_copies": "a form leads there",
    "identity.open_link": "a letter leads there",
    "identity.choose_password": "a letter leads there",
    "units.show_slip": "once a one-time password was made",
    "identity.give_code": "between the password and the session",
    "identity.renew_spare_codes": "once a phone is set up",
    "identity.show_spare_codes": "once a phone is set up",
    "identity.turn_off_second_step": "once a phone is set up",
    "campaigns.lift_halt": "once a campaign is halted",
    "admin.erase_person": "once an account was closed",
    "admin.reset_second_step": "once somebody has set up a phone",
    "home.show_components": "for those who build pages",
    "home.show_health": "for machines",
    "home.show_metrics": "for machines",
    "home.show_readiness": "for machines",
}
LINK = re.compile(r"""(?:href|src)="(/[^"#]*)""")
# The same page in another language, and what is no page.
ELSEWHERE = re.compile(r"/(?:en(?:[/?]|$)|static/)")
WRITES = re.compile(r"\s*(?:insert|update|delete|replace|create|drop|alter)\b", re.I)


@dataclass(frozen=True)
class Page:
    """What one role got at one address."""

    role: str
    endpoint: str
    path: str
    status: int
    html: str
    headers: dict
    written: tuple

    @property
    def is_html(self):
        return self.headers.get("Content-Type", "").startswith("text/html")


def endpoint_of(app, path):
    """The endpoint an address leads to, or None."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path.partition("?")[0], method="GET")
    except HTTPException:
        return None
    return endpoint


class Written:
    """The statements that write, of the block it surrounds."""

    def __init__(self):
        self.statements = []

    def _note(self, _connection, _cursor, statement, _values, _context, _many):
        if WRITES.match(statement):
            self.statements.append(" ".join(statement.split())[:120])

    def __enter__(self):
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_):
        event.remove(db.engine, "before_cursor_execute", self._note)


def visit(app, client, role, path):
    """Open one address."""
    with Written() as statements:
        answer = client.get(path)
    html = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    return Page(
        role, endpoint_of(app, path) or "", path, answer.status_code, html,
        dict(answer.headers), tuple(statements),
    )  # fmt: skip


def signed_in(app, role):
    """A client of one role of the demonstration."""
    client = app.test_client()
    if ROLES[role]:
        answer = client.send_form("/dang-nhap", username=ROLES[role], password=PASSWORD)
        assert answer.status_code == 303, (role, answer.status_code)
    return client


class Walker:
    """One role on its way through the pages, nearest to the front page first."""

    def __init__(self, app, role):
        self.app, self.role, self.client = app, role, signed_in(app, role)
        self.seen, self.counts, self.pages = {"/"}, Counter(), []
        self.waiting, self.passed_by = deque(["/"]), deque()

    def walk(self):
        """Follow links until there is nothing new of any kind."""
        while self.waiting:
            path = self.waiting.popleft()
            endpoint, asks = endpoint_of(self.app, path), "?" in path
            if endpoint is None or endpoint in PASSED_OVER:
                continue
            if self.counts[endpoint, asks] >= (ASKING if asks else LIMITS.get(endpoint, PLAIN)):
                self.passed_by.append(path)
                continue
            self.counts[endpoint, asks] += 1
            self.keep(visit(self.app, self.client, self.role, path))

    def keep(self, page):
        """Put a page with the others and its links in the queue."""
        self.pages.append(page)
        for address in links_of(page):
            if address not in self.seen:
                self.seen.add(address)
                self.waiting.append(address)

    def look_further(self, wanted):
        """Open pages that were passed by, as long as they lead to kinds of pages nobody has met yet."""
        for path in self._mixed()[:FURTHER] if wanted else []:
            page = visit(self.app, self.client, self.role, path)
            ends = {endpoint_of(self.app, link) for link in links_of(page)}
            if ends & (wanted - {one.endpoint for one in self.pages}):
                self.keep(page)
                self.walk()

    def _mixed(self):
        """What was passed by, one of each kind in turn."""
        kinds = {}
        for path in self.passed_by:
            if "?" not in path:
                kinds.setdefault(endpoint_of(self.app, path), []).append(path)
        return [path for turn in zip_longest(*kinds.values()) for path in turn if path]

    def go_by_hand(self, wanted):
        """Open what no link leads to, for the same things as the page from which a form leads there."""
        addresses = self.app.url_map.bind("localhost")
        for endpoint, before in BY_HAND.items():
            for page in [one for one in self.pages if one.endpoint == before and endpoint in wanted]:
                _, values = addresses.match(page.path.partition("?")[0])
                found = visit(self.app, self.client, self.role, addresses.build(endpoint, values))
                if found.status == 200:
                    self.keep(found)
                    break
        self.walk()


def links_of(page):
    """The addresses of this site that a page leads to, in its own language."""
    found = dict.fromkeys(unescape(link) for link in LINK.findall(page.html))
    return [link for link in found if not ELSEWHERE.match(link)]


_kept = []


def tour(app):
    """The walks of all roles, made once for all tests; the application must hold the demonstration."""
    if not _kept:
        path = made_once(app.extensions["tests.shared"], "tour", lambda path: _walk_into(path, app))
        _kept.extend(pickle.loads(path.read_bytes()))
    return list(_kept)


def _walk_into(path, app):
    walkers = [Walker(app, role) for role in ROLES]
    for walker in walkers:
        walker.walk()
    every = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    for walker in walkers:
        met = {page.endpoint for one in walkers for page in one.pages}
        walker.look_further(every - met - set(WITHOUT_LINK) - set(BY_HAND) - {"static"})
        walker.go_by_hand(every)
    path.write_bytes(pickle.dumps([page for walker in walkers for page in walker.pages]))


def one_of_each(pages):
    """The first page of each endpoint and role."""
    found = {}
    for page in pages:
        found.setdefault((page.role, page.endpoint), page)
    return list(found.values())
