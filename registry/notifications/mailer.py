"""Sending mail: into a folder, or through an SMTP server. One attempt that may have arrived is final."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from urllib.parse import urlsplit

from registry.core.db import db
from registry.core.transaction import transaction
from registry.notifications.models import DeliveryState, Message

TIMEOUT = 20
Send = Callable[[EmailMessage], None]


class AnswerLost(Exception):
    """The server may or may not have taken the message."""


class Mailer:
    """Delivers messages by one backend: `file:FOLDER` or `smtp://host:port`."""

    def __init__(self, backend: str, sender: str, base_url: str) -> None:
        self.sender = sender
        self.base_url = base_url.rstrip("/")
        self._send = _backend(backend)

    def deliver(self, message_id: int) -> None:
        """Send one message. Run twice, or after a crash in the middle, it does not send again."""
        with transaction():
            message = db.session.get_one(Message, message_id)
            if message.delivery is DeliveryState.SENDING:
                message.delivery = DeliveryState.UNKNOWN
                return
            if message.delivery is not DeliveryState.QUEUED or not message.to.email:
                return
            message.delivery = DeliveryState.SENDING
            mail = self.compose(message)
        try:
            self._send(mail)
        except AnswerLost:
            self._note(message_id, DeliveryState.UNKNOWN)
        except Exception:
            self._note(message_id, DeliveryState.QUEUED)
            raise
        else:
            self._note(message_id, DeliveryState.SENT)

    def compose(self, message: Message) -> EmailMessage:
        """The mail of one message: one recipient, no name in headers but the office's own."""
        mail = EmailMessage()
        mail["From"] = self.sender
        mail["To"] = message.to.email
        mail["Subject"] = " ".join(message.subject.split())
        mail["Date"] = formatdate(message.created_at.timestamp())
        mail["Message-ID"] = (
            f"<m{message.id}.{int(message.created_at.timestamp())}@{urlsplit(self.base_url).hostname}>"
        )
        link = f"\n\n{self.base_url}{message.path}" if message.path else ""
        mail.set_content(message.body + link + "\n")
        return mail

    def _note(self, message_id: int, state: DeliveryState) -> None:
        with transaction():
            db.session.get_one(Message, message_id).delivery = state


def _backend(address: str) -> Send:
    if address.startswith("file:"):
        folder = Path(address.removeprefix("file:"))
        return lambda mail: _to_folder(folder, mail)
    parts = urlsplit(address)
    return lambda mail: _to_server(parts.hostname or "localhost", parts.port or 25, mail)


def _to_folder(folder: Path, mail: EmailMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = str(mail["Message-ID"]).strip("<>").replace("@", "-at-")
    (folder / f"{name}.eml").write_bytes(bytes(mail))


def _to_server(host: str, port: int, mail: EmailMessage) -> None:
    server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        server.ehlo_or_helo_if_needed()
        server.noop()
    except (OSError, smtplib.SMTPException):
        # Nothing was handed over yet: the ordinary retry may have it.
        server.close()
        raise
    try:
        server.send_message(mail)
        # The message is taken; that the farewell fails must not have it sent again.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
        raise AnswerLost(str(mail["Message-ID"])) from error
    finally:
        server.close()
