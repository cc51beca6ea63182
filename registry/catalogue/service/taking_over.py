"""Models from lists that units and staff kept before: their source says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.audit import service as audit
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service import editing
from registry.catalogue.service.changes import note_change
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.core.ids import next_references
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.units import queries as units
from registry.units.models import Unit


def find_by_sources(keys: Iterable[str]) -> dict[str, Exemplar]:
    """The models that were taken over under some keys; keys of none are left out."""
    query = select(Exemplar).where(Exemplar.source_id.in_(set(keys))).options(selectinload(Exemplar.versions))
    return {str(one.source_id): one for one in db.session.scalars(query)}


def find_registered(named: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[tuple[str, int | None]]]:
    """(code, year it began) of what was registered here and not taken over, by unit and title."""
    wanted = set(named)
    found: dict[tuple[int, str], list[tuple[str, int | None]]] = {}
    query = (
        select(Exemplar.lead_unit_id, ExemplarVersion.title, Exemplar.reference, ExemplarVersion.started_year)
        .join(ExemplarVersion, ExemplarVersion.exemplar_id == Exemplar.id)
        .where(
            Exemplar.lead_unit_id.in_({unit for unit, _title in wanted}),
            ExemplarVersion.title.in_({title for _unit, title in wanted}),
            Exemplar.source_id.is_(None),
            Exemplar.state != ExemplarState.MERGED,
        )
    )
    for unit, title, reference, year in db.session.execute(query):
        found.setdefault((unit or 0, title), []).append((reference, year))
    return found


@dataclass(frozen=True)
class OldModel:
    """A model as a list tells of it: the unit that led it, its key there, cleaned contents, its place."""

    unit: Unit
    source_id: str
    contents: Mapping[str, Any]
    place: str = ""


def take_over_models(actor: User, models: Sequence[OldModel], *, as_drafts: bool = False) -> list[Exemplar]:
    """Record models of an older list, each under the unit that led it, by the name it bore then.

    They are registered, or drafts for their units to complete.
    """
    with transaction():
        for unit in {model.unit for model in models}:
            require(actor, Permission.EXEMPLAR_IMPORT, unit)
        state = ExemplarState.DRAFT if as_drafts else ExemplarState.RUNNING
        references = next_references("MH", today(), len(models))
        provinces: dict[tuple[int, date], Unit | None] = {}
        made = [
            _exemplar_of(actor, model, reference, state, provinces)
            for model, reference in zip(models, references, strict=True)
        ]
        db.session.add_all(made)
        db.session.flush()
        for exemplar in made:
            note_change(exemplar)
        told = zip(made, models, strict=True)
        audit.record_many(
            actor,
            "exemplar.taken_over",
            [(one, {"unit": model.unit.code, "source": model.source_id}) for one, model in told],
        )
    return made


def _exemplar_of(
    actor: User,
    model: OldModel,
    reference: str,
    state: ExemplarState,
    provinces: dict[tuple[int, date], Unit | None],
) -> Exemplar:
    """The record of one model; `provinces` keeps what was found for the models that follow."""
    on = _day_of(model)
    if (model.unit.id, on) not in provinces:
        provinces[model.unit.id, on] = units.province_of(model.unit, on)
    exemplar = Exemplar(
        reference=reference,
        source_id=model.source_id,
        state=state,
        lead_unit=model.unit,
        lead_unit_name=model.unit.name_on(on),
        province=provinces[model.unit.id, on],
        place=model.place,
        registered_by_id=actor.id,
    )
    version = ExemplarVersion(number=1, areas=list(model.unit.areas), edited_by_id=actor.id)
    _put(version, model.contents)
    exemplar.versions.append(version)
    return exemplar


def _day_of(model: OldModel) -> date:
    """The day by which the unit is called: at the end of the year in which the model began."""
    year = model.contents.get("started_year")
    on = min(date(year, 12, 31), today()) if year else today()
    ended = model.unit.ended_on
    return model.unit.started_on if ended is not None and ended <= on else on


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
