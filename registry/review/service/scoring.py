"""What a reviewer does with an assignment: declare, score, submit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from registry.audit import service as audit
from registry.campaigns import scoring as arithmetic
from registry.campaigns.models import Criterion
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.review import conflicts, notices
from registry.review.models import Assignment, Mark
from registry.review.queries.results import is_excluded, settle
from registry.review.service import differing, lifecycle
from registry.review.service.answers import fault_of_answer, fault_without_answer, faults_of_bonus
from registry.review.service.grounding import Beside, faults_of_grounds, files_to_name, write_grounds
from registry.review.service.nominating import reason_of
from registry.review.states import STILL_TO_SCORE, AssignmentState, NominationState

LONGEST_COMMENT = 4000
Marks = Mapping[int, tuple[Decimal | None, str]]
NOTHING = Beside()


class BallotRefused(InvalidInput):
    """A ballot has faults: `faults` has them all by field, `field` is the first.

    Fields are `points_<criterion id>`, `comment_<criterion id>`, `grounds_<criterion id>` and
    `overall_comment`.
    """

    def __init__(self, faults: dict[str, str]) -> None:
        field, message = next(iter(faults.items()))
        super().__init__(field, message)
        self.faults = faults


def declare_no_conflict(actor: User, assignment: Assignment) -> Assignment:
    """The reviewer says that nothing ties them to the nomination, and may score."""
    with transaction():
        require_scorable(actor, assignment)
        lifecycle.move_assignment(assignment, "declare_no_conflict")
        assignment.declared_at = now()
        audit.record(actor, "conflict.denied", assignment, nomination=assignment.nomination.reference)
    return assignment


def decline(actor: User, assignment: Assignment, *, reason: str) -> Assignment:
    """The reviewer cannot score the nomination though nothing ties them: no time, not their subject."""
    text = reason_of(reason)
    with transaction():
        _leave(actor, assignment, "decline", text)
        audit.record(
            actor, "assignment.declined", assignment,
            nomination=assignment.nomination.reference, personal={"reason": text},
        )  # fmt: skip
        notices.tell_declined(assignment)
    return assignment


def abstain(actor: User, assignment: Assignment, *, reason: str) -> Assignment:
    """The reviewer has read the dossier and gives no ballot; what was scored is kept, uncounted."""
    text = reason_of(reason)
    with transaction():
        _leave(actor, assignment, "abstain", text)
        audit.record(
            actor, "assignment.abstained", assignment,
            nomination=assignment.nomination.reference, personal={"reason": text},
        )  # fmt: skip
        notices.tell_abstained(assignment)
    return assignment


def put_off(actor: User, assignment: Assignment) -> Assignment:
    """The reviewer goes on with something else first: this nomination comes up again after all others."""
    with transaction():
        require(actor, Permission.NOMINATION_SCORE, assignment)
        _require_in_scoring(assignment)
        if assignment.state not in STILL_TO_SCORE:
            raise InvalidTransition(_("Nothing is left to be scored here."))
        assignment.skipped_at = now()
        audit.record(actor, "assignment.put_off", assignment, nomination=assignment.nomination.reference)
    return assignment


def save_ballot(
    actor: User,
    assignment: Assignment,
    *,
    marks: Marks,
    overall_comment: str,
    beside: Beside = NOTHING,
    version: int | None = None,
) -> Assignment:
    """Keep a ballot as far as it is filled in; bonus points and grounds that are not named stay."""
    with transaction():
        _write(actor, assignment, _Given(marks, beside, overall_comment), version)
        audit.record(actor, "ballot.saved", assignment, marks=len(assignment.marks))
    return assignment


def submit_ballot(
    actor: User,
    assignment: Assignment,
    *,
    marks: Marks,
    overall_comment: str,
    beside: Beside = NOTHING,
    version: int | None = None,
) -> Assignment:
    """Hand in a complete ballot; from now on it is locked."""
    with transaction():
        _write(actor, assignment, _Given(marks, beside, overall_comment), version)
        if faults := faults_of_whole(assignment):
            raise BallotRefused(faults)
        lifecycle.move_assignment(assignment, "submit")
        assignment.submitted_at = now()
        points = {str(mark.criterion_id): _told(mark) for mark in assignment.marks}
        audit.record(
            actor, "ballot.submitted", assignment,
            nomination=assignment.nomination.reference,
            personal={"marks": json.dumps(points, sort_keys=True)},
        )  # fmt: skip
        notices.tell_when_all_scored(assignment.nomination)
        differing.follow(actor, assignment.nomination)
    return assignment


def _told(mark: Mark) -> str:
    return f"{mark.points} + {mark.bonus}" if mark.bonus else str(mark.points)


def stored_texts(assignment: Assignment) -> dict[str, object]:
    """What the ballot says now, by field, for the person who sent an older one."""
    texts: dict[str, object] = {"overall_comment": assignment.overall_comment}
    for mark in assignment.marks:
        texts[f"points_{mark.criterion_id}"] = "" if mark.points is None else arithmetic.plain(mark.points)
        if mark.bonus is not None:
            texts[f"bonus_{mark.criterion_id}"] = arithmetic.plain(mark.bonus)
        texts[f"comment_{mark.criterion_id}"] = mark.comment
    return texts


def _leave(actor: User, assignment: Assignment, action: str, reason: str) -> None:
    """Give the nomination up without a tie, with the reason."""
    require(actor, Permission.NOMINATION_SCORE, assignment)
    _require_in_scoring(assignment)
    lifecycle.move_assignment(assignment, action)
    assignment.declined_reason = reason
    differing.follow(actor, assignment.nomination)


def require_scorable(actor: User, assignment: Assignment) -> None:
    """Raise unless the ballot is the actor's own, in scoring, and nothing ties them."""
    require(actor, Permission.NOMINATION_SCORE, assignment)
    _require_in_scoring(assignment)
    if tie := conflicts.tie_of_reviewer(actor, assignment.nomination):
        raise PermissionDenied(
            Permission.NOMINATION_SCORE,
            _("You may not score this nomination: %(tie)s.", tie=tie.sentence),
            subject=assignment,
            actor_id=actor.id,
        )


