"""Telling people what their kept searches newly find: one message a person and time, nothing twice.

Handing out is quick and under the lock; a job of each person then searches outside it, and stores what was
told in one transaction with the message. Whoever dies in between has told nothing and noted nothing.
"""

import time
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import joinedload

from registry.alerts.models import NOTHING, Numbers, SavedSearch
from registry.alerts.notices import News, Post
from registry.alerts.queries import answers_of
from registry.alerts.states import HowOften, next_time
from registry.alerts.stops import Stops
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.discovery.documents import TOPICS
from registry.discovery.searching import find_listed
from registry.discovery.sights import sight_of
from registry.identity.models import User
from registry.jobs.service import enqueue, outbox_head
from registry.search.base import SearchEngine

# Seconds between two looks at which searches are due.
BETWEEN_LOOKS = 60.0
# People for whom a job is asked at one look; the others wait for the next.
MOST_PEOPLE = 200
# Models that a mail names of one search; the page has them all.
MOST_NAMED = 10


class Teller:
    """What the worker calls each round, and what runs the jobs it asks for."""

    def __init__(self, engine: SearchEngine, stops: Stops, base_url: str) -> None:
        self._engine = engine
        self._post = Post(stops, base_url)
        self._looked = float("-inf")

    def __call__(self) -> int:
        if time.monotonic() - self._looked < BETWEEN_LOOKS:
            return 0
        self._looked = time.monotonic()
        return hand_out()

    def tell(self, searches: list[int]) -> None:
        """Tell one person what these searches of theirs newly find.

        Raises EngineUnavailable while the index is away: the job is tried again, and nothing counts as gone.
        """
        kept = _still_telling(searches)
        if not kept:
            return
        versions = {one.id: one.version for one in kept}
        position = self._engine.position()
        answers = answers_of(kept[0].user, self._engine, kept)
        with transaction():
            # Who changed a search meanwhile asked for something else than was looked for.
            kept = [one for one in _still_telling(searches) if versions.get(one.id) == one.version]
            if kept:
                self._tell(kept[0].user, [(one, answers[one.id]) for one in kept], position)

    def _tell(self, person: User, found: list[tuple[SavedSearch, dict[int, str]]], position: int) -> None:
        sight = sight_of(person, self._engine)
        told = []
        for saved, answers in found:
            # What was hidden since the search is told to nobody.
            visible = {number for number, reference in answers.items() if reference in sight}
            fresh = frozenset(visible - saved.told)
            _note(saved, fresh, frozenset(visible), position)
            if fresh:
                newest = [answers[number] for number in sorted(fresh, reverse=True)[:MOST_NAMED]]
                told.append(News(saved, fresh, find_listed(person, newest)))
        if told:
            self._post.send(person, told)


def hand_out() -> int:
    """Ask for a job for each person of whose searches some are due; returns how many there are.

    Where nothing changed since a search was looked at, nothing new can answer it: it costs no search.
    """
    moment, head = now(), outbox_head(TOPICS)
    due = _due(moment, head)
    # Looked for without the write lock first: most of the time nothing is due.
    if db.session.execute(due).first() is None:
        db.session.rollback()
        return 0
    people: dict[int, list[int]] = {}
    with transaction():
        rows = db.session.execute(due.with_for_update(skip_locked=True)).all()
        for how in {row.how for row in rows}:
            handed = [row.id for row in rows if row.how is how]
            db.session.execute(
                update(SavedSearch).where(SavedSearch.id.in_(handed)).values(due_at=next_time(how, moment))
            )
        for row in rows:
            if row.position < head:
                people.setdefault(row.user_id, []).append(row.id)
        for searches in people.values():
            enqueue("alerts.tell", searches=searches)
    return len(people)


def _due(moment: datetime, head: int) -> Select[int, int, HowOften, int]:
    """The searches that are due, of so many people; who has waited longest comes first."""
    conditions = (
        SavedSearch.due_at <= moment,
        SavedSearch.how != HowOften.NEVER,
        SavedSearch.is_paused.is_(False),
        or_(SavedSearch.how != HowOften.AT_ONCE, SavedSearch.position < head),
    )
    whose = (
        select(SavedSearch.user_id)
        .where(*conditions)
        .group_by(SavedSearch.user_id)
        .order_by(func.min(SavedSearch.due_at), SavedSearch.user_id)
        .limit(MOST_PEOPLE)
    )
    return select(SavedSearch.id, SavedSearch.user_id, SavedSearch.how, SavedSearch.position).where(
        *conditions, SavedSearch.user_id.in_(whose)
    )


def _still_telling(searches: Iterable[int]) -> list[SavedSearch]:
    """Those of the searches of which their person still wants to be told, and can be."""
    query = (
        select(SavedSearch)
        .where(SavedSearch.id.in_(searches))
        .options(joinedload(SavedSearch.user))
        .order_by(SavedSearch.id)
    )
    return [one for one in db.session.scalars(query) if one.tells and one.user.is_active]


def _note(saved: SavedSearch, fresh: Numbers, visible: Numbers, position: int) -> None:
    """What was told; what answers no longer is forgotten, so that its coming back is news."""
    values = {"told": (saved.told & visible) | fresh, "seen": saved.seen & visible or NOTHING}
    # Not a change by the person: a form that is open meanwhile stays good.
    db.session.execute(
        update(SavedSearch).where(SavedSearch.id == saved.id).values(**values, position=position)
    )
