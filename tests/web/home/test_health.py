"""Health and figures: each part by itself, told to whoever may know."""

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.discovery import indexing
from registry.jobs.alive import NAME, SignOfLife
from registry.jobs.models import Job, JobState
from registry.operations import health
from registry.operations.backups.record import note_success
from registry.operations.maintenance import Sign

TOKEN = "mot-the-du-dai-cho-giam-sat-4711"


@pytest.fixture
def instance(app):
    folder = app.extensions["registry.settings"].instance
    SignOfLife(folder).give()
    for name in ("registry.search", "registry.closed_search"):
        app.extensions[name].status()
    indexing.rebuild(app.extensions["registry.search"])
    return folder


@pytest.fixture
def ready(client, instance):
    def ask():
        db.session.remove()
        answer = client.get("/readyz")
        return answer.status_code, answer.get_json()

    return ask


def test_silent_worker_degrades_and_does_not_stop(ready, instance):
    os.utime(instance / NAME, (time.time() - 700,) * 2)
    status, told = ready()
    assert (status, told["status"], told["worker"], told["database"]) == (200, "degraded", "silent", "ok")
    SignOfLife(instance).give()
    assert ready()[1]["worker"] == "ok"


def test_p05_database_that_somebody_holds_is_told(ready, instance, monkeypatch):
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    with closing(sqlite3.connect(instance / "registry.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, told = ready()
        assert (status, told["writing"], told["database"]) == (503, "locked", "ok")
        other.execute("ROLLBACK")
    assert ready()[1]["writing"] == "ok"


def test_p03_little_room_degrades_before_it_is_too_late(ready, monkeypatch):
    for free, word in ((10**9, "little room"), (10**7, "full"), (10**12, "ok")):
        monkeypatch.setattr(health, "free_bytes", lambda _settings, free=free: free)
        status, told = ready()
        assert (status, told["disk"]) == (200, word)


def test_maintenance_is_ready_and_told(ready, instance):
    Sign(instance).turn_on()
    status, told = ready()
    assert (status, told["status"], told["maintenance"]) == (200, "degraded", "on")
    Sign(instance).turn_off()
    assert ready()[1]["maintenance"] == "off"


def test_missing_database_is_told_and_not_made(ready, instance):
    db.session.remove()
    db.engine.dispose()
    kept = (instance / "registry.db").rename(instance / "elsewhere.db")
    status, told = ready()
    db.session.remove()
    db.engine.dispose()
    (instance / "registry.db").unlink(missing_ok=True)
    kept.rename(instance / "registry.db")
    assert (status, told["status"]) == (503, "unavailable")


def test_answers_hold_for_a_moment(app, instance, monkeypatch):
    site = replace(app.extensions["registry.settings"], testing=False)
    doctor = health.Doctor(site, Sign(instance), ())
    looked = []
    monkeypatch.setattr(doctor, "_look", lambda: looked.append(1))
    for _ in range(20):
        doctor.look()
    assert len(looked) >= 1
    doctor._last = health.Health("ok", "ok", "ok", "ok", "ok", "off")
    looked.clear()
    for _ in range(20):
        doctor.look()
    assert looked == []


@pytest.fixture
def figures(client, instance):
    def ask(**values):
        answer = client.get("/metrics", **values)
        lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
        return answer.status_code, dict(line.rsplit(" ", 1) for line in lines if answer.status_code == 200)

    return ask


def test_figures_tell_what_waits_and_what_was_asked(figures, client, instance):
    with transaction():
        long_ago = now() - timedelta(minutes=5)
        db.session.add(Job(kind="mail.deliver", run_at=long_ago))
        db.session.add(Job(kind="mail.deliver", state=JobState.DEAD, run_at=long_ago))
    note_success(instance, "x", 1)
    before = float(figures()[1].get('registry_requests_total{endpoint="home.show_about",status="200"}', 0))
    client.get("/gioi-thieu")
    status, told = figures()
    assert status == 200
    assert float(told['registry_requests_total{endpoint="home.show_about",status="200"}']) == before + 1
    assert told['registry_jobs{kind="mail.deliver",state="waiting"}'] == "1.0"
    assert told['registry_jobs{kind="mail.deliver",state="dead"}'] == "1.0"
    assert 300 <= float(told["registry_jobs_oldest_seconds"]) < 400
    assert told["registry_ready"] == "1.0"
    assert float(told["registry_disk_free_bytes"]) > 0
    assert abs(float(told["registry_backup_last_timestamp"]) - time.time()) < 60
    assert told['registry_index_behind{index="shared"}'] == "0.0"
    assert float(told['registry_request_seconds_count{endpoint="home.show_about"}']) >= 1


ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


def test_x14_figures_are_not_there_for_others(figures, client, app, monkeypatch):
    assert figures(environ_base=ELSEWHERE)[0] == 404
    assert client.get("/metrics", environ_base=ELSEWHERE).text.count("registry_") == 0
    site = app.extensions["registry.settings"]

    def change(**values):
        monkeypatch.setitem(app.extensions, "registry.settings", replace(site, **values))

    # All that a proxy passes on comes from this machine.
    change(base_url="https://dvk.example", allowed_hosts=("localhost", "dvk.example"))
    assert figures()[0] == 404
    change(base_url="https://dvk.example", trusted_proxies=1)
    assert figures()[0] == 200
    change(metrics_token=TOKEN)
    asked = {"environ_base": ELSEWHERE}
    for given, status in ((f"Bearer {TOKEN}", 200), ("Bearer sai", 404), (TOKEN, 404), ("Bearer ", 404)):
        assert figures(headers={"Authorization": given}, **asked)[0] == status
    change(metrics_token="")
    assert figures(headers={"Authorization": "Bearer "}, **asked)[0] == 404
