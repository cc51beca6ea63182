"""Up to which moment the books tell everything."""

from datetime import datetime

from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.clock import now
from registry.core.db import db
from registry.reports.models import FigureState
from registry.reports.service.booking import SUBJECTS


def as_of() -> datetime | None:
    """When they were last booked; now, where nothing happened since; None before the first time."""
    state = db.session.get(FigureState, 1)
    if state is None:
        return None
    later = select(AuditEvent.seq).where(
        AuditEvent.seq > state.seq, AuditEvent.subject_kind.in_(sorted(SUBJECTS))
    )
    return state.booked_at if db.session.scalar(later.limit(1)) else now()
