"""The worker: takes due jobs under a lease, runs them, retries with delay, gives up after five tries."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import or_, select

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import require_none_open, transaction
from registry.jobs import bell
from registry.jobs.models import Job, JobState

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
TRIES = 5
# After so many jobs, or seconds of jobs, what changed meanwhile is followed.
JOBS_BETWEEN = 10
SECONDS_BETWEEN = 0.5
# Stands for a job that was looked at and given up.
_NOTHING = 0
Handler = Callable[..., None]
Follower = Callable[[], int]
_handlers: dict[str, Handler] = {}
_followers: dict[str, Follower] = {}
_rests: list[Callable[[], bool]] = []
_signs: list[Callable[[], None]] = []


def handles(kind: str, handler: Handler) -> None:
    """Have `handler(**payload)` run the jobs of a kind. It opens its own transactions."""
    _handlers[kind] = handler


def follows(topic: str, follower: Follower) -> None:
    """Have `follower()` called each round; it brings itself up to date and says how much it did."""
    _followers[topic] = follower


def rests_while(is_paused: Callable[[], bool]) -> None:
    """Have the worker do nothing as long as this says so."""
    _rests[:] = [is_paused]


def lives_by(give_sign: Callable[[], None]) -> None:
    """Have this called each round, and between jobs: as long as it is, a worker runs."""
    _signs[:] = [give_sign]


def run_due(limit: int = 100) -> int:
    """Run what is due now; returns how many jobs and outbox rows were dealt with.

    The followers come first and again between the jobs: a change is found at once, a mail may take its time.
    What jobs change in their turn is followed after them.
    """
    done, jobs, followed = _follow(), 0, time.monotonic()
    while jobs < limit and (lease := _lease()) is not None:
        if lease.job_id != _NOTHING:
            _run(lease)
        jobs += 1
        _give_sign()
        if jobs % JOBS_BETWEEN == 0 or time.monotonic() - followed >= SECONDS_BETWEEN:
            done, followed = done + _follow(), time.monotonic()
    return done + jobs + (_follow() if jobs else 0)


def breathe() -> None:
    """For jobs that take long, between two steps of theirs: what changed meanwhile is followed.

    In a session of its own, so that nothing the job has read is lost. Not inside a transaction.
    """
    require_none_open()
    _give_sign()
    with current_app.app_context():
        _follow()


def _give_sign() -> None:
    for give_sign in _signs:
        give_sign()


def _follow() -> int:
    done = 0
    for topic, follower in _followers.items():
        try:
            done += follower()
        except Exception:
            # One index that is down must not stop the mail; the next round tries again.
            log.exception("follower of %s failed", topic)
            db.session.rollback()
    return done


def run_forever(stop: threading.Event, pause: float = 0.5) -> None:
    """Run due work until `stop` is set, resting when there is none; whoever stores some rings."""
    with bell.listening(stop) as rest:
        while not stop.is_set():
            _give_sign()
            try:
                is_idle = any(is_paused() for is_paused in _rests) or not run_due()
            except Exception:
                # A database that is locked or full for a while must not end the worker.
                log.exception("a round of work failed")
                is_idle = True
            if is_idle:
                db.session.remove()
                rest(pause)


@dataclass(frozen=True)
class _Lease:
    """One worker's right to run one job; `holder` tells it from every other lease of the same job."""

    job_id: int
    holder: str


def _lease() -> _Lease | None:
    me = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"
    due = (
        select(Job)
        .where(
            Job.state == JobState.WAITING,
            Job.run_at <= now(),
            or_(Job.leased_until.is_(None), Job.leased_until < now()),
        )
        .order_by(Job.run_at, Job.id)
        .limit(1)
    )
    # Looked for without the write lock first: an idle worker must not hold up those who write.
    if db.session.scalar(due) is None:
        db.session.rollback()
        return None
    with transaction():
        job = db.session.scalar(due.with_for_update(skip_locked=True))
        if job is None:
            return None
        if job.attempts >= TRIES:
            # Every try ended with the worker's own death: one more would only kill the next worker.
            job.state, job.error = JobState.DEAD, job.error or "the worker died each time it tried"
            return _Lease(_NOTHING, me)
        job.leased_until, job.leased_by, job.attempts = now() + LEASE, me, job.attempts + 1
        return _Lease(job.id, me)


def _run(lease: _Lease) -> None:
    job = db.session.get_one(Job, lease.job_id)
    kind, payload = job.kind, dict(job.payload)
    try:
        _handler_of(kind)(**payload)
    except Exception as error:
        log.exception("job %s (%s) failed", lease.job_id, kind)
        db.session.rollback()
        _settle(lease, f"{type(error).__name__}: {error}")
    else:
        _settle(lease, "")


def _handler_of(kind: str) -> Handler:
    return _handlers[kind]


def _settle(lease: _Lease, error: str) -> None:
    with transaction():
        job = db.session.get_one(Job, lease.job_id)
        if job.leased_by != lease.holder:
            # The lease ran out and another worker has the job: what became of it is that one's to say.
            return
        job.leased_until = job.leased_by = None
        job.error = error
        if not error:
            job.state = JobState.DONE
        elif job.attempts >= TRIES:
            job.state = JobState.DEAD
        else:
            job.run_at = now() + timedelta(seconds=10 * 4**job.attempts)


def dead_jobs() -> list[dict[str, Any]]:
    """The jobs that were given up, for the administrator."""
    return [
        {"id": job.id, "kind": job.kind, "error": job.error}
        for job in db.session.scalars(select(Job).where(Job.state == JobState.DEAD).order_by(Job.id))
    ]
