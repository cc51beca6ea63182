"""What happens to units: rename, merge into, split, dissolve, re-parent. Records keep the unit they had."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import RoleGrant, User
from registry.identity.service import roles
from registry.jobs.service import announce
from registry.units import queries
from registry.units.models import Unit, UnitChange
from registry.units.service.registering import give_name, place
from registry.units.states import ChangeKind, Tree


def rename_unit(actor: User | None, unit: Unit, *, name: str, on: date, basis: str = "") -> UnitChange:
    """Give a unit a new name from a day on; the old one still finds it."""
    with transaction():
        _may_change(actor, unit)
        _require_existing(unit, on)
        old = unit.name_on(on)
        if unit.names and on <= unit.names[-1].valid_from:
            raise InvalidInput("on", _("The day must be after the day of the present name."))
        give_name(unit, name, on)
        change = _note(actor, ChangeKind.RENAME, unit, None, on, basis)
        audit.record(actor, "unit.renamed", unit, before=old, after=unit.names[-1].name, on=on, basis=basis)
    return change


def merge_units(
    actor: User | None, units: Sequence[Unit], *, into: Unit, on: date, basis: str = ""
) -> list[UnitChange]:
    """End several units on a day in favour of one. Who held a role at them holds it at the successor."""
    with transaction():
        for unit in units:
            _may_change(actor, unit)
        _may_change(actor, into)
        if not units or into in units:
            raise InvalidInput("units", _("Choose the units that end, without the one that goes on."))
        changes = [_succeed(actor, unit, into, ChangeKind.MERGE, on, basis) for unit in units]
        for unit in units:
            _pass_on_roles(actor, unit, into, on)
            audit.record(actor, "unit.merged", unit, into=into.code, on=on, basis=basis)
    return changes


def split_unit(
    actor: User | None, unit: Unit, *, into: Sequence[Unit], on: date, basis: str = ""
) -> list[UnitChange]:
    """End a unit on a day in favour of several. Roles are not passed on: nobody can say to which."""
    with transaction():
        _may_change(actor, unit)
        if not into or unit in into:
            raise InvalidInput("into", _("Choose the units that follow, without the one that ends."))
        changes = [_succeed(actor, unit, one, ChangeKind.SPLIT, on, basis) for one in into]
        audit.record(actor, "unit.split", unit, into=[one.code for one in into], on=on, basis=basis)
    return changes


def dissolve_unit(actor: User | None, unit: Unit, *, on: date, basis: str = "") -> UnitChange:
    """End a unit on a day without a successor; its records stay."""
    with transaction():
        _may_change(actor, unit)
        _end(unit, on)
        change = _note(actor, ChangeKind.DISSOLVE, unit, None, on, basis)
        audit.record(actor, "unit.dissolved", unit, on=on, basis=basis)
    return change


def move_unit(
    actor: User | None, unit: Unit, *, parent: Unit, tree: Tree, on: date, basis: str = ""
) -> UnitChange:
    """Put a unit below another from a day on. Only who administers both places may (abuse case A03)."""
    with transaction():
        _may_change(actor, unit)
        _may_change(actor, parent)
        _require_existing(unit, on)
        place(unit, parent, tree, on)
        change = _note(actor, ChangeKind.RE_PARENT, unit, None, on, basis)
        audit.record(actor, "unit.moved", unit, parent=parent.code, tree=tree, on=on, basis=basis)
    return change


def _may_change(actor: User | None, unit: Unit) -> None:
    if actor is not None:
        require(actor, Permission.UNIT_ADMINISTER, unit)


def _require_existing(unit: Unit, on: date) -> None:
    if not unit.exists_on(on):
        raise InvalidInput("on", _("%(unit)s does not exist on that day.", unit=unit.name))


def _succeed(
    actor: User | None, unit: Unit, successor: Unit, kind: ChangeKind, on: date, basis: str
) -> UnitChange:
    if kind is ChangeKind.MERGE or unit.ended_on is None:
        _end(unit, on)
    if not successor.exists_on(on):
        raise InvalidInput("on", _("%(unit)s does not exist on that day.", unit=successor.name))
    if unit.id in queries.tree().successors(successor.id, on) - {successor.id}:
        raise InvalidInput("into", _("A unit cannot follow itself."))
    return _note(actor, kind, unit, successor, on, basis)


def _end(unit: Unit, on: date) -> None:
    _require_existing(unit, on)
    if on <= unit.started_on:
        raise InvalidInput("on", _("The day must be after the unit's first day."))
    unit.ended_on = on
    for placement in unit.placements:
        if placement.valid_to is None:
            placement.valid_to = on


def _pass_on_roles(actor: User | None, unit: Unit, into: Unit, on: date) -> None:
    held = db.session.scalars(select(RoleGrant).where(RoleGrant.unit_id == unit.id)).all()
    for grant in held:
        if grant.valid_to is None or grant.valid_to >= on:
            ends = grant.valid_to
            reason = f"{unit.code} > {into.code}"
            roles.end_role(None, grant, last_day=on - timedelta(days=1), reason=reason)
            roles.grant_role(
                None,
                grant.user,
                role=grant.role,
                unit_id=into.id,
                valid_from=max(on, grant.valid_from),
                valid_to=ends,
                reason=reason,
            )


def _note(
    actor: User | None, kind: ChangeKind, unit: Unit, successor: Unit | None, on: date, basis: str
) -> UnitChange:
    change = UnitChange(
        kind=kind,
        unit=unit,
        successor=successor,
        happened_on=on,
        basis=basis,
        recorded_by_id=actor.id if actor else None,
    )
    db.session.add(change)
    db.session.flush()
    queries.forget_tree()
    announce("units", unit.code)
    return change
