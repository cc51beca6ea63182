"""What the worker forgets by itself, and what it keeps."""

from datetime import timedelta

import time_machine
from sqlalchemy import func, select

from registry.core.clock import now
from registry.core.db import db
from registry.core.receipts import FormReceipt
from registry.core.transaction import transaction
from registry.identity.models import KeptBecause, KeptText, ThrottleCount, UserSession
from registry.identity.queries import REMEMBERED
from registry.jobs import worker
from registry.jobs.models import Job, JobState
from registry.notifications.models import Message
from registry.notifications.service import mark_read, notify
from registry.operations.housekeeping import Housekeeper, clear_away

LONG_AGO, LATELY = timedelta(days=31), timedelta(days=29)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def fill(person, ago):
    moment, ends = now() - ago, now() + LONG_AGO - ago
    with transaction():
        name = str(ago.days)
        db.session.add_all(
            [
                UserSession(token_hash=name, user_id=person.id, expires_at=ends - REMEMBERED),
                ThrottleCount(key=name, expires_at=ends),
                KeptText(
                    user_id=person.id, place=name, fields=[], why=KeptBecause.HALF_TYPED, kept_at=moment
                ),
                FormReceipt(key=name, address="/", made_at=moment),
                *(Job(kind=f"{name} {state}", state=state, run_at=moment) for state in JobState),
            ]
        )


def test_old_receipts_jobs_sessions_and_counts_are_cleared_away(make):
    person = make.user()
    for ago in (LONG_AGO, LATELY):
        fill(person, ago)
    clear_away()
    assert [count(table) for table in (UserSession, ThrottleCount, KeptText, FormReceipt)] == [1] * 4
    kinds = set(db.session.scalars(select(Job.kind)))
    assert kinds == {"31 waiting", "31 dead", "29 waiting", "29 done", "29 dead"}


def test_worker_clears_away_in_its_round_and_not_in_each(make):
    fill(make.user(), LONG_AGO)
    housekeeper = Housekeeper()
    housekeeper()
    fill(make.user(), LONG_AGO)
    housekeeper()
    assert count(FormReceipt) == 1


def test_application_has_its_worker_clear_away(app):
    assert isinstance(worker._followers["records"], Housekeeper)


def test_messages_go_a_year_after_they_were_read_and_stay_until_then(make):
    person = make.user()
    with transaction():
        for kind in ("read", "unread"):
            notify(person, kind, "Có việc", "Nội dung")
    mark_read(person, db.session.scalar(select(Message).where(Message.kind == "read")))
    for days, left in ((364, {"read", "unread"}), (366, {"unread"})):
        with time_machine.travel(now() + timedelta(days=days)):
            clear_away()
        assert set(db.session.scalars(select(Message.kind))) == left
