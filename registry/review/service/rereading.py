"""A reviewer reads one criterion again, keeps the mark or changes it, and says why."""

from decimal import Decimal

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound
from registry.core.i18n import _
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.review.disagreements import DiscrepancyState
from registry.review.discrepancy import Rereading
from registry.review.models import Mark
from registry.review.service import differing, discussing, scoring
from registry.review.service.nominating import reason_of


def answer(
    actor: User,
    rereading: Rereading,
    *,
    points: Decimal | None,
    comment: str,
    reason: str,
    version: int | None = None,
) -> Rereading:
    """Keep or change the mark of the criterion that was to be read again. What it was stays on record."""
    why = reason_of(reason)
    with transaction():
        assignment, discrepancy = rereading.assignment, rereading.discrepancy
        scoring.require_scorable(actor, assignment)
        if rereading.answered_at is not None or discrepancy.state is not DiscrepancyState.REREADING:
            raise InvalidTransition(_("This has been answered, or nobody waits for it any more."))
        require_version(assignment, version, scoring.stored_texts(assignment))
        mark = mark_of(rereading)
        rereading.has_changed = points != mark.points
        if points is None:
            raise InvalidInput("points", _("Enter the points"))
        if rereading.has_changed or clean_text(comment) != mark.comment:
            discussing.change_mark(
                actor, assignment, mark.criterion_id, points=points, comment=comment, reason=why
            )
        rereading.answered_at, rereading.reason = now(), why
        discrepancy.updated_at = now()
        audit.record(
            actor, "discrepancy.reread", discrepancy, nomination=assignment.nomination.reference,
            ballot=assignment.reference, changed=rereading.has_changed, personal={"reason": why},
        )  # fmt: skip
        db.session.flush()
        differing.follow(actor, assignment.nomination)
    return rereading


def mark_of(rereading: Rereading) -> Mark:
    """The mark that is to be looked at again."""
    wanted = rereading.discrepancy.criterion_id
    mark = next((one for one in rereading.assignment.marks if one.criterion_id == wanted), None)
    if mark is None:
        raise NotFound(_("This criterion is not on the sheet."))
    return mark
