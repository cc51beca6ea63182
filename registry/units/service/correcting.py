"""Mending a slip in the name of a unit: it is written anew, and nothing happened to the unit."""

from registry.audit import service as audit
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.jobs.service import announce
from registry.units import queries
from registry.units.models import Unit
from registry.units.service.registering import require_free_name, spell
from registry.units.states import Tree

LONGEST_REASON = 300


def correct_name(
    actor: User | None, unit: Unit, *, name: str, reason: str, version: int | None = None
) -> Unit:
    """Write the present name of a unit without its slip; the days on which it bears it stay as they are.

    A unit that is called otherwise from some day on is renamed instead. What was written down under the name
    with the slip, a model or a nomination, keeps it. Raises InvalidInput for a missing reason, for the name
    as it stands, or for one that another unit below the same one bears.
    """
    with transaction():
        if actor is not None:
            require(actor, Permission.UNIT_ADMINISTER, unit)
        require_version(unit, version, {"name": unit.name})
        reason = " ".join(clean_text(reason).split())[:LONGEST_REASON]
        if not reason:
            raise InvalidInput("reason", _("Say what was wrong."))
        require_other_name(unit, name)
        present, before = unit.name_row, unit.name
        # A refusal must not find the row written already.
        with db.session.no_autoflush:
            spell(present, name)
            day = max(today(), unit.started_on)
            for parent in queries.list_by_ids(queries.tree().parents(unit.id, day, Tree.TERRITORIAL)):
                require_free_name(present.name_key, parent, day, bearer=unit)
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
