"""Mending a slip in the name of a unit: it is written anew, and nothing happened to the unit."""

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text
from registry.identity.models import User
from registry.jobs.service import announce
from registry.units.models import Unit
from registry.units.service.registering import spell

LONGEST_REASON = 300


def correct_name(actor: User | None, unit: Unit, *, name: str, reason: str) -> Unit:
    """Write the present name of a unit without its slip; the days on which it bears it stay as they are.

    A unit that is called otherwise from some day on is renamed instead. Raises InvalidInput for a missing
    reason, or for the name as it stands.
    """
    with transaction():
        if actor is not None:
            require(actor, Permission.UNIT_ADMINISTER, unit)
        reason = " ".join(clean_text(reason).split())[:LONGEST_REASON]
        if not reason:
            raise InvalidInput("reason", _("Say what was wrong."))
        require_other_name(unit, name)
        present, before = unit.name_row, unit.name
        spell(present, name)
        # Moves the unit's version on: whoever has its page open learns that something changed.
        unit.updated_at = now()
        db.session.flush()
        announce("units", unit.code)
        audit.record(actor, "unit.name_corrected", unit, before=before, after=present.name, reason=reason)
    return unit


def require_other_name(unit: Unit, name: str) -> None:
    """Raise InvalidInput when this is what the unit is called as it is."""
    if " ".join(clean_text(name).split()) == unit.name:
        raise InvalidInput("name", _("This is its present name."))
