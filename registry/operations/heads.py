"""The head of the log, told outside once a day: by mail, into a folder, or both."""

import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from urllib.parse import urlsplit

from registry.audit import heads
from registry.audit.heads import Told
from registry.core.clock import today
from registry.core.transaction import transaction
from registry.jobs.service import enqueue
from registry.notifications.mailer import Mailer
from registry.notifications.smtp import AnswerLost
from registry.settings import Settings

KIND = "audit.head"
# The place that is no address.
FOLDER = "folder"


def asker(settings: Settings) -> Callable[[], int]:
    """Has today's head told by whichever worker comes first, once at each place; for `Daily`.

    Each place is a job of its own: one that does not answer keeps no other from being told.
    """
    places = [FOLDER] if settings.heads_folder else []
    places += settings.heads_to

    def ask() -> int:
        with transaction():
            for place in places:
                mark = hashlib.sha256(place.encode()).hexdigest()[:16]
                enqueue(KIND, key=f"{KIND}:{today()}:{mark}", place=place)
        return len(places)

    return ask


def teller(settings: Settings, mailer: Mailer) -> Callable[[str], None]:
    """What the worker does: tell the head to one address, or into the folder that the settings name."""

    def tell(place: str) -> None:
        told = heads.present()
        if told is None:
            return
        if place == FOLDER:
            write(Path(settings.heads_folder), told)
        elif place in settings.heads_to:
            # Where the server's answer was lost the mail may have arrived: tomorrow brings another.
            with suppress(AnswerLost):
                mailer.post(_mail(told, mailer, place))

    return tell


def write(folder: Path, told: Told) -> Path:
    """Put a head into a folder, one file a day and event; what is there already is never written over."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{told.at:%Y-%m-%d}-{told.head.seq}.txt"
    if not path.exists():
        aside = path.with_suffix(".part")
        with aside.open("w", encoding="ascii") as file:
            file.write(told.text)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    return path


def _mail(told: Told, mailer: Mailer, address: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = mailer.sender, address
    mail["Subject"] = f"Head of the log, {told.at:%Y-%m-%d}: event {told.head.seq}"
    mail["Date"] = formatdate(told.at.timestamp())
    host = urlsplit(mailer.base_url).hostname
    mail["Message-ID"] = f"<head.{told.head.seq}.{told.head.digest[:16]}.{secrets.token_hex(4)}@{host}>"
    # As it stands: a line that is broken or encoded on its way could not be read from the kept mail.
    mail.set_content(told.text, cte="7bit")
    return mail
