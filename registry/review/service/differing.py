"""What follows when ballots disagree: found, read again, read by one more, concluded; marks stay as given."""

from collections.abc import Sequence
from decimal import Decimal

from registry.audit import service as audit
from registry.campaigns.scoring import fault_of_points
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import User
from registry.review import letters_of_discrepancies as letters
from registry.review.disagreements import (
    AGREED,
    DISCREPANCY_LIFE,
    DiscrepancyState,
    Facts,
    Finding,
    Holds,
    agrees_with_one,
    next_step,
)
from registry.review.discrepancy import Discrepancy, Rereading
from registry.review.models import Assignment, Nomination
from registry.review.queries.discrepancies import (
    find_open,
    findings_about,
    forget_known,
    is_closed_over,
    points_of,
    readings_of,
    sheet_of,
)
from registry.review.queries.ranking import figures_of, list_missing_ballots, live_of
from registry.review.rules import require_untied
from registry.review.service.nominating import reason_of
from registry.review.states import STILL_TO_SCORE, AssignmentState, NominationState


def follow(actor: User | None, nomination: Nomination) -> None:
    """Look whether the ballots of a nomination disagree now, and go on from there. Part of a command.

    Nobody acts where the registry itself has voided ballots.
    """
    if not nomination.campaign.asks_again or nomination.state is not NominationState.VERIFIED:
        return
    discrepancy = find_open(nomination)
    if discrepancy is None:
        findings = [] if _is_awaited(nomination) else findings_about(nomination)
        if findings and not is_closed_over(nomination):
            _open(actor, nomination, findings[0])
        return
    while discrepancy.is_open and (action := next_step(discrepancy.state, facts_of(discrepancy))):
        _move(actor, discrepancy, action)


def stop_waiting(
    actor: User, discrepancy: Discrepancy, *, reason: str, version: int | None = None
) -> Discrepancy:
    """The secretary waits no longer for reviewers who have not read the criterion again."""
    text = reason_of(reason)
    with transaction():
        _require_secretary(actor, discrepancy)
        require_version(discrepancy, version)
        late = [one for one in discrepancy.rereadings if _is_owed(one)]
        if discrepancy.state is not DiscrepancyState.REREADING or not late:
            raise InvalidTransition(_("Nobody is waited for."))
        for one in late:
            one.answered_at, one.reason, one.is_waived = now(), text, True
        audit.record(
            actor, "discrepancy.not_awaited", discrepancy, nomination=discrepancy.nomination.reference,
            ballots=[one.assignment.reference for one in late], personal={"reason": text},
        )  # fmt: skip
        discrepancy.updated_at = now()
        db.session.flush()
        follow(actor, discrepancy.nomination)
    return discrepancy


def conclude(
    actor: User,
    discrepancy: Discrepancy,
    *,
    holds: Holds,
    number: Decimal | None,
    text: str,
    version: int | None = None,
) -> Discrepancy:
    """Write down which number holds and why. The ballots stay as they are."""
    with transaction():
        _require_secretary(actor, discrepancy)
        DISCREPANCY_LIFE.check(DISCREPANCY_LIFE["conclude"], discrepancy)
        require_version(discrepancy, version, {"text": discrepancy.conclusion})
        discrepancy.number = check_conclusion(discrepancy, holds, number)
        discrepancy.conclusion, discrepancy.holds = _said(text), holds
        discrepancy.concluded_by = actor
        _move(actor, discrepancy, "conclude", holds=holds, number=discrepancy.number)
    return discrepancy


def pass_over(actor: User, nomination: Nomination) -> None:
    """A decision was made while the disagreement was open: nobody is asked any more. Part of the decision."""
    discrepancy = find_open(nomination)
    if discrepancy is not None:
        _move(actor, discrepancy, "pass_over")


def check_conclusion(discrepancy: Discrepancy, holds: Holds, number: Decimal | None) -> Decimal | None:
    """The number that a conclusion lets hold; raises InvalidInput for one there cannot be."""
    nomination = discrepancy.nomination
    if holds is Holds.MEAN:
        return figures_of(nomination).mean
    if holds is Holds.THIRD:
        third = third_of(discrepancy)
        if third is None:
            raise InvalidInput("holds", _("There is no third reading. Choose another number."))
        return third.total
    rubric = nomination.campaign.rubric
    if number is None:
        raise InvalidInput("number", _("Enter the points"))
    if fault := fault_of_points(number, rubric.ceiling if rubric else Decimal(0)):
        raise InvalidInput("number", fault)
    return number


