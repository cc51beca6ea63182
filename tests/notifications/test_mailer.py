"""Mail: one message a person, never twice, whatever happens on the way."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
import time_machine
from sqlalchemy import select

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.jobs import worker
from registry.jobs.models import Job
from registry.notifications.mailer import Mailer
from registry.notifications.models import DeliveryState, Message
from registry.notifications.service import notify
from registry.review.states import NominationState
from registry.settings import BadSettings, Settings, load
from tests.make.commands import Failed, fail_after
from tests.notifications.conftest import CERTIFICATE, PASSWORD, USER, Inbox


def tell(make, **values):
    person = make.user(email=values.pop("email", "sen@xa.gov.vn"))
    with transaction():
        told = {"subject": "Hồ sơ cần bổ sung", "body": "Thiếu biên bản.", "path": "/de-cu/HS-2026-0001"}
        return notify(person, "nomination.returned", **{**told, **values})


def state(message):
    db.session.expire_all()
    return db.session.get(Message, message.id).delivery


def mailer_to(address, **more):
    return Mailer(replace(Settings(base_url="https://dvk.example"), mail=address, **more))


def test_message_goes_out_once_after_the_commit(make, app, tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "_followers", {})
    mailer = mailer_to(f"file:{tmp_path}")
    monkeypatch.setitem(worker._handlers, "mail.deliver", mailer.deliver)
    message = tell(make)
    assert list(tmp_path.iterdir()) == []
    worker.run_due()
    mailer.deliver(message.id)
    files = list(tmp_path.iterdir())
    assert (len(files), state(message)) == (1, DeliveryState.SENT)
    mail = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert mail["Subject"] == "Hồ sơ cần bổ sung"
    assert "https://dvk.example/de-cu/HS-2026-0001" in mail.get_content()


def test_message_of_a_command_that_failed_is_never_sent(make, app):
    person = make.user(email="sen@xa.gov.vn")
    with pytest.raises(Failed):
        fail_after(lambda: notify(person, "x", "Tiêu đề", "Nội dung"))
    assert db.session.scalars(select(Message)).all() == []
    assert db.session.scalars(select(Job)).all() == []


def test_b06_nobody_learns_from_a_mail_who_else_was_told(make):
    people = [make.user(name=f"Lò Thị {name}", email=f"{name}@xa.gov.vn") for name in ("mot", "hai")]
    with transaction():
        told = [notify(one, "assignment.made", "Hồ sơ mới", "Mời đọc.", "/cham-diem") for one in people]
    for person, message in zip(people, told, strict=True):
        mail = mailer_to("file:/nowhere").compose(message)
        assert mail.get_all("To") == [person.email]
        assert {name.lower() for name in mail} <= {
            "from", "to", "subject", "date", "message-id", "content-type", "content-transfer-encoding",
            "mime-version",
        }  # fmt: skip
        others = [one for one in people if one is not person]
        assert not any(one.email in mail.as_string() or one.name in mail.as_string() for one in others)


def test_person_without_an_address_is_told_in_the_inbox_only(make, app):
    message = tell(make, email=None)
    assert message.delivery is None
    assert db.session.scalars(select(Job)).all() == []


def test_server_takes_one_mail_for_one_person(make, server):
    inbox = Inbox()
    message = tell(make)
    mailer = mailer_to(server(inbox))
    mailer.deliver(message.id)
    mailer.deliver(message.id)
    assert [mail.rcpt_tos for mail in inbox.mails] == [["sen@xa.gov.vn"]]
    assert state(message) is DeliveryState.SENT


def test_lost_answer_is_unknown_and_never_sent_again(make, server):
    inbox = Inbox(answer=None)
    message = tell(make)
    mailer = mailer_to(server(inbox))
    mailer.deliver(message.id)
    assert state(message) is DeliveryState.UNKNOWN
    mailer.deliver(message.id)
    assert len(inbox.mails) == 1


def test_p07_refusal_for_now_has_failed_and_is_tried_again(make, server):
    inbox = Inbox(answer="451 come back later")
    message = tell(make)
    address = server(inbox)
    with pytest.raises(OSError, match="451"):
        mailer_to(address).deliver(message.id)
    assert state(message) is DeliveryState.FAILED
    inbox.answer = "250 OK"
    mailer_to(address).deliver(message.id)
    assert state(message) is DeliveryState.SENT


def test_p07_worker_tries_again_what_no_server_took(make, app, server, monkeypatch):
    inbox = Inbox(answer="451 come back later")
    monkeypatch.setattr(worker, "_followers", {})
    monkeypatch.setitem(worker._handlers, "mail.deliver", mailer_to(server(inbox)).deliver)
    message = tell(make)
    worker.run_due()
    inbox.answer = "250 OK"
    with time_machine.travel(now() + timedelta(minutes=5), tick=True):
        worker.run_due()
    assert (state(message), len(inbox.mails)) == (DeliveryState.SENT, 2)


def test_p07_server_that_is_down_has_failed(make, app):
    message = tell(make)
    with pytest.raises(ConnectionRefusedError):
        mailer_to("smtp://127.0.0.1:1").deliver(message.id)
    assert state(message) is DeliveryState.FAILED


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_p07_connection_lost_before_the_text_is_out_has_failed(make, server, step):
    inbox = Inbox(dies_at=step)
    message = tell(make)
    address = server(inbox)
    with pytest.raises(OSError, match=r"unexpectedly closed|reset by peer"):
        mailer_to(address).deliver(message.id)
    assert (state(message), inbox.mails) == (DeliveryState.FAILED, [])
    inbox.dies_at = ""
    mailer_to(address).deliver(message.id)
    assert (state(message), len(inbox.mails)) == (DeliveryState.SENT, 1)


def test_recipient_the_server_does_not_know_has_failed(make, server):
    inbox = Inbox(knows=False)
    message = tell(make)
    with pytest.raises(OSError, match="550"):
        mailer_to(server(inbox)).deliver(message.id)
    assert (state(message), inbox.mails) == (DeliveryState.FAILED, [])


def test_text_arrives_as_it_was_written(make, server):
    inbox = Inbox()
    message = tell(make, body=".một dòng bắt đầu bằng dấu chấm\n.\n..hết")
    mailer_to(server(inbox)).deliver(message.id)
    mail = message_from_bytes(inbox.mails[0].content, policy=policy.default)
    assert mail.get_content().startswith(".một dòng bắt đầu bằng dấu chấm\n.\n..hết\n")
    assert inbox.mails[0].content.isascii()


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_mail_goes_encrypted_and_signed_in(make, server, scheme):
    inbox = Inbox()
    message = tell(make)
    address = server(inbox, scheme)
    mailer = mailer_to(address, mail_user=USER, mail_password=PASSWORD, mail_trusted=CERTIFICATE)
    mailer.deliver(message.id)
    assert (state(message), inbox.ways) == (DeliveryState.SENT, [(True, USER)])


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
@pytest.mark.parametrize(
    "wrong",
    [
        ({"mail_password": "khac"}, "535"),
        ({"mail_user": "", "mail_password": ""}, "530"),
        ({"mail_trusted": ""}, "CERTIFICATE_VERIFY_FAILED"),
    ],
    ids=lambda one: next(iter(one[0])),
)
def test_wrong_password_none_or_an_unknown_certificate_sends_nothing(make, server, scheme, wrong):
    changed, told = wrong
    inbox = Inbox()
    message = tell(make)
    right = {"mail_user": USER, "mail_password": PASSWORD, "mail_trusted": CERTIFICATE}
    with pytest.raises(OSError, match=told):
        mailer_to(server(inbox, scheme), **{**right, **changed}).deliver(message.id)
    assert (state(message), inbox.mails) == (DeliveryState.FAILED, [])


def test_server_without_encryption_gets_neither_password_nor_mail(make, server):
    inbox = Inbox()
    message = tell(make)
    address = server(inbox).replace("smtp:", "smtp+starttls:")
    with pytest.raises(OSError, match="STARTTLS"):
        mailer_to(address, mail_user=USER, mail_password=PASSWORD).deliver(message.id)
    assert (state(message), inbox.mails) == (DeliveryState.FAILED, [])


@pytest.mark.parametrize(
    ("address", "more"),
    [
        ("mail.example:25", {}), ("http://mail.example", {}), ("smtp://", {}),
        ("smtps://sen:mat-khau@mail.example", {}),
        ("smtp://mail.example", {"mail_user": USER, "mail_password": PASSWORD}),
        ("smtp://mail.example:abc", {}), ("smtp://mail.example:99999", {}), ("smtp://mail.example:0", {}),
        ("smtps://mail.example/path", {}), ("smtps://mail.example?x=1", {}), ("smtp://[::1", {}),
        ("smtps://mail.example", {"mail_password": PASSWORD}), ("smtps://mail.example", {"mail_user": USER}),
        ("smtps://mail.example", {"mail_trusted": "/khong/co.pem"}),
        ("smtps://mail.example", {"mail_trusted": __file__}), ("file:", {}),
    ],
)  # fmt: skip
def test_mail_settings_that_cannot_be_meant_stop_the_start(address, more):
    with pytest.raises(BadSettings, match="mail"):
        mailer_to(address, **more)


def test_password_comes_from_the_environment_and_is_not_shown(tmp_path):
    given = {"INSTANCE": str(tmp_path), "REGISTRY_MAIL_USER": USER, "REGISTRY_MAIL_PASSWORD": PASSWORD}
    settings = load(given)
    assert (settings.mail_user, settings.mail_password) == (USER, PASSWORD)
    assert PASSWORD not in repr(settings)


def test_p01_death_while_sending_does_not_send_twice(make, tmp_path):
    message = tell(make)
    with transaction():
        message.delivery = DeliveryState.SENDING
    mailer_to(f"file:{tmp_path}").deliver(message.id)
    assert list(tmp_path.iterdir()) == []
    assert state(message) is DeliveryState.UNKNOWN


def test_x12_line_breaks_in_a_subject_make_no_header(make, tmp_path):
    message = tell(make, subject="Xin chào\r\nBcc: ai-do@evil.example")
    mailer_to(f"file:{tmp_path}").deliver(message.id)
    mail = message_from_bytes(next(tmp_path.iterdir()).read_bytes())
    assert mail["Bcc"] is None
    assert "Bcc: ai-do" in str(make_header(decode_header(mail["Subject"])))


def test_x12_what_looks_like_a_template_or_a_format_is_sent_as_it_stands(make, tmp_path):
    """From the name of a model to the mail that tells of it."""
    name = "Đường {{ 7*7 }} {0.__class__} %(name)s 100%% ${x} {% raw %}"
    case = make.case(state=NominationState.DRAFT, title=f"{name}\r\nBcc: ai-do@evil.example")
    case.staff.email = "tham-tra@tinh.gov.vn"
    db.session.commit()
    case.sign()
    (message,) = db.session.scalars(select(Message).where(Message.to == case.staff))
    mailer_to(f"file:{tmp_path}").deliver(message.id)
    mail = message_from_bytes(next(tmp_path.iterdir()).read_bytes(), policy=policy.default)
    assert name in mail["Subject"]
    assert (mail["Bcc"], mail.get_all("To")) == (None, ["tham-tra@tinh.gov.vn"])
