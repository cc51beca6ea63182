"""One host on one database: who may serve, who waits, who is refused."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.operations import checks, lease
from registry.operations.lease import Host, Lease, OtherHost
from registry.operations.models import ServingHost
from tests.make.browser import served
from tests.make.demonstration import run_command

HERE, THERE = Host("may-a", "boot-a"), Host("may-b", "boot-b")


def there(pause=None):
    return Lease(THERE, pause=pause or (lambda _seconds: None))


@pytest.fixture
def told():
    return []


def test_p18_second_host_is_refused_while_the_first_lives(app, monkeypatch, told):
    monkeypatch.setattr(lease, "EVERY", 0)
    first = Lease(HERE)
    first.take(told.append)
    waited = []

    def a_second(_seconds):
        waited.append(1)
        if len(waited) == 3:
            first.beat()

    with pytest.raises(OtherHost, match="may-a serves this database"):
        there(a_second).take(told.append)
    assert len(waited) == 3
    assert told == ["may-a served this database lately: waiting 60 s whether it still does"]
    first.beat()


def test_p18_crashed_host_frees_the_database_within_a_minute(app, told):
    Lease(HERE).take(told.append)
    waited = []
    there(waited.append).take(told.append)
    assert len(waited) == 60
    assert db.session.get(ServingHost, 1).host == "may-b"


def test_p18_host_that_was_thought_gone_ends_when_it_comes_back(app, monkeypatch, told):
    monkeypatch.setattr(lease, "EVERY", 0)
    first = Lease(HERE)
    first.take(told.append)
    there().take(told.append)
    with pytest.raises(OtherHost, match="may-b"):
        first.beat()
    first.give_back()
    assert db.session.get(ServingHost, 1).host == "may-b"


def test_p18_clock_that_is_off_does_not_make_a_living_host_gone(app, monkeypatch, told):
    monkeypatch.setattr(lease, "EVERY", 0)
    first = Lease(HERE)
    first.take(told.append)
    with transaction():
        db.session.get(ServingHost, 1).seen_at = now() - timedelta(minutes=14)
    with pytest.raises(OtherHost):
        there(lambda _seconds: first.beat()).take(told.append)


def test_p18_nobody_waits_after_an_orderly_end_or_a_long_time(app, told):
    first = Lease(HERE)
    first.take(told.append)
    first.give_back()
    there(pytest.fail).take(told.append)
    with transaction():
        db.session.get(ServingHost, 1).seen_at = now() - timedelta(minutes=16)
    Lease(HERE, pause=pytest.fail).take(told.append)
    assert told == []


def test_p18_same_system_may_serve_twice(app, told):
    Lease(HERE).take(told.append)
    Lease(HERE, pause=pytest.fail).take(told.append)
    assert db.session.get(ServingHost, 1).beats == 2


def test_p18_check_and_any_other_server_name_the_host(app, told):
    settings = app.extensions["registry.settings"]
    Lease(HERE).take(told.append)
    (fault,) = checks.hindrances(settings)
    assert fault.startswith("host: may-a serves this database")
    with transaction():
        db.session.get(ServingHost, 1).seen_at = now() - timedelta(seconds=61)
    assert checks.hindrances(settings) == []


@pytest.mark.parametrize("more", [[], ["--follow"]])
def test_p18_worker_of_another_host_is_refused(app, told, more):
    there().take(told.append)
    done = app.test_cli_runner().invoke(args=["jobs", "run", *more])
    assert (done.exit_code, "may-b serves this database" in done.stderr) == (1, True)


def test_p18_network_file_system_is_refused(app, monkeypatch):
    monkeypatch.setattr(checks, "file_system_of", lambda _folder: "nfs4")
    (fault,) = checks.hindrances(app.extensions["registry.settings"])
    assert fault.startswith("folder: SQLite must not stand on a network file system")


def test_p18_served_installation_beats_and_lets_go(tmp_path):
    run_command(tmp_path, "setup")
    with served(tmp_path) as server:
        held = run_command(tmp_path, "check").stdout
        assert "beat" not in server.said()
        assert rows(tmp_path) == [lease.this_host().boot]
    assert held == "nothing is wrong\n"
    assert rows(tmp_path) == []


def rows(folder):
    with closing(sqlite3.connect(folder / "registry.db")) as connection:
        return [boot for (boot,) in connection.execute("SELECT boot FROM serving_hosts")]