def _require_in_scoring(assignment: Assignment) -> None:
    if assignment.nomination.state is not NominationState.VERIFIED:
        raise InvalidTransition(_("Scoring of this nomination has ended."))


@dataclass(frozen=True)
class _Given:
    """What a reviewer gives at once."""

    marks: Marks
    beside: Beside
    overall_comment: str


def _write(actor: User, assignment: Assignment, given: _Given, version: int | None) -> None:
    require_scorable(actor, assignment)
    if assignment.state is AssignmentState.SUBMITTED:
        raise InvalidTransition(_("You have already submitted this ballot: it can no longer change."))
    if assignment.state is not AssignmentState.SCORING:
        raise InvalidTransition(_("First say whether you have a conflict of interest."))
    require_version(assignment, version, stored_texts(assignment))
    criteria = criteria_of(assignment)
    files = files_to_name(actor, assignment.nomination, given.beside.grounds)
    faults = {
        **faults_of_marks(given.marks, criteria),
        **faults_of_bonus(given.beside.bonuses, criteria),
        **faults_of_grounds(files, given.beside.grounds),
    }
    if faults := faults or _fault_of_comment("overall_comment", given.overall_comment):
        raise BallotRefused(faults)
    known = {mark.criterion_id: mark for mark in assignment.marks}
    for criterion_id, (points, comment) in given.marks.items():
        mark = known.get(criterion_id)
        if mark is None:
            mark = Mark(criterion_id=criterion_id, grounds="")
            assignment.marks.append(mark)
        mark.points = points
        mark.comment = clean_text(comment)
        mark.bonus = given.beside.bonuses.get(criterion_id, mark.bonus)
        mark.band = None if points is None else arithmetic.band_of(criteria[criterion_id].bands, points)
    write_grounds(files, assignment.marks, given.beside.grounds)
    settle(assignment)
    assignment.overall_comment = clean_text(given.overall_comment)
    # Marks are rows of their own: the ballot's version must count their changes too.
    assignment.updated_at = now()
    db.session.flush()


def criteria_of(assignment: Assignment) -> dict[int, Criterion]:
    """What is scored, by id."""
    rubric = assignment.nomination.campaign.rubric
    return {criterion.id: criterion for criterion in rubric.criteria} if rubric else {}


def faults_of_marks(marks: Marks, criteria: dict[int, Criterion]) -> dict[str, str]:
    """What is wrong with marks, by field."""
    faults: dict[str, str] = {}
    for criterion_id, (points, comment) in marks.items():
        criterion = criteria.get(criterion_id)
        if criterion is None:
            faults["marks"] = _("This criterion is not on the sheet.")
            continue
        if points is not None and (fault := fault_of_answer(points, criterion)):
            faults[f"points_{criterion_id}"] = fault
        faults.update(_fault_of_comment(f"comment_{criterion_id}", comment))
    return faults


def _fault_of_comment(field: str, comment: str) -> dict[str, str]:
    if len(comment) > LONGEST_COMMENT:
        return {field: _("Use at most %(most)s characters.", most=LONGEST_COMMENT)}
    return {}


def faults_of_whole(assignment: Assignment) -> dict[str, str]:
    """What a ballot lacks before it can be handed in."""
    faults = {}
    marks = {mark.criterion_id: mark for mark in assignment.marks}
    excluded = is_excluded(assignment)
    for criterion in criteria_of(assignment).values():
        mark = marks.get(criterion.id)
        if mark is None or mark.points is None:
            # Once a condition is not met nothing that comes after it is asked.
            if not excluded or criterion.is_condition:
                faults[f"points_{criterion.id}"] = fault_without_answer(criterion)
        elif criterion.is_check:
            if mark.points == 0 and not mark.comment:
                faults[f"comment_{criterion.id}"] = _(
                    "Say why “%(label)s” is not met.", label=criterion.label
                )
        elif arithmetic.is_at_an_end(criterion.bands, mark.band) and not mark.comment:
            faults[f"comment_{criterion.id}"] = _(
                "Say why, when you choose the lowest or the highest level of “%(label)s”.",
                label=criterion.label,
            )
    return faults
