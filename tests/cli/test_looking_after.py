"""`registry setup`, `check`, `audit`, `jobs`, `throttle`."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity.models import ThrottleCount
from registry.identity.service import accounts
from registry.jobs import worker
from registry.jobs.models import Job, JobState
from registry.jobs.service import enqueue
from registry.operations import checks
from registry.operations.backups import sealing
from registry.operations.backups.creating import create_backup
from registry.operations.backups.folder import BackupFolder
from tests.make.people import PASSWORD

FIT = {
    "secret_key": "s" * 64, "testing": False, "allowed_hosts": ("dvk.example", "127.0.0.1"),
    "base_url": "https://dvk.example", "secure_cookies": True, "password_cost": 3,
    "heads_to": ("luu-tru@dvk.example",),
}  # fmt: skip


class Healthy:
    """A search engine that is well."""

    def status(self):
        return {"healthy": True}


@pytest.fixture
def installation(app, make, tmp_path):
    """Settings of an installation that is fit for real use."""
    make.administrator(make.unit())
    backups = {
        "backup_folder": str(tmp_path / "backups"),
        "backup_recipient": sealing.make_identity(tmp_path / "key"),
    }
    settings = replace(app.extensions["registry.settings"], **FIT, **backups)
    storage, folder = app.extensions["registry.storage"], BackupFolder(tmp_path / "backups")
    create_backup(settings, storage, folder, recipient=settings.backup_recipient)
    settings.instance.chmod(0o700)
    (settings.instance / "registry.db").chmod(0o600)
    return settings


def faults(settings, *, engine=None, debug=False):
    return checks.faults(settings, engine or Healthy(), debug=debug)


def test_installation_that_is_fit_has_no_faults(installation):
    assert faults(installation) == []


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"secret_key": "kurz"}, "secret_key"), ({"testing": True}, "debug"),
        ({"demonstration": True}, "demonstration"), ({"allowed_hosts": ("localhost",)}, "allowed_hosts"),
        ({"allowed_hosts": ("*", "dvk.example")}, "allowed_hosts"),
        ({"base_url": "http://dvk.example"}, "base_url"), ({"base_url": "https://other.example"}, "base_url"),
        ({"secure_cookies": False}, "secure_cookies"), ({"password_cost": 1}, "password_cost"),
        ({"heads_to": ()}, "audit"), ({"mail": "smtp://mail.example"}, "mail"),
        ({"metrics_token": "kurz"}, "metrics_token"),
        ({"scanner": "tcp:127.0.0.1:9"}, "scanner"),
    ],
)  # fmt: skip
def test_each_setting_that_is_unfit_is_named(installation, changed, part):
    found = faults(replace(installation, **changed))
    assert [fault.split(":")[0] for fault in found][:1] == [part]


def test_folder_others_may_read_is_named(installation):
    installation.instance.chmod(0o755)
    assert [fault.split(":")[0] for fault in faults(installation)] == ["folder"]


def test_search_worker_and_debugging_are_looked_at(installation):
    class Broken:
        def status(self):
            return {"healthy": False, "reason": "no index"}

    with transaction():
        db.session.add(Job(kind="x", state=JobState.DEAD, error="x"))
    found = faults(installation, engine=Broken(), debug=True)
    assert {fault.split(":")[0] for fault in found} == {"search", "worker", "debug"}


def test_u15_damaged_files_are_counted(installation, make):
    item = make.evidence(make.exemplar())
    with transaction():
        item.file.damaged_at = now()

    assert [fault.split(":")[0] for fault in faults(installation) if fault.startswith("files")] == ["files"]


@pytest.mark.parametrize(
    ("pragma", "told"), [("synchronous=1", "synchronous"), ("journal_mode=DELETE", "journal_mode")]
)
def test_p02_database_that_may_lose_what_it_acknowledged_is_named(installation, pragma, told):
    db.session.remove()
    db.engine.dispose()
    connection = db.engine.raw_connection()
    connection.dbapi_connection.execute(f"PRAGMA {pragma}")
    # Back to the pool, from which the check takes it.
    connection.close()
    (fault,) = faults(installation)
    db.session.remove()
    db.engine.dispose()
    assert fault.startswith(f"database: {told} is ")


def test_l05_demonstration_accounts_stop_a_normal_start(installation, run):
    accounts.create_user(None, username="sen.lu", name="Sen", password=PASSWORD, is_demonstration=True)
    assert [fault.split(":")[0] for fault in checks.hindrances(installation)] == ["accounts"]
    assert checks.hindrances(replace(installation, demonstration=True)) == []
    done = run("check")
    assert done.exit_code == 1
    assert "accounts: 1 accounts of the demonstration" in done.stdout


def test_p09_other_schema_stops_the_start(installation, run):
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.session.commit()
    assert [fault.split(":")[0] for fault in checks.hindrances(installation)] == ["schema"]
    assert run("check").exit_code == 1


def test_check_of_a_test_installation(run):
    assert run("check").stdout == "nothing is wrong\n"
    done = run("check", "--deploy")
    assert done.exit_code == 1
    assert "accounts: nobody is administrator" in done.stdout


def test_setup_again_changes_nothing(run, make):
    make.unit()
    assert run("setup").exit_code == 0
    assert run("setup").exit_code == 0
    assert run("audit", "verify").exit_code == 0


def test_audit_verify_names_the_first_bad_event(make, run, app):
    make.unit()
    whole = run("audit", "verify")
    assert whole.stdout.startswith("1 events, whole. head ")
    db.session.execute(text("DROP TRIGGER audit_events_no_update"))
    db.session.execute(text("UPDATE audit_events SET action = 'x'"))
    db.session.commit()
    broken = run("audit", "verify")
    db.session.execute(text("UPDATE audit_events SET action = 'unit.created'"))
    db.session.commit()
    assert (broken.exit_code, broken.stderr) == (1, "event 1: was changed after it was written\n")


def test_jobs_run_says_how_many_and_names_what_was_given_up(run, monkeypatch):
    monkeypatch.setattr(worker, "_followers", {})
    monkeypatch.setitem(worker._handlers, "test.work", lambda: None)
    with transaction():
        enqueue("test.work")
        db.session.add(Job(kind="test.lost", state=JobState.DEAD, error="ValueError: hỏng"))
    done = run("jobs", "run")
    assert done.stdout == "1 done\n"
    assert "given up: job 2 (test.lost): ValueError: hỏng" in done.stderr


def test_throttle_reset_lets_everybody_try_again(run, client):
    for _ in range(3):
        client.send_form("/dang-nhap", username="ai.do", password="sai")
    assert run("throttle", "reset").stdout == "2 counts forgotten\n"
    assert db.session.scalars(select(ThrottleCount)).all() == []
