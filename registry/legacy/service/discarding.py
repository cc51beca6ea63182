"""Throwing away a list of which nothing was taken over."""

from sqlalchemy import delete

from registry.audit import service as audit
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import User
from registry.legacy.models import ImportRow, ImportRun
from registry.legacy.states import OPEN, PERMISSION_OF


def discard_list(actor: User, run: ImportRun, *, version: int | None = None) -> None:
    """Forget a list and its rows. What was taken over stays with its list, and so does a list at work."""
    with transaction():
        require(actor, PERMISSION_OF[run.kind], run.unit)
        require_version(run, version)
        if run.state not in OPEN:
            raise InvalidTransition(_("The list is being worked on or was taken over: it stays."))
        audit.record(actor, "list.discarded", run, kind=run.kind, unit=run.unit.code, digest=run.digest)
        db.session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
        db.session.delete(run)
