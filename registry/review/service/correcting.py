"""Mending what was mistyped of a decision: its number or its date. What was decided stays as it is."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import Faults, InvalidInput, InvalidTransition
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


def correct_decision(  # noqa: PLR0913 -- a correction has this many parts
    actor: User,
    nomination: Nomination,
    *,
    number: str,
    decided_on: date,
    reason: str,
    whole_paper: bool = True,
    version: int | None = None,
) -> Decision:
    """Put the number and the date of the signed paper right; the signer says what was wrong.

    A paper is put right for all its decisions at once, or one decision goes to another paper.
    """
    text = reason_of(reason)
    with transaction():
        require_untied(actor, Permission.NOMINATION_DECIDE, nomination)
        require_version(nomination, version)
        decision = nomination.decision
        if decision is None:
            raise InvalidTransition(_("There is no decision yet."))
        paper = Paper(decision.outcome, clean_text(number), decided_on, "")
        decisions = list_on_paper(decision) if whole_paper else [decision]
        check_correction(actor, nomination, paper, whole_paper=whole_paper)
        for one in decisions:
            _correct(actor, one, paper, decided_on, text)
        _move_to_paper(decisions)
    return decision


def list_on_paper(decision: Decision) -> list[Decision]:
    """The decisions of the paper that one stands on, lifted ones too; itself where it has no number."""
    if decision.paper is None:
        return [decision]
    query = select(Decision).where(Decision.paper == decision.paper).order_by(Decision.id)
    return list(db.session.scalars(query))


def _correct(actor: User, decision: Decision, paper: Paper, day: date, reason: str) -> None:
    nomination = decision.nomination
    db.session.add(
        DecisionCorrection(
            decision=decision, number=decision.number, decided_on=decision.decided_on,
            new_number=paper.number, new_decided_on=day, corrected_on=today(), reason=reason,
        )
    )  # fmt: skip
    before = {"number": decision.number, "decided_on": decision.decided_on}
    decision.number, decision.decided_on = paper.number, day
    if decision.lifted_at is None:
        _redate(nomination, day)
        notices.tell_corrected(nomination)
    nomination.updated_at = now()
    db.session.flush()
    audit.record(
        actor, "decision.corrected", nomination,
        before=before, after={"number": paper.number, "decided_on": day},
        personal={"reason": reason},
    )  # fmt: skip
    announce("exemplars", nomination.exemplar.reference)


def _redate(nomination: Nomination, day: date) -> None:
    query = select(Recognition).where(Recognition.nomination_id == nomination.id)
    for recognition in db.session.scalars(query):
        recognition.recognised_on = day


def _move_to_paper(decisions: Sequence[Decision]) -> None:
    """Put decisions on the paper they name now; a paper that carries nothing any more is no paper."""
    first = decisions[0]
    before, after = first.paper, paper_for(first.issuer_id, first.number, first.decided_on)
    for one in decisions:
        one.paper = after
    db.session.flush()
    query = select(Decision.id).where(Decision.paper == before)
    if before is not None and before is not after and db.session.scalars(query).first() is None:
        db.session.delete(before)


def check_correction(actor: User, nomination: Nomination, paper: Paper, *, whole_paper: bool = True) -> None:
    """Raise InvalidInput for a paper that cannot be, or that is the one recorded already.

    Raises PermissionDenied where another decision of the paper is not this person's to correct.
    """
    decision = nomination.decision
    if decision is None:
        return
    if (paper.number, paper.decided_on) == (decision.number, decision.decided_on):
        raise InvalidInput("number", _("Nothing differs from what is recorded."))
    decisions = list_on_paper(decision) if whole_paper else [decision]
    among, faults = {one.id for one in decisions}, Faults()
    for one in decisions:
        require_untied(actor, Permission.NOMINATION_DECIDE, one.nomination)
        with faults.gathered():
            _check_one(one, paper, among, is_other=one.nomination is not nomination)
    faults.refuse()


def _check_one(decision: Decision, paper: Paper, among: Collection[int], *, is_other: bool) -> None:
    """What is wrong for another nomination of the paper is told with its code."""
    try:
        check_number_and_day(decision.nomination, replace(paper, outcome=decision.outcome), among)
    except InvalidInput as fault:
        if not is_other:
            raise
        code = decision.nomination.reference
        found = [InvalidInput(one.field, f"{code}: {one.message}") for one in (fault, *fault.more)]
        found[0].more = tuple(found[1:])
        raise found[0] from None
