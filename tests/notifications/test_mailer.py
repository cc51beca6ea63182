"""Mail: one message a person, never twice, whatever happens on the way."""

import socket
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from registry.core.db import db
from registry.core.transaction import transaction
from registry.jobs import worker
from registry.jobs.models import Job
from registry.notifications.mailer import Mailer
from registry.notifications.models import DeliveryState, Message
from registry.notifications.service import notify
from tests.make.commands import Failed, fail_after


class Inbox:
    """An SMTP server's side: keeps what comes, answers as told."""

    def __init__(self, answer="250 OK"):
        self.mails, self.answer = [], answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- the library's name
        self.mails.append(envelope)
        if self.answer is None:
            server.transport.abort()
            return "250 lost"
        return self.answer


@pytest.fixture
def server():
    """`server(inbox)` starts an SMTP server on this machine and returns its address."""
    running = []

    def start(inbox):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(inbox, hostname="127.0.0.1", port=port)
        controller.start()
        running.append(controller)
        return f"smtp://127.0.0.1:{port}"

    yield start
    for controller in running:
        controller.stop()


def tell(make, **values):
    person = make.user(email=values.pop("email", "sen@xa.gov.vn"))
    with transaction():
        told = {"subject": "Hồ sơ cần bổ sung", "body": "Thiếu biên bản.", "path": "/de-cu/HS-2026-0001"}
        return notify(person, "nomination.returned", **{**told, **values})


def state(message):
    db.session.expire_all()
    return db.session.get(Message, message.id).delivery


def mailer_to(address):
    return Mailer(address, "dan-van-kheo@localhost", "https://dvk.example")


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


def test_p07_refusal_for_now_keeps_the_mail_waiting(make, server):
    inbox = Inbox(answer="451 come back later")
    message = tell(make)
    address = server(inbox)
    with pytest.raises(OSError, match="451"):
        mailer_to(address).deliver(message.id)
    assert state(message) is DeliveryState.QUEUED
    inbox.answer = "250 OK"
    mailer_to(address).deliver(message.id)
    assert state(message) is DeliveryState.SENT


def test_p07_server_that_is_down_keeps_the_mail_waiting(make, app):
    message = tell(make)
    with pytest.raises(ConnectionRefusedError):
        mailer_to("smtp://127.0.0.1:1").deliver(message.id)
    assert state(message) is DeliveryState.QUEUED


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
