"""A world for kept searches: an index that follows, somebody who keeps a search, and what they were told."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, update

from registry.alerts import queries
from registry.alerts.models import SavedSearch
from registry.alerts.queries import Asked
from registry.alerts.service import saving, telling
from registry.alerts.service.telling import Teller
from registry.alerts.states import HowOften
from registry.alerts.stops import Stops
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.discovery import indexing
from registry.jobs import worker
from registry.jobs.models import Job
from registry.notifications.models import Message
from registry.search.memory_engine import MemoryEngine


@dataclass
class Alerts:
    """Keeps searches and has the worker's part done at a time."""

    engine: Any
    teller: Teller

    def keep(self, person, text="đường", *, how=HowOften.DAILY, name="", **filters):
        asked = Asked(text, {facet: (value,) for facet, value in filters.items()}, "relevance")
        known = queries.known_now(person, self.engine, asked.query)
        return saving.save_search(person, asked, name=name or text, how=how, known=known)

    def follow(self):
        indexing.follow(self.engine)

    def tell(self):
        """What the worker does once every search is due: hand out, then each job."""
        self.follow()
        with transaction():
            db.session.execute(update(SavedSearch).values(due_at=now()))
        telling.hand_out()
        for job in self.jobs():
            self.teller.tell(**job.payload)

    def jobs(self):
        """The jobs that were asked for and not looked at here yet; each is taken once."""
        db.session.expire_all()
        found = list(db.session.scalars(select(Job).where(Job.kind == "alerts.tell", Job.error == "")))
        for job in found:
            job.error = "taken"
        db.session.commit()
        return found

    def messages(self, person):
        db.session.rollback()
        query = select(Message).where(Message.to_id == person.id, Message.kind == "search.found")
        return list(db.session.scalars(query.order_by(Message.id)))

    def subjects(self, person):
        return [one.subject for one in self.messages(person)]


@pytest.fixture
def alerts(app, monkeypatch):
    """The index is kept in memory: what these tests ask of it is the same, and nothing waits for the disk."""
    engine = MemoryEngine()
    teller = Teller(engine, Stops("a secret"), "https://dvk.example")
    monkeypatch.setattr(worker, "_followers", {})
    monkeypatch.setitem(worker._handlers, "alerts.tell", teller.tell)
    indexing.rebuild(engine)
    return Alerts(engine, teller)
