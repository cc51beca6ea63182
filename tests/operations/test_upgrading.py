"""Tables are changed under maintenance, with a copy first, all of it or nothing; several at once wait."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, contextmanager

import pytest
from flask_migrate import downgrade
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from registry.cli.setup import prepare
from registry.core import schema
from registry.core.db import db
from registry.core.transaction import transaction
from registry.jobs import worker
from registry.jobs.service import enqueue
from registry.operations.maintenance import Sign
from registry.operations.upgrading import FOLDER, upgrade_schema
from tests.make.demonstration import ROOT, environment


@pytest.fixture
def settings(app):
    return app.extensions["registry.settings"]


@pytest.fixture
def sign(settings):
    return Sign(settings.instance)


@pytest.fixture
def older(settings, make):
    """The installation as the program before this one left it."""
    make.exemplar()
    db.session.remove()
    downgrade(revision="-1")
    db.session.remove()
    db.engine.dispose()
    return described(settings)


def described(settings):
    with closing(sqlite3.connect(settings.instance / "registry.db")) as connection:
        return list(connection.iterdump())


@contextmanager
def failing_at(number):
    """The disk fails at a statement that changes tables."""
    seen = []

    def fail(_connection, _cursor, statement, *_):
        if statement.lstrip()[:6].upper() in {"CREATE", "ALTER ", "DROP T", "UPDATE", "INSERT", "DELETE"}:
            seen.append(statement)
            if len(seen) == number:
                raise OperationalError(statement, {}, Exception("disk I/O error"))

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)


@pytest.mark.parametrize("number", [1, 2])
def test_p09_migration_that_fails_leaves_everything_as_it_was(settings, older, sign, number):
    with failing_at(number), pytest.raises(OperationalError):
        prepare(settings)
    db.session.remove()
    assert described(settings) == older
    assert not sign.is_on(), "the program of before goes on"
    assert len(list((settings.instance / FOLDER).glob("*.db"))) == 1
    prepare(settings)
    assert schema.is_current()


def test_p09_database_is_copied_before_its_tables_change(settings, older, app):
    prepare(settings)
    (copy,) = (settings.instance / FOLDER).glob("*.db")
    with closing(sqlite3.connect(copy)) as connection:
        assert list(connection.iterdump()) == older
    done = app.test_cli_runner().invoke(args=["setup"])
    assert "kept as" not in done.stderr
    assert len(list((settings.instance / FOLDER).glob("*.db"))) == 1


def test_p09_nothing_is_written_while_tables_change(settings, older, sign, monkeypatch):
    seen = []
    monkeypatch.setattr("registry.operations.upgrading.upgrade", lambda: seen.append(sign.is_on()))
    upgrade_schema(settings, lambda _told: None)
    assert seen == [True]
    assert schema.present() != schema.wanted()


def test_p09_program_of_before_writes_nothing_on_new_tables(settings, older, client, sign, monkeypatch):
    prepare(settings)
    assert client.get("/").status_code == 200
    assert not sign.is_on()
    monkeypatch.setattr(schema, "wanted", lambda: "0001")
    assert sign.is_on()
    assert client.post("/dang-nhap", data={}).status_code in {400, 503}
    assert "Đang bảo trì" in client.get("/").text


def go_back(settings):
    """As docs/operating.md says; returns the migration at which the database then is."""
    (copy,) = (settings.instance / FOLDER).glob("*.db")
    db.session.remove()
    db.engine.dispose()
    for ending in ("-wal", "-shm"):
        (settings.instance / f"registry.db{ending}").unlink(missing_ok=True)
    shutil.copyfile(copy, settings.instance / "registry.db")
    return schema.present()


@pytest.mark.parametrize("how", ["setup", "maintenance off"])
def test_p09_program_of_before_works_again_on_the_copy_of_before(
    settings, older, app, client, sign, monkeypatch, how
):
    prepare(settings)
    sign.turn_on()
    before = go_back(settings)
    with monkeypatch.context() as change:
        change.setattr(schema, "wanted", lambda: before)
        if how == "setup":
            upgrade_schema(settings, lambda _told: None)
            assert sign.is_on(), "the operator has turned it on"
            sign.turn_off()
        else:
            assert app.test_cli_runner().invoke(args=["maintenance", "off"]).stdout == "off\n"
        assert not sign.is_on()
        assert client.post("/dang-nhap", data={}).status_code == 400
    db.session.remove()
    prepare(settings)
    assert not sign.is_on(), "and forward again"


def test_p09_maintenance_stays_on_over_tables_of_another_program(settings, older, app, sign, monkeypatch):
    prepare(settings)
    monkeypatch.setattr(schema, "wanted", lambda: "0001")
    done = app.test_cli_runner().invoke(args=["maintenance", "off"])
    assert (done.exit_code, "those of another program" in done.stderr) == (1, True)
    assert sign.is_on()


DAMAGED = [
    "",
    "{",
    "[]",
    '"x"',
    '{"since": "gestern"}',
    '{"since": "2026-01-01T00:00:00"}',
    '{"schema": "1"}',
]


@pytest.mark.parametrize("text", [*DAMAGED, None])
def test_sign_that_cannot_be_read_counts_as_on_and_is_told_once(settings, client, app, sign, caplog, text):
    path = settings.instance / "maintenance.json"
    path.unlink(missing_ok=True)
    path.mkdir() if text is None else path.write_text(text)
    for _ in range(3):
        shown = client.get("/")
        assert (shown.status_code, "Đang bảo trì" in shown.text) == (200, True)
    told = [
        record.getMessage() for record in caplog.records if record.name == "registry.operations.maintenance"
    ]
    assert [("cannot be read" in one, str(path) in one) for one in told] == [(True, True)]
    if text is None:
        path.rmdir()
    assert app.test_cli_runner().invoke(args=["maintenance", "off"]).exit_code == 0
    assert not sign.is_on()


def test_sign_belongs_to_whom_the_folder_belongs(settings, sign):
    folder = settings.instance
    for mode, expected in ((0o750, 0o640), (0o700, 0o600)):
        folder.chmod(mode)
        sign.turn_on()
        assert (folder / "maintenance.json").stat().st_mode & 0o777 == expected
    if os.geteuid() != 0:
        pytest.skip("only the administrator of the system can give files away")
    mine = folder.stat()
    os.chown(folder, 65534, 65534)
    sign.turn_off()
    os.chown(folder, mine.st_uid, mine.st_gid)
    found = (folder / "maintenance.json").stat()
    assert (found.st_uid, found.st_gid) == (65534, 65534)


def test_p09_database_of_a_newer_program_is_left_alone(settings, app, monkeypatch):
    before = described(settings)
    with closing(sqlite3.connect(settings.instance / "registry.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    done = app.test_cli_runner().invoke(args=["setup"])
    assert done.exit_code == 1
    assert "belongs to a newer program" in done.stderr
    with closing(sqlite3.connect(settings.instance / "registry.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (schema.wanted(),))
        connection.commit()
    assert described(settings) == before


def test_p10_who_sets_up_waits_for_whoever_does_so_already(settings, app, monkeypatch):
    begun, path = threading.Event(), settings.instance / "setup.lock"
    monkeypatch.setattr("registry.cli.setup.upgrade_schema", lambda *_: begun.set())

    def second():
        with app.app_context():
            prepare(settings)

    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = threading.Thread(target=second)
        waiting.start()
        assert not begun.wait(0.5)
    waiting.join(30)
    assert begun.is_set()


def test_p10_two_that_start_at_once_set_up_once(tmp_path):
    command = [sys.executable, "-m", "registry", "setup"]
    started = [
        subprocess.Popen(command, env=environment(tmp_path), cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ends = [(one.communicate(timeout=120)[1], one.returncode) for one in started]
    assert ends == [("", 0)] * 3
    with closing(sqlite3.connect(tmp_path / "registry.db")) as connection:
        counts = [
            connection.execute(query).fetchone()[0]
            for query in (
                "SELECT count(*) FROM alembic_version",
                "SELECT count(*) - count(DISTINCT code) FROM units",
                "SELECT count(*) FROM units",
            )
        ]
    assert counts[:2] == [1, 0]
    assert counts[2] > 60


class Rests:
    """Stands in for the bell: ends the worker after a few rests."""

    def __init__(self, stop):
        self.stop, self.count = stop, 0

    def __call__(self, _seconds):
        self.count += 1
        if self.count >= 3:
            self.stop.set()
        return False


def test_worker_rests_under_maintenance_and_still_gives_a_sign_of_life(app, sign, settings, monkeypatch):
    done, stop = [], threading.Event()
    monkeypatch.setitem(worker._handlers, "test.work", lambda: done.append(1))
    monkeypatch.setattr(worker, "_followers", {})
    # Another application made in this process may have wired the worker to a sign of its own.
    monkeypatch.setattr(worker, "_rests", [sign.is_on])

    @contextmanager
    def listening(_stop):
        yield Rests(stop)

    monkeypatch.setattr(worker.bell, "listening", listening)
    with transaction():
        enqueue("test.work")
    for is_on, expected in ((True, []), (False, [1])):
        (sign.turn_on if is_on else sign.turn_off)()
        stop.clear()
        worker.run_forever(stop)
        assert done == expected
    assert (settings.instance / "worker.alive").exists()


def test_command_turns_it_on_and_off(app, sign):
    run = app.test_cli_runner().invoke
    assert run(args=["maintenance", "on", "--until", "23:59", "--reason", "Nâng cấp"]).exit_code == 0
    told = run(args=["maintenance", "status"]).stdout
    assert "23:59. Nâng cấp" in told
    assert sign.read().ends_at is not None
    assert run(args=["maintenance", "off"]).exit_code == 0
    assert run(args=["maintenance", "status"]).stdout == "off\n"
