"""Reading the audit log."""

from sqlalchemy import select

from registry.audit.models import AuditEvent
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
