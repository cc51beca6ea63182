"""Reading the audit log."""

from collections.abc import Iterable

from sqlalchemy import select

from registry.audit.models import AuditEvent, AuditPersonal
from registry.core.db import db


def list_history(kind: str, reference: str) -> list[AuditEvent]:
    """Everything that happened to one object, oldest first."""
    return list(
        db.session.scalars(
            select(AuditEvent)
            .where(AuditEvent.subject_kind == kind, AuditEvent.subject_ref == reference)
            .order_by(AuditEvent.seq)
        )
    )


def list_histories(subjects: Iterable[tuple[str, str]]) -> list[AuditEvent]:
    """Everything that happened to several objects, given by kind and reference, oldest first."""
    wanted = set(subjects)
    query = select(AuditEvent).where(AuditEvent.subject_ref.in_({reference for _kind, reference in wanted}))
    found = db.session.scalars(query.order_by(AuditEvent.seq))
    return [event for event in found if (event.subject_kind, event.subject_ref) in wanted]


def list_actors(kind: str, reference: str, actions: Iterable[str]) -> list[int]:
    """Ids of the people who did any of these things to one object."""
    query = select(AuditEvent.actor_id).where(
        AuditEvent.subject_kind == kind,
        AuditEvent.subject_ref == reference,
        AuditEvent.action.in_(list(actions)),
        AuditEvent.actor_id.is_not(None),
    )
    return [actor_id for actor_id in db.session.scalars(query.distinct()) if actor_id is not None]


def kept_values(events: Iterable[AuditEvent], name: str) -> dict[int, str]:
    """The personal values of one name that stand beside events and were not erased, by event."""
    numbers = [event.seq for event in events]
    query = select(AuditPersonal.seq, AuditPersonal.value).where(
        AuditPersonal.seq.in_(numbers), AuditPersonal.name == name
    )
    return {row.seq: row.value for row in db.session.execute(query)}
