"""Heads of the log: told outside once a day, and compared with the log later."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes

import pytest
import time_machine
from sqlalchemy import select, text

from registry.audit import heads
from registry.audit import service as audit
from registry.audit.models import AuditEvent
from registry.cli.audit import group
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.jobs import worker
from registry.jobs.daily import Daily
from registry.notifications.mailer import Mailer
from registry.operations import heads as telling
from tests.notifications.conftest import Inbox, server  # noqa: F401 -- a fixture


@pytest.fixture
def events(make):
    """Five events of the log."""
    user = make.user()
    with transaction():
        for turn in range(4):
            audit.record(user, "session.started", user, turn=turn)
    return user


def verify(app, *files):
    return app.test_cli_runner().invoke(group, ["verify", *(f"--head={one}" for one in files)])


def written_anew(first):
    """Somebody who owns the database changes an event and works the chain out anew from there."""
    db.session.remove()
    with db.engine.begin() as plain:
        names = plain.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_events'")
        )
        for (name,) in names.all():
            plain.execute(text(f"DROP TRIGGER {name}"))
    previous = (
        db.session.scalar(select(AuditEvent.digest).where(AuditEvent.seq == first - 1)) or audit.BEGINNING
    )
    rows = list(
        db.session.scalars(select(AuditEvent).where(AuditEvent.seq >= first).order_by(AuditEvent.seq))
    )
    changed = []
    for row in rows:
        db.session.expunge(row)
        row.previous, row.detail = previous, '{"turn":99}' if row.seq == first else row.detail
        row.digest = previous = audit.digest_of(row)
        changed.append(row)
    with db.engine.begin() as plain:
        for row in changed:
            plain.execute(
                text("UPDATE audit_events SET previous = :p, detail = :d, digest = :g WHERE seq = :s"),
                {"p": row.previous, "d": row.detail, "g": row.digest, "s": row.seq},
            )
    db.session.remove()


def test_p12_chain_written_anew_fits_itself_and_not_the_head_that_was_kept(app, events, tmp_path):
    early, late = tmp_path / "early.txt", tmp_path / "late.txt"
    early.write_text(heads.present().text)
    with transaction():
        audit.record(events, "session.ended", events)
        audit.record(events, "session.ended", events)
    late.write_text(heads.present().text)
    assert "2 heads from outside fit" in verify(app, early, late).output
    written_anew(6)
    assert verify(app).exit_code == 0
    found = verify(app, early, late)
    assert found.exit_code == 1
    assert "events 6 to 7: the log was written anew" in found.output


def test_p12_log_cut_short_is_noticed_by_the_head(app, events, tmp_path):
    kept = tmp_path / "head.txt"
    kept.write_text(heads.present().text)
    with db.engine.begin() as plain:
        plain.execute(text("DROP TRIGGER audit_events_no_delete"))
        plain.execute(text("DELETE FROM audit_events WHERE seq = 5"))
    db.session.remove()
    found = verify(app, kept)
    assert (found.exit_code, "the log ends before it" in found.output) == (1, True)


def test_file_without_a_head_is_refused(app, events, tmp_path):
    empty = tmp_path / "none.txt"
    empty.write_text("head of cattle 12")
    assert verify(app, empty).exit_code == 1
    assert "no head" in verify(app, empty).output


def test_head_is_read_from_a_mail_as_it_was_kept(app, events, server, settings_with):  # noqa: F811
    inbox = Inbox()
    settings = settings_with(mail=server(inbox), heads_to=("mot@tinh.gov.vn", "hai@tinh.gov.vn"))
    for place in settings.heads_to:
        telling.teller(settings, Mailer(settings))(place)
    assert [mail.rcpt_tos for mail in inbox.mails] == [["mot@tinh.gov.vn"], ["hai@tinh.gov.vn"]]
    kept = inbox.mails[0].content.decode()
    assert heads.read(kept) == [heads.present().head]
    assert message_from_bytes(inbox.mails[0].content)["Content-Transfer-Encoding"] == "7bit"


def test_head_is_put_into_a_folder_once(app, events, settings_with, tmp_path):
    settings = settings_with(heads_folder=str(tmp_path / "heads"))
    tell = telling.teller(settings, Mailer(settings))
    tell(telling.FOLDER)
    tell(telling.FOLDER)
    (path,) = (tmp_path / "heads").iterdir()
    assert heads.read(path.read_text()) == [heads.present().head]
    assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0


def test_w17_two_workers_tell_the_head_of_a_day_once(app, events, monkeypatch, settings_with):
    told, ask = [], telling.asker(settings_with(heads_to=("mot@tinh.gov.vn",)))
    monkeypatch.setattr(worker, "_followers", {})
    monkeypatch.setitem(worker._handlers, telling.KIND, lambda place: told.append(place))
    for _worker in range(2):
        Daily(ask)()
    worker.run_due()
    worker.run_due()
    assert len(told) == 1
    with time_machine.travel(now() + timedelta(days=1), tick=True):
        Daily(ask)()
        worker.run_due()
    assert told == ["mot@tinh.gov.vn"] * 2


def test_address_that_fails_keeps_no_other_from_being_told(app, events, monkeypatch, settings_with, tmp_path):
    settings = settings_with(
        heads_to=("hong@tinh.gov.vn", "tot@tinh.gov.vn"), heads_folder=str(tmp_path / "h")
    )
    sent, mailer = [], Mailer(settings)

    def post(mail):
        if "hong" in mail["To"]:
            raise ConnectionRefusedError
        sent.append(mail["To"])

    mailer.post = post
    monkeypatch.setattr(worker, "_followers", {})
    monkeypatch.setitem(worker._handlers, telling.KIND, telling.teller(settings, mailer))
    telling.asker(settings)()
    for _round in range(3):
        worker.run_due()
        with db.session.begin_nested():
            db.session.execute(text("UPDATE jobs SET run_at = '2020-01-01' WHERE state = 'waiting'"))
        db.session.commit()
    assert sent == ["tot@tinh.gov.vn"]
    assert len(list((tmp_path / "h").iterdir())) == 1


def test_what_verify_prints_is_a_head_to_keep(app, events, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text(verify(app).output)
    assert heads.read(kept.read_text()) == [heads.present().head]
    assert "1 heads from outside fit" in verify(app, kept).output


def test_empty_log_has_no_head(app):
    assert heads.present() is None
    assert app.test_cli_runner().invoke(group, ["head"]).exit_code == 1


@pytest.fixture
def settings_with(app):
    """The settings of the application with other values."""
    return lambda **values: replace(app.extensions["registry.settings"], **values)
