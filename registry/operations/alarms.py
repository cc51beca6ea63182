"""Alarms: what administrators are told at once, because it looks like an attack from inside."""

import logging

from registry.audit import service as audit
from registry.core.i18n import _
from registry.core.transaction import transaction
from registry.identity.models import Role, User
from registry.identity.queries import list_with_roles
from registry.identity.throttle import Limit, TooManyTries
from registry.notifications.service import notify
from registry.units.rules import administers_the_whole, has_role_at, places_of

HOUR = 3600
log = logging.getLogger(__name__)


def reading_too_much(person: User, most: int) -> None:
    """Tell the administrators of the person's province that they read of more people than work asks for.

    Once an hour for each person, however often they go on trying (abuse case B16). It also stands in the
    program's log: whoever watches that is told where the only administrator is the one who reads.
    """
    try:
        Limit(1, HOUR).take(f"alarm-reading:{person.id}")
    except TooManyTries:
        return
    told = _administrators_for(person)
    log.error("somebody read of too many people: %s; administrators told: %s", person.reference, len(told))
    with transaction():
        audit.record(None, "reading.stopped", person, count=most)
        for one in told:
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


def _administrators_for(person: User) -> list[User]:
    """Who administers the whole of where the person works, not they themselves; else all who do anywhere."""
    others = [one for one in list_with_roles() if one.id != person.id and administers_the_whole(one, None)]
    places = places_of(person)
    near = [one for one in others if any(has_role_at(one, unit, Role.ADMINISTRATOR) for unit in places)]
    return near or others
