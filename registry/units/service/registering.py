"""Making units and giving them names and places."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import plain_words, slug_of, sort_key
from registry.core.naming import checked_name
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import unique_key
from registry.identity.models import User
from registry.jobs.service import announce
from registry.units import queries
from registry.units.models import Unit, UnitName, UnitPlacement
from registry.units.states import DISTRICTS_ENDED_ON, Tree, UnitKind

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
LONGEST_NAME = 300


def create_unit(  # noqa: PLR0913 -- a unit has this many parts
    actor: User | None,
    *,
    name: str,
    kind: UnitKind,
    code: str = "",
    parent: Unit | None = None,
    party_parent: Unit | None = None,
    started_on: date | None = None,
    areas: Iterable[str] = (),
    is_demonstration: bool = False,
) -> Unit:
    """Record a unit with its first name and places; without a code it gets one from its name.

    `actor` None is the operator at the command line; anybody else puts a unit below one they administer.
    Raises InvalidInput for a code or name in use, or for a district that would begin after the level ended.
    """
    start = started_on or today()
    with transaction():
        _may_place(actor, parent, party_parent)
        code = _checked_code(code, name)
        if kind is UnitKind.DISTRICT_LEGACY and start >= DISTRICTS_ENDED_ON:
            raise InvalidInput("kind", _("There have been no districts since 1 July 2025."))
        unit = Unit(
            code=code, kind=kind, started_on=start, areas=list(areas), is_demonstration=is_demonstration
        )
        with db.session.no_autoflush:
            give_name(unit, name, start)
            require_free_name(unit.names[-1].name_key, parent, start)
        db.session.add(unit)
        place(unit, parent, Tree.TERRITORIAL, start)
        place(unit, party_parent, Tree.PARTY, start)
        if kind is UnitKind.DISTRICT_LEGACY:
            unit.ended_on = DISTRICTS_ENDED_ON
            for tree in Tree:
                place(unit, None, tree, DISTRICTS_ENDED_ON)
        db.session.flush()
        announce("units", unit.code)
        audit.record(actor, "unit.created", unit, name=unit.names[-1].name, kind=kind, start=start)
    return unit


def give_name(unit: Unit, name: str, start: date) -> None:
    """Add a name from a day on. Part of a command: opens no transaction of its own."""
    added = UnitName(valid_from=start)
    spell(added, name)
    unit.names.append(added)


def spell(row: UnitName, name: str) -> None:
    """Write a name as it is shown, compared, sorted and found. Part of a command."""
    name = checked_name(name, field="name", missing=_("Enter the unit's name."), longest=LONGEST_NAME)
    row.name, row.name_key = name, unique_key(name)
    row.name_sort, row.name_plain = sort_key(name), plain_words(name)


def place(unit: Unit, parent: Unit | None, tree: Tree, start: date) -> None:
    """Put a unit below a parent from a day on, ending its place in the same tree. Part of a command.

    Raises InvalidInput when the parent is gone by then or the unit would come to stand below itself.
    """
    if parent is not None:
        _check_parent(unit, parent, tree, start)
    kept = False
    for placement in list(unit.placements):
        if placement.tree is not tree or (placement.valid_to is not None and placement.valid_to <= start):
            continue
        if placement.parent is parent and placement.valid_from <= start and placement.valid_to is None:
            kept = True
        elif placement.valid_from >= start:
            unit.placements.remove(placement)
            db.session.delete(placement)
        else:
            placement.valid_to = start
    if parent is not None and not kept:
        unit.placements.append(UnitPlacement(parent=parent, tree=tree, valid_from=start))
    db.session.flush()
    queries.forget_tree()
    if parent is not None and parent.ended_on is not None:
        place(unit, _who_takes_over(parent, tree, parent.ended_on), tree, parent.ended_on)


def _who_takes_over(parent: Unit, tree: Tree, day: date) -> Unit | None:
    """Below whom a unit stands from the day on which the one above it is gone."""
    known, one = queries.tree(), parent
    while one.ended_on is not None and one.ended_on <= day:
        followers = sorted(known.successors(one.id, day) - {one.id})
        above = followers or known.parents(one.id, one.ended_on - timedelta(days=1), tree)
        if not above:
            return None
        one = db.session.get_one(Unit, above[0])
    return one


def _may_place(actor: User | None, *parents: Unit | None) -> None:
    if actor is None:
        return
    given = [parent for parent in parents if parent is not None]
    if not given:
        raise InvalidInput("parent", _("Choose the unit above."))
    for parent in given:
        require(actor, Permission.UNIT_ADMINISTER, parent)


def _checked_code(code: str, name: str) -> str:
    if code:
        if not CODE.fullmatch(code):
            raise InvalidInput("code", _("Use letters without marks, digits, dots and hyphens."))
        if queries.find_unit(code):
            raise InvalidInput("code", _("This code is in use."))
        return code
    stem = slug_of(name)[:70].strip("-") or "don-vi"
    number, free = 2, stem
    while queries.find_unit(free):
        number, free = number + 1, f"{stem}-{number}"
    return free


def require_free_name(name_key: str, parent: Unit | None, start: date, *, bearer: Unit | None = None) -> None:
    """Raise InvalidInput when a unit but the bearer has this name on a day below the same unit."""
    if parent is None:
        return
    same_name = (
        select(Unit)
        .join(UnitName, UnitName.unit_id == Unit.id)
        .join(UnitPlacement, UnitPlacement.unit_id == Unit.id)
        .where(
            UnitName.name_key == name_key,
            UnitPlacement.parent_id == parent.id,
            UnitPlacement.tree == Tree.TERRITORIAL,
            UnitPlacement.valid_to.is_(None) | (UnitPlacement.valid_to > start),
        )
    )
    known = [one for one in db.session.scalars(same_name).unique() if one is not bearer]
    if any(one.exists_on(start) and unique_key(one.name_on(start)) == name_key for one in known):
        raise InvalidInput(
            "name", _("A unit of this name stands below %(parent)s already.", parent=parent.name)
        )


def _check_parent(unit: Unit, parent: Unit, tree: Tree, start: date) -> None:
    if parent.ended_on is not None and parent.ended_on <= start:
        raise InvalidInput("parent", _("%(unit)s does not exist on that day.", unit=parent.name))
    # A unit that has nothing below it cannot close a ring: the tree is not built for each row of a long list.
    below = select(UnitPlacement.id).where(UnitPlacement.parent_id == unit.id).limit(1)
    if parent is unit or (unit.id is not None and db.session.scalar(below) is not None):
        above = queries.tree().ancestors(parent.id, start, tree) | {parent.id}
        if unit.id in above:
            raise InvalidInput("parent", _("A unit cannot stand below itself."))
