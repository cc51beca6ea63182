"""Two worlds that differ in one hidden fact, and everything a role is answered in each of them."""

import random
import re
import secrets
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import count

import pytest
import time_machine
from sqlalchemy import select

from registry.core.db import db
from registry.discovery import closed, indexing
from registry.identity.models import User
from registry.notifications.models import Message
from registry.review.models import Nomination
from registry.units.queries import get_unit
from tests.make import Make
from tests.make.addresses import routes
from tests.make.matrix import address_of
from tests.make.scenes import Begun

# The only thing of an answer that chance decides: its guard against forgery.
TOKEN = re.compile(r'name="csrf_token"[^>]*>|data-csrf="[^"]*"')
# Programs and pictures of the pages themselves, and what tells the time of the machine.
SAME_FOR_ALL = re.compile(r"/(?:static/|favicon|health|ready|metrics|suc-khoe|san-sang|thanh-phan)")
# The session of whoever asks is renewed now and then; each request has a name of its own.
OF_THE_SESSION = {"Set-Cookie", "Date", "X-Request-ID"}
# So many addresses with a question mark, to which pages lead, are asked too.
FURTHER = 30
MOMENT = datetime(2026, 3, 10, 3, tzinfo=UTC)
# What a search is asked besides: words of the models, of the people, of what is hidden.
SEARCHES = (
    "/tim-kiem?q=hien+dat", "/tim-kiem?q=bi+mat", "/tim-kiem?q=Pom", "/tim-kiem?q=HS-2026-0014",
    "/tim-kiem/ho-so?q=hien+dat", "/tim-kiem/ho-so?q=bi+mat", "/tim-kiem/ho-so?q=HS-2026-0014",
    "/api/v1/search?q=hien+dat", "/api/v1/search?q=bi+mat", "/api/v1/search?q=Pom",
)  # fmt: skip


@contextmanager
def by_rote(seed=7):
    """Nothing is left to chance or to the clock: references, codes and numbers come out as before."""
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(MOMENT, tick=False):
        patch.setattr(secrets, "SystemRandom", lambda: chance)
        patch.setattr(secrets, "choice", chance.choice)
        patch.setattr(secrets, "token_hex", lambda size=16: chance.randbytes(size).hex())
        patch.setattr(secrets, "token_urlsafe", lambda size=16: chance.randbytes(size).hex())
        yield chance


@dataclass(frozen=True)
class Fact:
    """Something hidden: how it comes about in two ways, who may not know which, and who may."""

    name: str
    # Called with the world and False or True; answers with the references of what it is about.
    happens: object
    hidden_from: tuple
    # Nobody where it is hidden from all, as how somebody voted in secret.
    known_to: tuple
    # "role /address" that must tell something of it all the same, as a pattern.
    told: str = "(?!)"


class Worlds:
    """The world of the scenes, in which a fact comes about in one of two ways."""

    def __init__(self, app):
        self.app, self.builds = app, count()
        with by_rote():
            self.begun = Begun(app)

    def answers(self, fact, way, roles, wanted=None):
        """{role: {address: answer}} once the fact has come about in one way."""
        self.begun.begin()
        with by_rote(fact.name) as chance:
            values = fact.happens(self, way) or {}
            db.session.rollback()
            # Each index is built in a folder of its own.
            chance.seed(f"{fact.name} {way} {next(self.builds)}")
            indexing.rebuild(self.app.extensions["registry.search"])
            indexing.rebuild(self.app.extensions["registry.closed_search"], source=closed)
            return {role: self._told(role, values, chance, wanted) for role in roles}

    def _told(self, role, values, chance, wanted):
        """Every page the role can ask for, those that these lead to, and its messages."""
        found, waiting = {}, [*self._addresses(role, values, wanted), *SEARCHES]
        for step in range(2):
            further = []
            for path in waiting:
                if path not in found and not SAME_FOR_ALL.match(path):
                    found[path] = self._asked(role, path, chance, further if step == 0 else [])
            # A page more with a question mark: filters, sorting, further pages.
            waiting = sorted(
                {path for path in further if "?" in path and (not wanted or wanted.match(path))}
            )[:FURTHER]
        return found | {"messages": self._messages(role)}

    def _addresses(self, role, values, wanted):
        """The address of every route for what the fact is about and what is verified.

        Of those that keep the role out whatever there is, one stands for all.
        """
        own = self.begun.shared | self.begun.values["verified"] | values
        let_in, kept_out = [], []
        for rule in routes(self.app):
            path = address_of(rule, own)
            if not wanted or wanted.match(path):
                (let_in if self.begun.is_let_in(role, rule) else kept_out).append(path)
        return [*sorted(let_in), *sorted(kept_out)[:1]]

    def _asked(self, role, path, chance, further):
        chance.seed(path)
        answer = self.begun.send(role, "GET", path)
        headers = [(name, value) for name, value in answer.headers if name not in OF_THE_SESSION]
        if answer.mimetype != "text/html":
            return answer.status_code, headers, unpacked(answer.get_data())
        text = TOKEN.sub("", answer.get_data(as_text=True))
        if answer.status_code == 200:
            further += re.findall(r'href="(/[^"#]*\?[^"#]*)"', text.replace("&amp;", "&"))
        return answer.status_code, headers, text

    def _messages(self, role):
        query = select(
            Message.kind, Message.subject, Message.body, Message.path, Message.created_at, Message.delivery
        )
        mine = query.where(Message.to_id == self.begun.ids.get(role, 0)).order_by(Message.id)
        return [tuple(row) for row in db.session.execute(mine)]

    # For facts.

    def make(self):
        """Builders whose numbers are not those of the world."""
        make = Make(self.app)
        make.count = 1000
        return make

    def person(self, role):
        return db.session.get_one(User, self.begun.ids[role])

    def nomination(self, scene):
        reference = self.begun.values[scene]["nomination"]
        return db.session.scalars(select(Nomination).where(Nomination.reference == reference)).one()

    def unit(self):
        return get_unit(self.begun.shared["unit"])


def unpacked(content):
    """What is in a file; of a packed one the parts, as packing them may differ."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}
