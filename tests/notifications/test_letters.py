"""Letters with links, through a real SMTP server."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from registry.core.clock import now
from registry.core.db import db
from registry.identity.models import PasswordLink
from registry.identity.service import links
from registry.jobs import worker
from registry.notifications.letters import LetterWriter
from registry.notifications.mailer import Mailer
from registry.settings import Settings
from tests.notifications.conftest import Inbox


@pytest.fixture
def person(make):
    return make.user(name="Lò Thị Sen", username="sen.lu", email="sen@xa.gov.vn")


def test_p07_letter_no_server_took_is_written_again_with_another_link(person, server, monkeypatch):
    inbox = Inbox(answer="451 come back later")
    writer = LetterWriter(Mailer(Settings(mail=server(inbox))), "Ban Tuyên giáo và Dân vận")
    monkeypatch.setattr(worker, "_followers", {})
    monkeypatch.setitem(worker._handlers, "mail.link", writer.send_link)
    links.ask_reset("sen.lu", address="10.0.0.1")
    worker.run_due()
    inbox.answer = "250 OK"
    with time_machine.travel(now() + timedelta(minutes=5), tick=True):
        worker.run_due()
        first, second = (mail.content.decode() for mail in inbox.mails)
        (digest,) = db.session.scalars(select(PasswordLink.digest))
        assert first != second
        assert digest is not None


def test_p07_lost_answer_is_not_sent_again(person, server, monkeypatch):
    inbox = Inbox(answer=None)
    writer = LetterWriter(Mailer(Settings(mail=server(inbox))), "Ban")
    monkeypatch.setattr(worker, "_followers", {})
    monkeypatch.setitem(worker._handlers, "mail.link", writer.send_link)
    links.ask_reset("sen.lu", address="10.0.0.1")
    worker.run_due()
    with time_machine.travel(now() + timedelta(hours=1), tick=True):
        worker.run_due()
    assert len(inbox.mails) == 1
