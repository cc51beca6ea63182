"""Models from lists that units and staff kept before: they are marked as imported."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from registry.audit import service as audit
from registry.catalogue.cleaning import clean
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service import editing
from registry.catalogue.service.changes import note_change
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.units import queries as units
from registry.units.models import Unit


def find_by_source(source_id: str) -> Exemplar | None:
    """The model that was taken over under a key, or None."""
    return db.session.scalar(select(Exemplar).where(Exemplar.source_id == source_id))


def take_over_model(
    actor: User,
    unit: Unit,
    *,
    source_id: str,
    contents: Mapping[str, Any],
    place: str = "",
    as_draft: bool = False,
) -> Exemplar:
    """Record a model of an older list under the unit that led it, by the name it bore then.

    `contents` are cleaned values. It is registered, or a draft for the unit to complete.
    """
    year = contents.get("started_year")
    on = min(date(year, 12, 31), today()) if year else today()
    if unit.ended_on is not None and unit.ended_on <= on:
        on = unit.started_on
    with transaction():
        require(actor, Permission.EXEMPLAR_IMPORT, unit)
        exemplar = Exemplar(
            reference=next_reference("MH", today()),
            source_id=source_id,
            is_imported=True,
            state=ExemplarState.DRAFT if as_draft else ExemplarState.RUNNING,
            lead_unit=unit,
            lead_unit_name=unit.name_on(on),
            province=units.province_of(unit, on),
            place=place,
            registered_by_id=actor.id,
        )
        version = ExemplarVersion(number=1, areas=list(unit.areas), edited_by_id=actor.id)
        _put(version, contents)
        exemplar.versions.append(version)
        db.session.add(exemplar)
        db.session.flush()
        note_change(exemplar)
        audit.record(actor, "exemplar.taken_over", exemplar, unit=unit.code, source=source_id)
    return exemplar


def renew_model(
    actor: User, exemplar: Exemplar, *, contents: Mapping[str, Any], place: str | None = None
) -> ExemplarVersion:
    """Let a model say what its list says now; what was submitted once stays, a new version follows it."""
    with transaction():
        require(actor, Permission.EXEMPLAR_IMPORT, exemplar.lead_unit)
        editing.require_going_on(exemplar)
        version = exemplar.latest
        if version.is_frozen:
            version = editing.add_version(exemplar, version)
            editing.carry_over(exemplar.versions[-2], version)
        _put(version, contents)
        version.edited_by_id = actor.id
        if place is not None:
            exemplar.place = place
        note_change(exemplar)
        audit.record(actor, "exemplar.renewed", exemplar, number=version.number, contents=sorted(contents))
    return version


def _put(version: ExemplarVersion, contents: Mapping[str, Any]) -> None:
    for name, value in contents.items():
        setattr(version, name, value)


def start_from_paper(actor: User, unit: Unit, *, title: str, field: str | None) -> Exemplar:
    """Open a draft for a unit that sent paper. Part of a command that says who typed it in."""
    with transaction():
        require(actor, Permission.EXEMPLAR_ENTER, unit)
        if not unit.exists_on(today()):
            raise InvalidInput("unit", _("This unit exists no more. Choose the unit that replaced it."))
        exemplar = Exemplar(
            reference=next_reference("MH", today()),
            lead_unit=unit,
            lead_unit_name=unit.name_on(today()),
            province=units.province_of(unit, today()),
            registered_by_id=actor.id,
        )
        version = ExemplarVersion(number=1, areas=list(unit.areas), edited_by_id=actor.id)
        _put(version, {"title": clean("title", title), "field": clean("field", field)})
        exemplar.versions.append(version)
        db.session.add(exemplar)
        db.session.flush()
        note_change(exemplar)
        audit.record(actor, "exemplar.started", exemplar, unit=unit.code)
    return exemplar
