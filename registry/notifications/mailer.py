"""Sending mail: into a folder, or through an SMTP server. One attempt that may have arrived is final."""

from collections.abc import Callable
from email.message import EmailMessage
from email.policy import Policy
from email.utils import formatdate
from pathlib import Path
from urllib.parse import urlsplit

from registry.core.db import db
from registry.core.transaction import transaction
from registry.notifications.models import DeliveryState, Message
from registry.notifications.smtp import AnswerLost, Server
from registry.settings import BadSettings, Settings

# What may be tried: a mail that waits for its first try, and one that no server took.
UNSENT = (DeliveryState.QUEUED, DeliveryState.FAILED)
Send = Callable[[EmailMessage], None]


class _OneLine(str):
    """The value of a header that holds one address: broken into lines it would be none."""

    name = "List-Unsubscribe"

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class Mailer:
    """Delivers messages by the one backend that the settings name: a folder or a mail server."""

    def __init__(self, settings: Settings) -> None:
        self.sender = settings.mail_from
        self.base_url = settings.base_url.rstrip("/")
        # Hands one mail over. Raises AnswerLost where it may have arrived, anything else where it has not.
        self.post = _backend(settings)

    def deliver(self, message_id: int) -> None:
        """Send one message. Run twice, or after a crash in the middle, it does not send again."""
        with transaction():
            message = db.session.get_one(Message, message_id)
            if message.delivery is DeliveryState.SENDING:
                message.delivery = DeliveryState.UNKNOWN
                return
            if message.delivery not in UNSENT or not message.to.email:
                return
            message.delivery = DeliveryState.SENDING
            mail = self.compose(message)
        try:
            self.post(mail)
        except AnswerLost:
            self._note(message_id, DeliveryState.UNKNOWN)
        except Exception:
            self._note(message_id, DeliveryState.FAILED)
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
        if message.stop_path:
            mail["List-Unsubscribe"] = _OneLine(f"<{self.base_url}{message.stop_path}>")
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        link = f"\n\n{self.base_url}{message.path}" if message.path else ""
        mail.set_content((message.letter or message.body + link) + "\n")
        return mail

    def _note(self, message_id: int, state: DeliveryState) -> None:
        with transaction():
            db.session.get_one(Message, message_id).delivery = state


def _backend(settings: Settings) -> Send:
    address = settings.mail_backend
    if address.startswith("file:"):
        if not address.removeprefix("file:").strip("/ "):
            raise BadSettings("mail: file: names no folder")
        folder = Path(address.removeprefix("file:"))
        return lambda mail: _to_folder(folder, mail)
    return Server(address, settings.mail_user, settings.mail_password, settings.mail_trusted).send


def _to_folder(folder: Path, mail: EmailMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = str(mail["Message-ID"]).strip("<>").replace("@", "-at-")
    (folder / f"{name}.eml").write_bytes(bytes(mail))
