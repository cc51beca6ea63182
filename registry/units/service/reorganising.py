"""What happens to units: rename, merge into, split, dissolve, re-parent. Records keep the unit they had."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.clock import HERE, now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, unique_key
from registry.identity.models import RoleGrant, User
from registry.identity.service import roles
from registry.jobs.service import announce, enqueue
from registry.units import queries
from registry.units.models import Unit, UnitChange, UnitPlacement
from registry.units.rules import administers_above
from registry.units.service.registering import give_name, place
from registry.units.states import ChangeKind, Tree


def rename_unit(actor: User | None, unit: Unit, *, name: str, on: date, basis: str = "") -> UnitChange:
    """Give a unit a new name from a day on; the old one still finds it."""
    with transaction():
        _may_change(actor, unit)
        _require_going_on(unit, on)
        old = unit.name_on(on)
        if unit.names and on <= unit.names[-1].valid_from:
            raise InvalidInput("on", _("The day must be after the day of the present name."))
        if unique_key(name) == unique_key(old) and clean_text(name) == old:
            raise InvalidInput("name", _("This is its present name."))
        give_name(unit, name, on)
        change = _note(actor, ChangeKind.RENAME, unit, None, on, basis)
        audit.record(actor, "unit.renamed", unit, before=old, after=unit.names[-1].name, on=on, basis=basis)
    return change


def merge_units(
    actor: User | None, units: Sequence[Unit], *, into: Unit, on: date, basis: str = ""
) -> list[UnitChange]:
    """End several units on a day in favour of one.

    Who held a role at them holds it at the successor, and what stood below them stands below it.
    """
    with transaction():
        for unit in units:
            _may_change_from_above(actor, unit)
        _may_change(actor, into)
        if not units or into in units:
            raise InvalidInput("units", _("Choose the units that end, without the one that goes on."))
        changes = []
        for unit in units:
            _require_going_on(unit, on)
            changes.append(_succeed(actor, unit, into, ChangeKind.MERGE, on, basis))
            _hand_over_places(unit, into, on)
            _end(unit, on)
            _pass_on_roles(unit, into, on)
            audit.record(actor, "unit.merged", unit, into=into.code, on=on, basis=basis)
    return changes


def split_unit(
    actor: User | None,
    unit: Unit,
    *,
    into: Sequence[Unit],
    on: date,
    basis: str = "",
    heir: Unit | None = None,
) -> list[UnitChange]:
    """End a unit on a day in favour of several; what stood below it goes to `heir`, the first of them.

    Roles are not passed on: nobody can say to which. Whoever held one keeps it over the old records.
    """
    with transaction():
        _may_change_from_above(actor, unit)
        for one in into:
            _may_change(actor, one)
        if len(set(into)) < 2 or unit in into:
            raise InvalidInput("into", _("Choose at least two units that follow, without the one that ends."))
        if heir is not None and heir not in into:
            raise InvalidInput("heir", _("Choose one of the units that follow."))
        _require_going_on(unit, on)
        changes = [_succeed(actor, unit, one, ChangeKind.SPLIT, on, basis) for one in into]
        _hand_over_places(unit, heir or into[0], on)
        _end(unit, on)
        audit.record(actor, "unit.split", unit, into=[one.code for one in into], on=on, basis=basis)
    return changes


def dissolve_unit(actor: User | None, unit: Unit, *, on: date, basis: str = "") -> UnitChange:
    """End a unit on a day without a successor; its records stay, what stood below it moves one level up.

    The roles held at it end with it; those above it keep their rights over its records.
    """
    with transaction():
        _may_change_from_above(actor, unit)
        _require_going_on(unit, on)
        _hand_over_places(unit, None, on)
        _end(unit, on)
        _end_roles(unit, on)
        change = _note(actor, ChangeKind.DISSOLVE, unit, None, on, basis)
        audit.record(actor, "unit.dissolved", unit, on=on, basis=basis)
    return change


def move_unit(
    actor: User | None, unit: Unit, *, parent: Unit, tree: Tree, on: date, basis: str = ""
) -> UnitChange:
    """Put a unit below another from a day on. Only who administers both places may (abuse case A03)."""
    with transaction():
        _may_change_from_above(actor, unit)
        _may_change(actor, parent)
        _require_going_on(unit, on)
        _require_existing(parent, on, field="parent")
        later = [p for p in unit.placements if p.tree is tree and p.valid_from > on]
        if later:
            raise InvalidInput("on", _("The unit was moved after that day already. Choose a later day."))
        place(unit, parent, tree, on)
        change = _note(actor, ChangeKind.RE_PARENT, unit, None, on, basis)
        audit.record(actor, "unit.moved", unit, parent=parent.code, tree=tree, on=on, basis=basis)
    return change


def _may_change(actor: User | None, unit: Unit) -> None:
    if actor is not None:
        require(actor, Permission.UNIT_ADMINISTER, unit)


def _may_change_from_above(actor: User | None, unit: Unit) -> None:
    if actor is not None and not administers_above(actor, unit):
        raise PermissionDenied(
            Permission.UNIT_ADMINISTER,
            _("Only an administrator of a unit above %(unit)s may do this.", unit=unit.name),
            subject=unit,
            actor_id=actor.id,
        )


def _require_going_on(unit: Unit, on: date) -> None:
    """The unit exists on the day, and nothing was recorded yet that ends it, not even for a later day."""
    _require_existing(unit, on)
    if unit.ended_on is not None:
        raise InvalidInput("on", _("The end of %(unit)s is recorded already.", unit=unit.name))


def _require_existing(unit: Unit, on: date, field: str = "on") -> None:
    if not unit.exists_on(on):
        raise InvalidInput(field, _("%(unit)s does not exist on that day.", unit=unit.name))


def _succeed(
    actor: User | None, unit: Unit, successor: Unit, kind: ChangeKind, on: date, basis: str
) -> UnitChange:
    _require_existing(unit, on)
    _require_existing(successor, on)
    if unit.id in queries.tree().successors(successor.id, date.max) - {successor.id}:
        raise InvalidInput("into", _("A unit cannot follow itself."))
    return _note(actor, kind, unit, successor, on, basis)


def _end(unit: Unit, on: date) -> None:
    if on <= unit.started_on:
        raise InvalidInput("on", _("The day must be after the unit's first day."))
    unit.ended_on = on
    for tree in Tree:
        place(unit, None, tree, on)


def _hand_over_places(unit: Unit, to: Unit | None, on: date) -> None:
    """Put what stands below a unit that ends below `to`; without one, or `to` itself, one level up."""
    below = select(UnitPlacement).where(UnitPlacement.parent_id == unit.id)
    for placement in db.session.scalars(below).all():
        child, tree = placement.unit, placement.tree
        if (placement.valid_to is not None and placement.valid_to <= on) or not child.exists_on(on):
            continue
        above = queries.tree().parents(unit.id, on, tree)
        up = db.session.get(Unit, above[0]) if above else None
        place(child, up if to is None or child is to else to, tree, on)


def _pass_on_roles(unit: Unit, into: Unit, on: date) -> None:
    held = db.session.scalars(select(RoleGrant).where(RoleGrant.unit_id == unit.id)).all()
    for grant in held:
        if grant.valid_to is None or grant.valid_to >= on:
            roles.pass_on_role(grant, unit_id=into.id, on=on, reason=f"{unit.code} > {into.code}")


def _end_roles(unit: Unit, on: date) -> None:
    for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.unit_id == unit.id)).all():
        if grant.valid_to is None or grant.valid_to >= on:
            roles.close_grant(None, grant, last_day=on - timedelta(days=1), reason=unit.code)


def _note(
    actor: User | None, kind: ChangeKind, unit: Unit, successor: Unit | None, on: date, basis: str
) -> UnitChange:
    change = UnitChange(
        kind=kind,
        unit=unit,
        successor=successor,
        happened_on=on,
        basis=" ".join(clean_text(basis).split())[:300],
        recorded_by_id=actor.id if actor else None,
    )
    db.session.add(change)
    # Moves the unit's version on: whoever has its page open learns that something happened.
    unit.updated_at = now()
    db.session.flush()
    queries.forget_tree()
    announce("units", unit.code)
    if on > today():
        # Index and lists speak of the present: they learn of the change again on its day.
        dawn = datetime.combine(on, time(0, 5), HERE)
        enqueue("units.announce", run_at=dawn, key=f"units.announce:{change.id}", code=unit.code)
    return change


def announce_change(code: str) -> None:
    """Tell the followers of a unit that a change recorded earlier is in force from today."""
    with transaction():
        announce("units", code)
