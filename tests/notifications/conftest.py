"""A real SMTP server on this machine: plain, encrypted after the greeting, or encrypted at once."""

import socket
import ssl
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

# Made for these tests; it vouches for 127.0.0.1 and nothing else trusts it.
CERTIFICATE = str(Path(__file__).parent / "data" / "server.pem")
USER, PASSWORD = "so-dan-van", "nang-len-muon-trang"


class Inbox:
    """An SMTP server's side: keeps what comes, answers as told, and hangs up where told."""

    def __init__(self, answer="250 OK", *, dies_at="", knows=True):
        self.mails, self.ways, self.answer, self.dies_at, self.knows = [], [], answer, dies_at, knows
        self.asks_who = False

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 -- the library's name
        if self.asks_who and not session.authenticated:
            return "530 sign in first"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 -- the library's name
        if not self.knows:
            return "550 nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- the library's name
        self.mails.append(envelope)
        self.ways.append((server.transport.get_extra_info("cipher") is not None, session.auth_data))
        if self.answer is None:
            server.transport.abort()
            return "250 lost"
        return self.answer


class Line(SMTP):
    """One connection; it breaks when the command comes that the inbox names."""

    def __init__(self, inbox, **options):
        super().__init__(inbox, **options)
        for name in ("EHLO", "MAIL", "RCPT", "DATA"):
            self._smtp_methods[name] = self._breaking(name, self._smtp_methods[name])

    def _breaking(self, name, ordinary):
        async def command(argument):
            if self.event_handler.dies_at == name:
                self.transport.abort()
            else:
                await ordinary(argument)

        return command


class Post(Controller):
    def factory(self):
        return Line(self.handler, **self.SMTP_kwargs)


def _sign_in(server, session, envelope, mechanism, given):
    right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False, auth_data=USER if right else None)


def _options(scheme):
    if scheme == "smtp":
        return {}
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    if scheme == "smtps":
        return {"ssl_context": context, "auth_require_tls": False, "authenticator": _sign_in}
    return {"tls_context": context, "require_starttls": True, "authenticator": _sign_in}


@pytest.fixture
def server():
    """`server(inbox, scheme)` starts an SMTP server on this machine and returns its address."""
    running = []

    def start(inbox, scheme="smtp"):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        inbox.asks_who = scheme != "smtp"
        post = Post(inbox, hostname="127.0.0.1", port=port, **_options(scheme))
        post.start()
        running.append(post)
        return f"{scheme}://127.0.0.1:{port}"

    yield start
    for post in running:
        post.stop()
