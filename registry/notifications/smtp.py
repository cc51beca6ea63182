"""Handing one mail to an SMTP server: encrypted and signed in where asked, and what became of it."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import SplitResult, urlsplit

from registry.settings import BadSettings

TIMEOUT = 20
# Scheme of the address: the port it has when none is named.
SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
READY_FOR_TEXT, TAKEN, LAST_REFUSAL = 354, range(200, 300), 599


class AnswerLost(Exception):
    """The server may or may not have taken the mail."""


@dataclass(frozen=True)
class Server:
    """A mail server: `smtp://` is plain, `smtp+starttls://` asks for TLS, `smtps://` has it from the start.

    TLS is never given up for a plain connection, and the certificate is always checked: against the
    authorities this machine trusts, or against the file `trusted`.
    """

    address: str
    user: str = ""
    password: str = ""
    trusted: str = ""

    def __post_init__(self) -> None:
        parts = _parts_of(self.address)
        if bool(self.user) != bool(self.password):
            raise BadSettings("mail_user, mail_password: give both or none")
        if self.user and parts.scheme == "smtp":
            raise BadSettings("mail: a password is sent by smtp+starttls:// or smtps:// only")
        try:
            self._context()
        except OSError as error:
            told = error.strerror or "no certificate"
            raise BadSettings(f"mail_trusted: {self.trusted} cannot be used: {told}") from error

    def send(self, mail: EmailMessage) -> None:
        """Hand a mail over.

        Any error but AnswerLost means that the server did not take it, so it may be tried again.
        """
        connection = self._connect()
        try:
            self._open(connection)
            _hand_over(connection, mail)
            # The mail is taken; that the farewell fails must not have it sent again.
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
        finally:
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.address)
        host, port = parts.hostname or "", parts.port or SCHEMES[parts.scheme]
        if parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=self._context())
        return smtplib.SMTP(host, port, timeout=TIMEOUT)

    def _open(self, connection: smtplib.SMTP) -> None:
        if urlsplit(self.address).scheme == "smtp+starttls":
            connection.starttls(context=self._context())
        connection.ehlo_or_helo_if_needed()
        if self.user:
            connection.login(self.user, self.password)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.trusted or None)


def _parts_of(address: str) -> SplitResult:
    """Scheme, host and port of a server's address, which has nothing else. Raises BadSettings."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise BadSettings(f"mail: {error}") from error
    if parts.scheme not in SCHEMES or not parts.hostname or port == 0:
        raise BadSettings(f"mail: it goes to file:FOLDER or to {', '.join(SCHEMES)}://host:port")
    if parts.username or parts.password:
        raise BadSettings("mail: the user and the password are settings of their own")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise BadSettings("mail: nothing may follow the host and the port of a server")
    return parts


def _hand_over(connection: smtplib.SMTP, mail: EmailMessage) -> None:
    """The envelope, the text, and the full stop that makes the server responsible for it."""
    sender, recipient = (mail[name].addresses[0].addr_spec for name in ("From", "To"))
    international = not (sender + recipient).isascii()
    options = ["SMTPUTF8", "BODY=8BITMIME"] if international else []
    _expect(connection.mail(sender, options), TAKEN)
    _expect(connection.rcpt(recipient), TAKEN)
    _expect(connection.docmd("DATA"), range(READY_FOR_TEXT, READY_FOR_TEXT + 1))
    connection.send(_text_of(mail, international))
    # Without the full stop the server has nothing; from here on it may have the mail.
    try:
        connection.send(b".\r\n")
        answer = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise AnswerLost(str(mail["Message-ID"])) from error
    if answer[0] not in TAKEN and not 400 <= answer[0] <= LAST_REFUSAL:
        raise AnswerLost(str(mail["Message-ID"]))
    _expect(answer, TAKEN)


def _expect(answer: tuple[int, Any], wanted: range) -> None:
    if answer[0] not in wanted:
        raise smtplib.SMTPResponseException(*answer)


def _text_of(mail: EmailMessage, international: bool) -> bytes:
    rules = policy.SMTPUTF8 if international else policy.SMTP.clone(cte_type="7bit")
    text = mail.as_bytes(policy=rules)
    return re.sub(rb"(?m)^\.", b"..", text if text.endswith(b"\r\n") else text + b"\r\n")
