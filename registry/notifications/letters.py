"""The letter with a link to choose a password. It stands in no inbox and no table: it opens an account."""

import secrets
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import urlsplit

from flask_babel import force_locale

from registry.core.clock import now
from registry.core.i18n import _
from registry.identity.models import LinkPurpose, PasswordLink
from registry.identity.service import links
from registry.notifications.mailer import Mailer
from registry.notifications.smtp import AnswerLost


class LetterWriter:
    """Writes letters with links; `site` is the office they come from."""

    def __init__(self, mailer: Mailer, site: str) -> None:
        self._mailer, self._site = mailer, site

    def send_link(self, link_id: int) -> None:
        """Write one letter. Where no server took it, the next try writes another link.

        Where it may have arrived it is not sent again: the link in it works.
        """
        written = links.write(link_id)
        if written is None:
            return
        link, token = written
        with suppress(AnswerLost):
            self._mailer.post(self._letter(link, token))

    def _letter(self, link: PasswordLink, token: str) -> EmailMessage:
        assert link.user is not None  # noqa: S101 -- a link that is written has somebody
        mail, address = EmailMessage(), f"{self._mailer.base_url}/mat-khau-moi/{token}"
        with force_locale(link.user.language):
            subject, text = self._words(link.purpose, link.user.name, link.user.username, address)
        mail["From"], mail["To"], mail["Subject"] = self._mailer.sender, link.user.email, subject
        mail["Date"] = formatdate(now().timestamp())
        # Nothing of the link: a number that is in a log opens nothing.
        mail["Message-ID"] = f"<{secrets.token_hex(12)}@{urlsplit(self._mailer.base_url).hostname}>"
        mail.set_content(text)
        return mail

    def _words(self, purpose: LinkPurpose, name: str, username: str, address: str) -> tuple[str, str]:
        if purpose is LinkPurpose.INVITATION:
            return _("Your account in the registry of exemplary models"), _(
                "Dear %(name)s,\n\n%(site)s has an account for you in the registry of exemplary models."
                "\nYour user name: %(username)s\n\nChoose your password on this page:\n%(address)s\n\n"
                "The link works once, for three days. Do not pass this letter on.\n",
                name=name, site=self._site, username=username, address=address,
            )  # fmt: skip
        return _("Choose a new password"), _(
            "Dear %(name)s,\n\nsomebody, probably you, asked for a new password for the user name"
            " %(username)s.\n\nChoose it on this page:\n%(address)s\n\nThe link works once, for 30 minutes."
            " If it was not you, do nothing: your password stays as it is.\n",
            name=name, username=username, address=address,
        )  # fmt: skip
