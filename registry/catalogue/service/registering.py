"""Beginning the record of a model."""

from registry.audit import service as audit
from registry.catalogue import cleaning
from registry.catalogue.models import Exemplar, ExemplarVersion, Field
from registry.catalogue.service.changes import note_change
from registry.catalogue.states import EntryKind, SubjectKind
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


def start_exemplar(
    actor: User,
    unit: Unit,
    *,
    title: str,
    field: Field | str | None = None,
    entry_kind: EntryKind | str = EntryKind.MODEL,
    subject_kind: SubjectKind | str = SubjectKind.COLLECTIVE,
) -> Exemplar:
    """Open a draft for a unit, with its first version. The unit's areas are taken over at first.

    Raises InvalidInput for a unit that exists no more.
    """
    with transaction():
        require(actor, Permission.EXEMPLAR_REGISTER, unit)
        return _open_draft(
            actor,
            unit,
            title=title,
            field=field,
            entry_kind=cleaning.clean("entry_kind", entry_kind),
            subject_kind=cleaning.clean("subject_kind", subject_kind),
        )


def start_from_paper(actor: User, unit: Unit, *, title: str, field: str | None) -> Exemplar:
    """Open a draft for a unit that sent paper. Part of a command that says who typed it in."""
    with transaction():
        require(actor, Permission.EXEMPLAR_ENTER, unit)
        return _open_draft(actor, unit, title=title, field=field)


def _open_draft(
    actor: User, unit: Unit, *, title: str, field: Field | str | None, **kinds: EntryKind | SubjectKind
) -> Exemplar:
    if not unit.exists_on(today()):
        raise InvalidInput("unit", _("This unit exists no more. Choose the unit that replaced it."))
    exemplar = Exemplar(
        reference=next_reference("MH", today()),
        lead_unit=unit,
        lead_unit_name=unit.name_on(today()),
        province=units.province_of(unit, today()),
        registered_by_id=actor.id,
    )
    version = ExemplarVersion(
        number=1,
        title=cleaning.clean("title", title),
        field=cleaning.clean("field", field),
        areas=cleaning.clean("areas", unit.areas),
        edited_by_id=actor.id,
        **kinds,
    )
    exemplar.versions.append(version)
    db.session.add(exemplar)
    db.session.flush()
    note_change(exemplar)
    audit.record(actor, "exemplar.started", exemplar, unit=unit.code)
    return exemplar
