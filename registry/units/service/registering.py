"""Making units and giving them names and places."""

from collections.abc import Iterable
from datetime import date

from registry.audit import service as audit
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import sort_key
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, unique_key
from registry.identity.models import User
from registry.units import queries
from registry.units.models import Unit, UnitName, UnitPlacement
from registry.units.states import DISTRICTS_ENDED_ON, Tree, UnitKind


def create_unit(  # noqa: PLR0913 -- a unit has this many parts
    actor: User | None,
    *,
    code: str,
    name: str,
    kind: UnitKind,
    parent: Unit | None = None,
    party_parent: Unit | None = None,
    started_on: date | None = None,
    areas: Iterable[str] = (),
    is_demonstration: bool = False,
) -> Unit:
    """Record a unit with its first name and places. `actor` None is the operator at the command line.

    Raises InvalidInput for a code in use, or for a district that would begin after the level ended.
    """
    start = started_on or today()
    with transaction():
        if actor is not None:
            require(actor, Permission.UNIT_ADMINISTER, parent)
        if queries.find_unit(code):
            raise InvalidInput("code", _("This code is in use."))
        if kind is UnitKind.DISTRICT_LEGACY and start >= DISTRICTS_ENDED_ON:
            raise InvalidInput("kind", _("There have been no districts since 1 July 2025."))
        unit = Unit(
            code=code, kind=kind, started_on=start, areas=list(areas), is_demonstration=is_demonstration
        )
        db.session.add(unit)
        give_name(unit, name, start)
        place(unit, parent, Tree.TERRITORIAL, start)
        place(unit, party_parent, Tree.PARTY, start)
        db.session.flush()
        audit.record(actor, "unit.created", unit, name=unit.name, kind=kind, start=start)
    return unit


def give_name(unit: Unit, name: str, start: date) -> None:
    """Add a name from a day on. Part of a command: opens no transaction of its own."""
    name = clean_text(name)
    if not name:
        raise InvalidInput("name", _("Enter the unit's name."))
    unit.names.append(
        UnitName(name=name, name_key=unique_key(name), name_sort=sort_key(name), valid_from=start)
    )


def place(unit: Unit, parent: Unit | None, tree: Tree, start: date) -> None:
    """Put a unit below a parent from a day on, ending its place in the same tree. Part of a command.

    Raises InvalidInput when the unit would come to stand below itself.
    """
    if parent is not None and unit.id is not None:
        above = queries.tree().ancestors(parent.id, start, tree) | {parent.id}
        if unit.id in above:
            raise InvalidInput("parent", _("A unit cannot stand below itself."))
    for placement in unit.placements:
        if placement.tree is tree and placement.valid_to is None:
            placement.valid_to = start
    if parent is not None:
        unit.placements.append(UnitPlacement(parent=parent, tree=tree, valid_from=start))
    queries.forget_tree()
