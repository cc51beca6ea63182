"""Alarms: what administrators are told at once, because it looks like an attack from inside."""

from registry.audit import service as audit
from registry.core.i18n import _
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.identity.queries import list_with_roles
from registry.identity.throttle import Limit, TooManyTries
from registry.notifications.service import notify
from registry.units.rules import administers_the_whole

HOUR = 3600


def reading_too_much(person: User, most: int) -> None:
    """Tell the administrators of the whole that somebody reads of more people than work asks for.

    Once an hour for each person, however often they go on trying (abuse case B16).
    """
    try:
        Limit(1, HOUR).take(f"alarm-reading:{person.id}")
    except TooManyTries:
        return
    with transaction():
        audit.record(None, "reading.stopped", person, count=most)
        for one in list_with_roles():
            if one.id != person.id and administers_the_whole(one, None):
                notify(
                    one,
                    "alarm.reading",
                    _("%(name)s reads of very many people", name=person.name),
                    _(
                        "%(name)s (%(username)s) has opened pages about %(count)s people or dossiers within"
                        " an hour and was stopped. Look at what was read; if it is not their work, close"
                        " the account.",
                        name=person.name, username=person.username, count=most,
                    ),
                    f"/quan-tri/da-xem?nguoi={person.username}",
                )  # fmt: skip
