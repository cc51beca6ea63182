"""Has the worker send mail: messages, and letters with links."""

from registry.jobs import worker
from registry.notifications.letters import LetterWriter
from registry.notifications.mailer import Mailer
from registry.settings import Settings


def init(settings: Settings) -> None:
    """Wire mail to the worker."""
    mailer = Mailer(settings)
    worker.handles("mail.deliver", mailer.deliver)
    worker.handles("mail.link", LetterWriter(mailer, settings.site_org).send_link)