def third_of(discrepancy: Discrepancy) -> Assignment | None:
    """The ballot of the further reader that gives a total; the last of several."""
    further = [one for one in _further(discrepancy) if one.state is AssignmentState.SUBMITTED]
    totals = {reading.ballot for reading in readings_of(further)}
    return max(
        (one for one in further if one.id in totals), key=lambda one: one.submitted_at or now(), default=None
    )


def facts_of(discrepancy: Discrepancy) -> Facts:
    """What has happened since a disagreement was found."""
    nomination = discrepancy.nomination
    sheet = sheet_of(nomination.campaign)
    further, third = _further(discrepancy), third_of(discrepancy)
    before = [one for one in live_of(nomination) if one.id in discrepancy.ballots]
    readings = readings_of([third] if third is not None else [])
    agrees = any(agrees_with_one(one, readings_of(before), sheet.most, sheet.limits) for one in readings)
    return Facts(
        awaited=_is_awaited(nomination) or any(_is_owed(one) for one in discrepancy.rereadings),
        disagree=bool(findings_about(nomination)),
        third_given=bool(further),
        third_in=any(one.state is AssignmentState.SUBMITTED for one in further),
        third_agrees=agrees,
    )


def _further(discrepancy: Discrepancy) -> Sequence[Assignment]:
    """Who was given the nomination after the disagreement was found."""
    return [one for one in live_of(discrepancy.nomination) if one.id not in discrepancy.ballots]


def _is_awaited(nomination: Nomination) -> bool:
    """Whether a ballot is still to come."""
    to_come = any(one.state in STILL_TO_SCORE for one in live_of(nomination))
    return to_come or bool(list_missing_ballots(nomination))


def _is_owed(rereading: Rereading) -> bool:
    return rereading.answered_at is None and rereading.assignment.state is AssignmentState.SUBMITTED


def _open(actor: User | None, nomination: Nomination, finding: Finding) -> None:
    counted = [one for one in live_of(nomination) if one.state is AssignmentState.SUBMITTED]
    discrepancy = Discrepancy(
        reference=next_reference("CL", today(), 4), nomination=nomination, rule=finding.rule,
        criterion_id=finding.criterion, ballots=[one.id for one in counted],
        rereadings=[Rereading(assignment=one) for one in counted if one.id in finding.ballots],
    )  # fmt: skip
    db.session.add(discrepancy)
    db.session.flush()
    forget_known()
    audit.record(
        actor, "discrepancy.found", discrepancy, nomination=nomination.reference, rule=finding.rule,
        criterion=finding.criterion, asked=[one.assignment.reference for one in discrepancy.rereadings],
    )  # fmt: skip
    # A signer whose page is older is told that something has changed.
    nomination.updated_at = now()
    db.session.flush()
    for one in discrepancy.rereadings:
        letters.ask_to_reread(one)


PAST = {
    "ask_third": "third_wanted",
    "await_third": "third_asked",
    "ask_to_conclude": "still_open",
    "settle": "settled",
    "conclude": "concluded",
    "pass_over": "passed_over",
}
LETTERS = {"ask_third": letters.tell_third_wanted, "ask_to_conclude": letters.tell_to_conclude}


def _move(actor: User | None, discrepancy: Discrepancy, action: str, **told: object) -> None:
    """Follow one arrow of DISCREPANCY_LIFE, inside the caller's transaction and after its checks."""
    arrow = DISCREPANCY_LIFE[action]
    DISCREPANCY_LIFE.check(arrow, discrepancy)
    discrepancy.state = DiscrepancyState(arrow.target)
    if not discrepancy.is_open:
        discrepancy.closed_at = now()
    if discrepancy.state in AGREED:
        discrepancy.points = points_of(discrepancy.nomination)
    discrepancy.nomination.updated_at = now()
    db.session.flush()
    forget_known()
    personal = {"text": discrepancy.conclusion} if action == "conclude" else None
    case = discrepancy.nomination.reference
    audit.record(
        actor, f"discrepancy.{PAST[action]}", discrepancy, nomination=case, personal=personal, **told
    )
    if action in LETTERS:
        LETTERS[action](discrepancy)


def _require_secretary(actor: User, discrepancy: Discrepancy) -> None:
    """Whoever settles a disagreement sees the ballots, and owes none."""
    require_untied(actor, Permission.NOMINATION_ASSIGN, discrepancy.nomination)
    require(actor, Permission.NOMINATION_RANK, discrepancy.nomination)


def _said(text: str) -> str:
    try:
        return reason_of(text)
    except InvalidInput as fault:
        raise InvalidInput("text", fault.message) from fault
