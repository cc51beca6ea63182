"""The worker: leases, retries, giving up, and dying in the middle."""

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from sqlalchemy import select

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.jobs import worker
from registry.jobs.models import Job, JobState
from registry.jobs.service import enqueue
from tests.make.commands import Failed, fail_after, in_threads


@pytest.fixture
def kind(app, monkeypatch):
    """A kind of job of the test's own; `kind(handler)` says what it does."""
    monkeypatch.setattr(worker, "_followers", {})
    monkeypatch.setattr(worker, "_handlers", dict(worker._handlers))

    def handle(handler):
        worker.handles("test.work", handler)

    return handle


def ask(**values):
    with transaction():
        enqueue("test.work", **values)


def job():
    db.session.expire_all()
    return db.session.scalars(select(Job)).one()


def test_job_runs_once_with_what_it_was_given(kind):
    done = []
    kind(lambda number: done.append(number))
    ask(number=7)
    assert (worker.run_due(), worker.run_due(), done) == (1, 0, [7])
    assert (job().state, job().leased_until) == (JobState.DONE, None)


def test_job_of_a_command_that_failed_does_not_exist(kind):
    with pytest.raises(Failed):
        fail_after(lambda: enqueue("test.work"))
    assert worker.run_due() == 0


def test_same_key_is_queued_once(kind):
    kind(lambda: None)
    for _ in range(2):
        ask(key="hôm nay")
    assert db.session.scalars(select(Job.key)).all() == ["hôm nay"]


def test_job_waits_for_its_time(kind):
    done = []
    kind(lambda: done.append(1))
    ask(run_at=now() + timedelta(hours=1))
    assert worker.run_due() == 0
    with time_machine.travel(now() + timedelta(hours=1, seconds=1), tick=False):
        assert worker.run_due() == 1


def test_p08_failing_job_is_tried_five_times_ever_later_and_then_given_up(kind):
    moments, start = [], now()

    def fail():
        moments.append(now())
        raise ValueError("mạng hỏng")

    kind(fail)
    ask()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(40):
            worker.run_due()
            clock.shift(timedelta(minutes=10))
    waits = [round((later - sooner).total_seconds()) for sooner, later in pairwise(moments)]
    assert len(moments) == worker.TRIES
    assert waits == sorted(waits)
    assert job().state is JobState.DEAD
    assert [(dead["kind"], dead["error"]) for dead in worker.dead_jobs()] == [
        ("test.work", "ValueError: mạng hỏng")
    ]


def test_one_failing_job_does_not_hold_up_the_others(kind):
    done = []

    def work(number):
        if number == 1:
            raise ValueError
        done.append(number)

    kind(work)
    for number in (1, 2):
        ask(number=number)
    worker.run_due()
    assert done == [2]


def test_failed_job_leaves_nothing_half_done(kind, make):
    def work():
        db.session.add(Job(kind="test.leftover"))
        db.session.flush()
        raise ValueError

    kind(work)
    ask()
    worker.run_due()
    assert job().kind == "test.work"


def test_p08_leased_job_is_left_alone_until_the_lease_ends(kind):
    """A worker killed in the middle keeps its lease; then another takes the job over."""
    done = []
    kind(lambda: done.append(1))
    ask()
    assert worker._lease() is not None
    assert (worker.run_due(), done) == (0, [])
    with time_machine.travel(now() + worker.LEASE + timedelta(seconds=1), tick=False):
        assert (worker.run_due(), done) == (1, [1])
    assert (job().attempts, job().state) == (2, JobState.DONE)


def test_p08_job_that_kills_its_worker_is_given_up(kind):
    kind(lambda: None)
    ask()
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(worker.TRIES):
            assert worker._lease()
            clock.shift(worker.LEASE + timedelta(seconds=1))
        worker.run_due()
    assert job().state is JobState.DEAD
    assert "died" in worker.dead_jobs()[0]["error"]


def test_p08_two_workers_do_a_job_once(kind, app):
    done = []
    kind(lambda number: done.append(number))
    for number in range(6):
        ask(number=number)
    assert in_threads(app, 2, lambda _number: worker.run_due()) == []
    assert sorted(done) == list(range(6))


def follow_into(log):
    """A follower that notes when it was called, among what the jobs note."""

    def follow():
        log.append("follow")
        return 0

    worker.follows("test.topic", follow)


def test_changes_are_followed_again_after_every_few_jobs(kind, monkeypatch):
    log = []
    monkeypatch.setattr(worker, "SECONDS_BETWEEN", 60)
    follow_into(log)
    kind(lambda number: log.append("job"))
    for number in range(2 * worker.JOBS_BETWEEN + 1):
        ask(number=number)
    worker.run_due()
    jobs = ["job"] * worker.JOBS_BETWEEN
    assert log == ["follow", *jobs, "follow", *jobs, "follow", "job", "follow"]


def test_changes_are_followed_after_each_job_that_takes_its_time(kind, monkeypatch):
    log = []
    follow_into(log)
    monkeypatch.setattr(worker, "SECONDS_BETWEEN", 0)
    kind(lambda number: log.append("job"))
    for number in range(3):
        ask(number=number)
    worker.run_due()
    assert log == ["follow", *["job", "follow"] * 3, "follow"]


def test_unknown_kind_is_tried_again_and_harms_nothing(kind):
    ask()
    worker.run_due()
    assert (job().state, job().attempts) == (JobState.WAITING, 1)


def test_worker_outlives_a_round_that_fails(kind, monkeypatch):
    stop, rounds = threading.Event(), []

    def round_of_work():
        rounds.append(1)
        if len(rounds) > 2:
            stop.set()
        raise RuntimeError("database is locked")

    monkeypatch.setattr(worker, "run_due", round_of_work)
    worker.run_forever(stop, pause=0.01)
    assert len(rounds) == 3


def test_long_job_lets_changes_be_followed_between_its_steps(kind, make):
    unit, told = make.unit(name="xã Nà Sương"), []

    def follow():
        told.append("followed")
        db.session.remove()
        return 0

    def work():
        db.session.refresh(unit)
        worker.breathe()
        told.append(unit.name)
        with transaction(), pytest.raises(RuntimeError):
            worker.breathe()

    worker.follows("test", follow)
    kind(work)
    ask()
    db.session.add(unit)
    work()
    assert told == ["followed", "xã Nà Sương"]
