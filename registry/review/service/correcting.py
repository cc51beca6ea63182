"""Mending what was mistyped of a decision: its number or its date. What was decided stays as it is."""

from datetime import date

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.jobs.service import announce
from registry.review import notices
from registry.review.models import Decision, DecisionCorrection, Nomination, Recognition
from registry.review.rules import require_untied
from registry.review.service.deciding import paper_for
from registry.review.service.nominating import reason_of
from registry.review.service.paperwork import Paper, check_number_and_day


def correct_decision(
    actor: User,
    nomination: Nomination,
    *,
    number: str,
    decided_on: date,
    reason: str,
    version: int | None = None,
) -> Decision:
    """Put the number and the date of the signed paper right; the signer says what was wrong."""
    text = reason_of(reason)
    with transaction():
        require_untied(actor, Permission.NOMINATION_DECIDE, nomination)
        require_version(nomination, version)
        decision = nomination.decision
        if decision is None:
            raise InvalidTransition(_("There is no decision yet."))
        paper = Paper(decision.outcome, clean_text(number), decided_on, "")
        check_correction(nomination, paper)
        db.session.add(
            DecisionCorrection(
                decision=decision, number=decision.number, decided_on=decision.decided_on,
                new_number=paper.number, new_decided_on=decided_on, corrected_on=today(), reason=text,
            )
        )  # fmt: skip
        before = {"number": decision.number, "decided_on": decision.decided_on}
        _rewrite(decision, paper.number, decided_on)
        _redate(nomination, decided_on)
        nomination.updated_at = now()
        db.session.flush()
        audit.record(
            actor, "decision.corrected", nomination,
            before=before, after={"number": paper.number, "decided_on": decided_on},
            personal={"reason": text},
        )  # fmt: skip
        announce("exemplars", nomination.exemplar.reference)
        notices.tell_corrected(nomination)
    return decision


def _redate(nomination: Nomination, day: date) -> None:
    query = select(Recognition).where(Recognition.nomination_id == nomination.id)
    for recognition in db.session.scalars(query):
        recognition.recognised_on = day


def _rewrite(decision: Decision, number: str, decided_on: date) -> None:
    """Put a decision on the paper that it names now; a paper that carries nothing any more is no paper."""
    before = decision.paper
    decision.number, decision.decided_on = number, decided_on
    decision.paper = paper_for(decision.issuer_id, decision.number, decision.decided_on)
    db.session.flush()
    query = select(Decision.id).where(Decision.paper == before)
    if before is not None and before is not decision.paper and db.session.scalars(query).first() is None:
        db.session.delete(before)


def check_correction(nomination: Nomination, paper: Paper) -> None:
    """Raise InvalidInput for a paper that cannot be, or that is the one recorded already."""
    decision = nomination.decision
    if decision and (paper.number, paper.decided_on) == (decision.number, decision.decided_on):
        raise InvalidInput("number", _("Nothing differs from what is recorded."))
    check_number_and_day(nomination, paper)
