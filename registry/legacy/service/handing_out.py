"""Handing out one-time passwords for accounts that wait for them: made, shown once, never stored as such."""

from collections.abc import Iterable

from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.identity.models import User
from registry.identity.service import accounts
from registry.legacy.models import ImportRun
from registry.legacy.queries import list_waiting_accounts
from registry.units.models import Unit

# A password takes a while to hash; more people than this are handed theirs in several goes.
MOST_AT_ONCE = 60
Handed = list[tuple[User, str]]


def hand_out_passwords(actor: User, run: ImportRun, *, units: Iterable[Unit]) -> dict[Unit, Handed]:
    """A new one-time password for everybody of these units who has none of their own yet, by unit.

    What was handed out before for the same people no longer works.
    """
    require(actor, Permission.USER_ADMINISTER, run.unit)
    waiting, chosen = list_waiting_accounts(run), set(units)
    by_unit = {unit: people for unit, people in waiting.items() if unit in chosen}
    if not by_unit:
        raise InvalidInput("units", _("Choose at least one unit."))
    if sum(len(people) for people in by_unit.values()) > MOST_AT_ONCE:
        raise InvalidInput("units", _("Choose fewer units: at most %(n)s people at a time.", n=MOST_AT_ONCE))
    return {
        unit: [(person, accounts.reset_password(actor, person)) for person in people]
        for unit, people in by_unit.items()
    }
