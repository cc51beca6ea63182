"""Deleting a registration that was never finished, with all that hangs on it."""

from collections.abc import Callable, Iterable

from sqlalchemy import Table, delete, select, update

from registry.audit import service as audit
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import User
from registry.jobs.service import announce

# Says why a draft cannot be deleted, or nothing.
Hindrance = Callable[[Exemplar], str]
_hindrances: list[Hindrance] = []


def hinders_deleting(*hindrances: Hindrance) -> None:
    """Let subjects above the catalogue refuse that a draft is deleted which they build on."""
    _hindrances.extend(one for one in hindrances if one not in _hindrances)


def delete_draft(actor: User, exemplar: Exemplar, *, version: int | None = None) -> None:
    """Delete a draft of which nothing was submitted. Any other: InvalidTransition.

    With it goes what tells of it alone: versions, evidence and files on their way, people and their answers,
    the paper it came on. Its log stays, as do the lists and the copies that name it; what others built on it
    hinders the deletion.
    """
    with transaction():
        require(actor, Permission.EXEMPLAR_EDIT, exemplar)
        require_version(exemplar, version, {"title": exemplar.latest.title})
        if exemplar.state is not ExemplarState.DRAFT or any(one.is_frozen for one in exemplar.versions):
            raise InvalidTransition(_("Only a draft of which nothing was submitted can be deleted."))
        for hindrance in _hindrances:
            if reason := hindrance(exemplar):
                raise InvalidTransition(reason)
        audit.record(actor, "exemplar.draft_deleted", exemplar, unit=exemplar.lead_unit_name)
        reference, number = exemplar.reference, exemplar.id
        db.session.expunge_all()
        _delete(Exemplar.__table__, [number])  # type: ignore[arg-type]
        announce("exemplars", reference)


def _delete(table: Table, ids: Iterable[int]) -> None:
    """Delete rows by id, first what cannot be without them; what can is cut loose."""
    gone = list(ids)
    if not gone:
        return
    for other in table.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is not table:
                continue
            hangs = key.parent.in_(gone)
            if key.parent.nullable:
                db.session.execute(update(other).where(hangs).values({key.parent.name: None}))
            elif "id" in other.c:
                _delete(other, db.session.scalars(select(other.c.id).where(hangs)))
            else:
                db.session.execute(delete(other).where(hangs))
    db.session.execute(delete(table).where(table.c.id.in_(gone)))
