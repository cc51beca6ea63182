"""Stepping aside from a nomination, and voiding what somebody did who turns out to be tied to it."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.audit import service as audit
from registry.campaigns.halts import halted_campaigns
from registry.campaigns.models import Campaign
from registry.campaigns.states import CampaignState
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import Role, User
from registry.review import notices
from registry.review.conflicts import Tie, tie_of_reviewer
from registry.review.models import Assignment, Nomination, Recusal
from registry.review.rules import COUNCIL
from registry.review.service import differing, lifecycle
from registry.review.service.nominating import reason_of
from registry.review.states import (
    DECIDED_STATES,
    DECLARED_KINDS,
    LIVE_ASSIGNMENTS,
    AssignmentState,
    ConflictKind,
    NominationState,
)
from registry.units.rules import has_role_at

MOST_AT_ONCE = 200


def declare_conflict(
    actor: User, assignment: Assignment, *, reason: str, kind: ConflictKind = ConflictKind.OTHER
) -> Assignment:
    """The reviewer says what ties them. A ballot already submitted no longer counts; it is not deleted."""
    tie = _declared(kind, reason)
    with transaction():
        require(actor, Permission.NOMINATION_SCORE, assignment)
        if assignment.nomination.state is not NominationState.VERIFIED:
            raise InvalidTransition(_("Scoring of this nomination has ended."))
        _give_up(actor, assignment, tie)
    return assignment


def step_aside(actor: User, nomination: Nomination, *, kind: ConflictKind, reason: str) -> Recusal:
    """A secretary, verifier, signer or administrator says what ties them; others of the council go on.

    Whoever has the nomination to score too gives that up with it.
    """
    tie = _declared(kind, reason)
    with transaction():
        require(actor, Permission.NOMINATION_RECUSE, nomination)
        if nomination.state in DECIDED_STATES or nomination.state is NominationState.WITHDRAWN:
            raise InvalidTransition(_("Nothing is left to be done about this nomination."))
        if any(one.person_id == actor.id for one in nomination.recusals):
            raise InvalidTransition(_("You have stepped aside from this nomination already."))
        live = [
            o for o in nomination.assignments if o.reviewer_id == actor.id and o.state in LIVE_ASSIGNMENTS
        ]
        if live:
            return _give_up(actor, live[0], tie)
        recusal = _note(nomination, actor, _office_of(actor, nomination), tie, ballot_voided=False)
        audit.record(actor, "conflict.declared", nomination, kind=kind, personal={"reason": tie.detail})
        notices.tell_of_council_conflict(nomination)
    return recusal


def void_tied(nominations: Iterable[Nomination]) -> int:
    """Take nominations from reviewers who turn out to be tied to them; what they scored is kept, uncounted.

    The registry's own act: units were merged, roles were given, models were taken over meanwhile.
    """
    found = 0
    # All of them before the first change: each change has what was read of the others read anew.
    for nomination in [one for one in nominations if _tied_to(one)]:
        with transaction():
            db.session.refresh(nomination)
            # Read anew under the lock: it may have been decided meanwhile.
            tied = _tied_to(nomination)
            for assignment, tie in tied:
                _void(assignment, tie)
            if tied:
                differing.follow(None, nomination)
            found += len(tied)
    return found


def void_all_tied(references: Iterable[str] | None = None) -> int:
    """Do so with every nomination in scoring, or with those of some models."""
    query = (
        select(Nomination.id)
        .join(Nomination.campaign)
        .where(Nomination.state == NominationState.VERIFIED, Campaign.state == CampaignState.OPEN)
        # What is halted stands still; whoever lifts that has ties looked for again.
        .where(Campaign.id.not_in(halted_campaigns()))
        .where(Nomination.assignments.any(Assignment.state.in_(LIVE_ASSIGNMENTS)))
        .order_by(Nomination.id)
    )
    if references is not None:
        query = query.join(Nomination.exemplar).where(Exemplar.reference.in_(set(references)))
    numbers, found = list(db.session.scalars(query)), 0
    for start in range(0, len(numbers), MOST_AT_ONCE):
        some = (
            select(Nomination)
            .where(Nomination.id.in_(numbers[start : start + MOST_AT_ONCE]))
            .options(
                selectinload(Nomination.assignments)
                .joinedload(Assignment.reviewer)
                .selectinload(User.grants),
                selectinload(Nomination.recusals),
                selectinload(Nomination.exemplar_version)
                .load_only(ExemplarVersion.id)
                .selectinload(ExemplarVersion.partners),
            )
        )
        found += void_tied(db.session.scalars(some).all())
    return found


def _tied_to(nomination: Nomination) -> list[tuple[Assignment, Tie]]:
    """Who has a nomination and is tied to it; nobody once it is decided, or its campaign closed."""
    if nomination.state is not NominationState.VERIFIED:
        return []
    if nomination.campaign.state is not CampaignState.OPEN:
        return []
    live = [one for one in nomination.assignments if one.state in LIVE_ASSIGNMENTS]
    return [(one, tie) for one in live if (tie := tie_of_reviewer(one.reviewer, nomination))]


def _declared(kind: ConflictKind, reason: str) -> Tie:
    if kind not in DECLARED_KINDS:
        raise InvalidInput("kind", _("Choose what the conflict is"))
    return Tie(kind, reason_of(reason))


def _give_up(actor: User, assignment: Assignment, tie: Tie) -> Recusal:
    had_counted = assignment.state is AssignmentState.SUBMITTED
    lifecycle.move_assignment(assignment, "declare_conflict")
    assignment.declared_at = now()
    recusal = _note(assignment.nomination, actor, Role.REVIEWER, tie, ballot_voided=had_counted)
    audit.record(
        actor, "conflict.declared", assignment,
        nomination=assignment.nomination.reference, kind=tie.kind, ballot_voided=had_counted,
        personal={"reason": tie.detail},
    )  # fmt: skip
    notices.tell_of_conflict(assignment, had_counted)
    differing.follow(actor, assignment.nomination)
    return recusal


def _void(assignment: Assignment, tie: Tie) -> None:
    had_counted = assignment.state is AssignmentState.SUBMITTED
    lifecycle.move_assignment(assignment, "void")
    _note(assignment.nomination, assignment.reviewer, Role.REVIEWER, tie, ballot_voided=had_counted)
    audit.record(
        None, "ballot.voided", assignment,
        nomination=assignment.nomination.reference, kind=tie.kind, ballot_voided=had_counted,
        personal={"reason": tie.sentence},
    )  # fmt: skip
    notices.tell_voided(assignment, tie)
    notices.tell_of_conflict(assignment, had_counted)


def _note(nomination: Nomination, person: User, role: Role, tie: Tie, *, ballot_voided: bool) -> Recusal:
    known = next((one for one in nomination.recusals if one.person_id == person.id), None)
    if known is not None:
        known.ballot_voided = known.ballot_voided or ballot_voided
        return known
    recusal = Recusal(
        person=person, role=role, kind=tie.kind, detail=tie.detail, at=now(), ballot_voided=ballot_voided
    )
    nomination.recusals.append(recusal)
    # A signer whose page is older is told that something has changed.
    nomination.updated_at = now()
    db.session.flush()
    return recusal


def _office_of(person: User, nomination: Nomination) -> Role:
    """As what the person acts for the council of a nomination."""
    return next(role for role in COUNCIL if has_role_at(person, nomination.campaign.unit, role))
